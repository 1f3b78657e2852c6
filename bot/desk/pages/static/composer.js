// Writing: the draft lives in this page only, a message is kept once however often it is sent, and no failure loses it.
import { notify, onArrival } from "/static/desk.js";
import { unsentWhile } from "/static/drafts.js";
import { refreshMessages } from "/static/live.js";
import * as login from "/static/login.js";

const TYPING_MILLISECONDS = 3_000;
const CHECK_MILLISECONDS = 400;
const drafts = new Map();
let typedAt = -TYPING_MILLISECONDS;
let busy = false;
let checking = 0;

const form = () => document.getElementById("composer");

/** Forget what was being written in a chat. */
export function forget(ticket) {
  drafts.delete(ticket);
}

/** Put a text in, as from a saved reply or an answer of the knowledge base. */
export function insert({ text, original, source, unchecked }) {
  const at = form();
  if (!at) return;
  at.kind.value = "reply";
  const old = at.text.value.trim();
  at.text.value = old ? `${old}\n\n${text}` : text;
  Object.assign(draft(), {
    source: old ? "" : source,
    original: old ? "" : original,
    unchecked: unchecked && !old,
    inserted: old ? "" : at.text.value,
  });
  changed();
  at.text.focus();
}

/** Begin to write a reply or a note. */
export function write(kind) {
  const at = form();
  if (!at) return;
  at.kind.value = kind;
  changed();
  at.text.focus();
}

function draft() {
  const { ticket } = form().dataset;
  if (!drafts.has(ticket)) drafts.set(ticket, { event: form().event.value, warned: JSON.parse(form().warned.value) });
  return drafts.get(ticket);
}

function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function changed() {
  const [at, kept] = [form(), draft()];
  Object.assign(kept, { text: at.text.value, kind: at.kind.value });
  if (kept.tried) {
    // Whether the other text was kept is not known: this one is another message.
    kept.event = fresh();
    kept.tried = false;
  }
  if (kept.inserted && kept.text !== kept.inserted) Object.assign(kept, { inserted: "", original: "", unchecked: false });
  show(kept);
  failed("");
  check();
}

/** Have the text looked over when the fingers rest. */
function check() {
  clearTimeout(checking);
  checking = setTimeout(() => form()?.text.dispatchEvent(new Event("check")), CHECK_MILLISECONDS);
}

function show(kept) {
  const at = form();
  at.source.value = kept.source ?? "";
  at.original.value = kept.original ?? "";
  at.event.value = kept.event;
  document.getElementById("unchecked").hidden = !kept.unchecked;
  if (!kept.unchecked) at.ticked.checked = false;
}

function failed(text) {
  const place = document.getElementById("send-failed");
  place.textContent = text;
  place.hidden = !text;
}

/** List what this draft's writer was warned of; whatever else stands in it is warned of first. */
function warned(kept) {
  const shown = [...document.querySelectorAll("#check [data-warned]")].flatMap((each) => JSON.parse(each.dataset.warned));
  return JSON.stringify([...new Set([...kept.warned, ...shown])]);
}

/** Go on in the field once an answer is there, unless the worker has left the form that asked: their next keys are not text. */
function resume(asking) {
  const now = form();
  if (!asking.isConnected || now.contains(document.activeElement)) now.text.focus();
}

async function send() {
  const at = form();
  if (busy || !at.text.value.trim()) return;
  busy = true;
  const kept = draft();
  Object.assign(kept, { text: at.text.value, kind: at.kind.value });
  at.text.readOnly = true;
  const name = document.getElementById("chat-title").textContent.trim();
  const given = new URLSearchParams(new FormData(at));
  given.set("warned", warned(kept));
  const headers = { Accept: "application/json" };
  const answer = await login.send(at.action, { method: "POST", body: given, headers }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  busy = false;
  // The page may have been swapped meanwhile.
  const now = form();
  if (now) now.text.readOnly = false;
  if (answer?.ok && said) {
    drafts.delete(at.dataset.ticket);
    if (now?.dataset.ticket === at.dataset.ticket) {
      now.text.value = "";
      now.event.value = fresh();
      changed();
      resume(at);
    }
    refreshMessages();
    return;
  }
  kept.tried = !said;
  if (said?.key === "look_again") kept.warned = said.warned;
  const text = said?.error ?? document.getElementById("notice").dataset.failed;
  if (now?.dataset.ticket === at.dataset.ticket) {
    failed(text);
    resume(at);
  } else {
    // Another chat is open by now: whose message was not sent must be plain.
    notify(`${name}: ${text}`);
  }
}

async function tell() {
  const at = form();
  if (at.kind.value !== "reply" || performance.now() - typedAt < TYPING_MILLISECONDS) return;
  typedAt = performance.now();
  const path = at.action.replace(/\/say$/, "/typing");
  await login.send(path, { method: "POST" }).catch(() => null);
}

document.addEventListener("input", (event) => {
  if (event.target !== form()?.text) return;
  changed();
  tell();
});
document.addEventListener("change", (event) => {
  if (event.target.closest("#composer .kind")) changed();
});
document.addEventListener("keydown", (event) => {
  if (event.target !== form()?.text || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape") event.target.blur();
});
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  send();
});
onArrival(() => {
  const at = form();
  if (!at) return;
  const kept = drafts.get(at.dataset.ticket);
  if (!kept) return;
  at.text.value = kept.text ?? "";
  at.kind.value = kept.kind ?? "reply";
  show(kept);
  if (kept.text) check();
});
unsentWhile(() => [...drafts.values()].some((kept) => kept.text?.trim()));
