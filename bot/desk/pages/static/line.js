// The line to the desk: what happens is heard as it happens, and a lost line is said and opened anew.
import { leave } from "/static/lock.js";
import { renewed, token } from "/static/login.js";

const SILENCE_MILLISECONDS = 12_000;
const RETRY_MILLISECONDS = 3_000;
const KINDS = ["begun", "change", "beat", "ended"];

let line = null;
let opened = "";
let heardAt = performance.now();
let retry = 0;
let listener = null;

/** Let a listener hear: `where` gives the path, `hear` is given each event's kind and data, `away` says that it is shut. */
export function listen(given) {
  listener = given;
  setInterval(() => {
    if (performance.now() - heardAt < SILENCE_MILLISECONDS) return;
    heardAt = performance.now();
    lost(document.getElementById("lost")?.dataset.lost);
    connect();
  }, 1000);
  window.addEventListener("pagehide", () => line?.close());
}

/** Open the line, anew where it is open. */
export function connect() {
  clearTimeout(retry);
  line?.close();
  opened = token();
  line = new EventSource(listener.where());
  for (const kind of KINDS) line.addEventListener(kind, (event) => hear(kind, event));
  line.addEventListener("error", () => {
    lost(document.getElementById("lost")?.dataset.lost);
    if (line.readyState !== EventSource.CLOSED) return;
    // Either nobody is logged in any more, which asking tells, or the desk is away for a moment.
    listener.away();
    retry = setTimeout(connect, RETRY_MILLISECONDS);
  });
}

function hear(kind, event) {
  if (kind === "ended") {
    line.close();
    goOnListening();
    return;
  }
  heardAt = performance.now();
  const data = JSON.parse(event.data);
  if (kind === "begun") lost();
  else if (kind === "beat") lost(data.reached ? "" : document.getElementById("lost").dataset.store);
  listener.hear(kind, data);
}

function lost(text) {
  const place = document.getElementById("lost");
  if (!place || place.textContent === (text ?? "")) return;
  place.textContent = text ?? "";
  place.hidden = !text;
}

/** The line's login has ended: listen on where another tab has renewed it since, and leave where none has. */
async function goOnListening() {
  const left = await renewed();
  if (left === null || (left > 0 && token() !== opened)) connect();
  else leave();
}
