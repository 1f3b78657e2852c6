// The line to the desk: what changes is asked for as it changes, and a lost line is said.
import { desk, fetched, generation, isLoading, morph, notify, onArrival, replaceDesk } from "/static/desk.js";
import { forget } from "/static/composer.js";
import { goOn, leave } from "/static/lock.js";
import { renewed, token } from "/static/login.js";
import { forget as forgetNote } from "/static/notes.js";

const SILENCE_MILLISECONDS = 12_000;
const RETRY_MILLISECONDS = 3_000;
const QUEUE_MILLISECONDS = 300;
const TYPING_MILLISECONDS = 6_000;
const LOOKING_MILLISECONDS = 45_000;

let line = null;
let looks = null;
let opened = "";
let heardAt = performance.now();
let retry = 0;
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

/** Run one at a time; what is asked for meanwhile runs once more afterwards. */
function coalesced(action, milliseconds) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    if (milliseconds) await new Promise((done) => setTimeout(done, milliseconds));
    try {
      do {
        again = false;
        await action();
      } while (again);
    } finally {
      running = false;
    }
  };
}

function refreshAll() {
  refreshQueue();
  refreshMessages();
  refreshStand();
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
  heardAt = performance.now();
  const place = document.getElementById("updated");
  if (!place) return;
  const now = new Date();
  place.dateTime = now.toISOString();
  place.textContent = now.toLocaleTimeString(document.documentElement.lang);
}

function lost(text) {
  const place = document.getElementById("lost");
  if (!place || place.textContent === (text ?? "")) return;
  place.textContent = text ?? "";
  place.hidden = !text;
}

function connect() {
  clearTimeout(retry);
  line?.close();
  const look = desk()?.dataset.look ?? "";
  looks = look;
  opened = token();
  line = new EventSource(look ? `/events?look=${encodeURIComponent(look)}` : "/events");
  for (const kind of ["begun", "change", "beat", "ended"]) line.addEventListener(kind, (event) => hear(kind, event));
  line.addEventListener("error", () => {
    const { lost: text } = document.getElementById("lost")?.dataset ?? {};
    lost(text);
    if (line.readyState !== EventSource.CLOSED) return;
    // Either nobody is logged in any more, which asking tells, or the desk is away for a moment.
    refreshQueue();
    retry = setTimeout(connect, RETRY_MILLISECONDS);
  });
}

function hear(kind, event) {
  if (kind === "ended") {
    line.close();
    goOnListening();
    return;
  }
  heard();
  const data = JSON.parse(event.data);
  if (kind === "begun") {
    lost();
    refreshAll();
  } else if (kind === "beat") {
    lost(data.reached ? "" : document.getElementById("lost").dataset.store);
  } else told(data);
}

/** The line's login has ended: listen on where another tab has renewed it since, and leave where none has. */
async function goOnListening() {
  const left = await renewed();
  if (left === null || (left > 0 && token() !== opened)) connect();
  else leave();
}

setInterval(() => {
  if (performance.now() - heardAt < SILENCE_MILLISECONDS) return;
  heardAt = performance.now();
  lost(document.getElementById("lost")?.dataset.lost);
  connect();
}, 1000);
document.addEventListener("htmx:error", refreshAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") refreshMessages();
});
window.addEventListener("focus", () => refreshMessages());
window.addEventListener("pagehide", () => line?.close());
onArrival(() => {
  if (looks !== (desk().dataset.look ?? "")) connect();
  else heard();
});
