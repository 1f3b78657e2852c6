// What changes is asked for as it changes.
import { coalesced } from "/static/coalesced.js";
import { desk, fetched, generation, isLoading, morph, notify, onArrival, replaceDesk } from "/static/desk.js";
import { forget } from "/static/composer.js";
import { connect, listen } from "/static/line.js";
import { goOn } from "/static/lock.js";
import { forget as forgetNote } from "/static/notes.js";
import { refreshCount } from "/static/reports_count.js";

const QUEUE_MILLISECONDS = 300;
const TYPING_MILLISECONDS = 6_000;
const LOOKING_MILLISECONDS = 45_000;

let looks = null;
const timers = new Map();

/** Ask for the chat anew and put in what is new. */
export const refreshMessages = coalesced(async () => {
  const box = document.getElementById("messages");
  if (!box) return;
  const read = document.visibilityState === "visible" && document.hasFocus() ? "?read=1" : "";
  const page = await fetched(`${base()}/${box.dataset.part}${read}`, goOn);
  if (page && box.isConnected) document.dispatchEvent(new CustomEvent("desk:messages", { detail: page }));
}, 0);

const refreshQueue = coalesced(async () => {
  const box = document.getElementById("queue");
  const page = await fetched(box.dataset.rows, goOn);
  // What a worker has just pressed must stay in its place until its answer is there.
  if (!page || !box.isConnected || isLoading()) return;
  await morph(box, page.body);
  document.dispatchEvent(new CustomEvent("desk:queue"));
}, QUEUE_MILLISECONDS);

/** Ask where the open ticket stands; what a worker is writing stays under their hands. */
const refreshStand = coalesced(async () => {
  if (!base()) return;
  const shown = desk();
  const asked = generation();
  const path = base();
  const look = shown.dataset.look ? "/look" : "";
  const page = await fetched(`${path}${look}/now${location.search}`, goOn);
  const root = page?.getElementById("desk");
  // A chat that was erased meanwhile must not come back with an answer from before.
  if (!root || generation() !== asked || isLoading() || base() !== path) return;
  if (root.dataset.stand !== shown.dataset.stand || root.dataset.ticket !== shown.dataset.ticket) {
    replaceDesk(root);
    return;
  }
  for (const name of ["chat-facts", "deeds", "context"]) {
    const [old, now] = [document.getElementById(name), root.querySelector(`#${name}`)];
    const busy = old?.querySelector("details[open], #code-word bdi") || old?.contains(document.activeElement)
      || old?.querySelector("textarea")?.value;
    if (old && now && !busy) await morph(old, now);
  }
}, QUEUE_MILLISECONDS);

function base() {
  const { ticket } = desk()?.dataset ?? {};
  return ticket ? `/tickets/${ticket}` : "";
}

function refreshAll() {
  refreshQueue();
  refreshMessages();
  refreshStand();
  refreshCount();
}

function told({ kind, ticket, worker, name }) {
  const { ticket: shown, me } = desk().dataset;
  const ours = ticket && ticket === shown;
  if (kind === "typing" && ours && worker !== me) say("typing", name, TYPING_MILLISECONDS);
  else if (kind === "viewing" && ours && worker !== me) say("looking", name, LOOKING_MILLISECONDS);
  else if (kind === "erased") {
    if (ours) erased(ticket);
    refreshQueue();
  } else if (kind === "message" || kind === "delivery") {
    if (ours) refreshMessages();
    if (kind === "message" && document.getElementById(`row-${ticket}`)) refreshQueue();
  } else if (kind === "queue" || kind === "shift") {
    refreshQueue();
    if (ours || !ticket) refreshStand();
  }
  // A change without a ticket stands for those that nobody can tell any more.
  if (kind === "report" || !ticket) refreshCount();
}

/** Say for a while what somebody else does. */
function say(id, name, milliseconds) {
  const place = document.getElementById(id);
  if (!place) return;
  const text = place.dataset.text.replace("{name}", name);
  if (place.textContent !== text) place.textContent = text;
  place.hidden = false;
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => {
    place.textContent = "";
    place.hidden = id === "looking";
  }, milliseconds));
}

function erased(ticket) {
  forget(ticket);
  forgetNote(ticket);
  const { erased: text } = document.getElementById("notice").dataset;
  document.querySelector(".chat-column").replaceChildren();
  document.getElementById("context").replaceChildren();
  delete desk().dataset.ticket;
  notify(text);
}

function heard() {
  const place = document.getElementById("updated");
  if (!place) return;
  const now = new Date();
  place.dateTime = now.toISOString();
  place.textContent = now.toLocaleTimeString(document.documentElement.lang);
}

function where() {
  looks = desk()?.dataset.look ?? "";
  return looks ? `/events?look=${encodeURIComponent(looks)}` : "/events";
}

function hear(kind, data) {
  heard();
  if (kind === "begun") refreshAll();
  else if (kind === "change") told(data);
}

listen({ where, hear, away: refreshQueue });
document.addEventListener("htmx:error", refreshAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") refreshMessages();
});
window.addEventListener("focus", () => refreshMessages());
onArrival(() => {
  if (looks !== (desk().dataset.look ?? "")) connect();
  else heard();
});
