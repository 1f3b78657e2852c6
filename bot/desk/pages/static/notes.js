// The note for who takes a chat over: what was typed outlives another chat on the page, and goes once it has gone out.
import { desk, onArrival } from "/static/desk.js";
import { unsentWhile } from "/static/drafts.js";

const notes = new Map();
let sent = "";

const field = () => document.getElementById("transfer-note");

/** Forget the note of a chat. */
export function forget(ticket) {
  notes.delete(ticket);
}

document.addEventListener("input", (event) => {
  if (event.target === field()) notes.set(desk().dataset.ticket, event.target.value);
});
document.addEventListener("htmx:before:request", (event) => {
  const at = field();
  if (at && event.detail.ctx.sourceElement === at.form) sent = desk().dataset.ticket;
});
document.addEventListener("htmx:finally:request", (event) => {
  if (event.detail.ctx.target?.id === "desk") sent = "";
});
onArrival(() => {
  if (sent && document.querySelector("#notice.right:not([hidden])")) forget(sent);
  sent = "";
  const at = field();
  if (!at) return;
  const { ticket } = desk().dataset;
  if (at.value) notes.set(ticket, at.value);
  else at.value = notes.get(ticket) ?? "";
});
unsentWhile(() => [...notes.values()].some((note) => note.trim()));
