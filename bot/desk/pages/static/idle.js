// The end of an idle login: only what the person does keeps it alive, and two minutes before its end the page says so.
import * as page from "/static/lock.js";
import { renewed, send } from "/static/login.js";

const { idle, warning } = document.body.dataset;
const TELL_MILLISECONDS = 60_000;
const dialog = document.getElementById("idle");
let endsAt = performance.now() + Number(idle) * 1000;
let toldAt = performance.now();
let looking = false;
let gone = false;

function leave() {
  gone = true;
  page.leave();
}

async function stay() {
  toldAt = performance.now();
  const answer = await send("/login/stay", { method: "POST" }).catch(() => null);
  if (answer?.status === 204) endsAt = performance.now() + Number(idle) * 1000;
  else if (answer) await ask();
}

/** Ask how much is left, which another tab may have lengthened; asking lengthens nothing. */
async function ask() {
  const left = await renewed();
  if (left === null) return;
  if (left <= 0) return leave();
  endsAt = performance.now() + left * 1000;
}

function acted(event) {
  if (!event.isTrusted || dialog.open || performance.now() - toldAt < TELL_MILLISECONDS) return;
  stay();
}

function shown(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

async function look() {
  let left = Math.ceil((endsAt - performance.now()) / 1000);
  if (left <= Number(warning) && !dialog.open) {
    await ask();
    if (gone) return;
    left = Math.ceil((endsAt - performance.now()) / 1000);
    if (left > 0 && left <= Number(warning)) dialog.showModal();
  }
  if (dialog.open) {
    dialog.querySelector("[data-left]").textContent = shown(Math.max(0, left));
    if (left > Number(warning)) dialog.close();
  }
  if (left <= 0) leave();
}

/** Look once at a time: the answer about the time that is left may come late. */
async function lookAlone() {
  if (looking || gone) return;
  looking = true;
  await look().finally(() => { looking = false; });
}

if (idle && dialog) {
  document.addEventListener("keydown", acted, { passive: true });
  document.addEventListener("pointerdown", acted, { passive: true });
  dialog.querySelector("[data-stays]").addEventListener("click", stay);
  setInterval(lookAlone, 1000);
}
