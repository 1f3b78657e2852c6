// The single keys of this page; the help sheet lists the same.
import { onKey } from "/static/keys.js";
import { toggleBlur } from "/static/blur.js";
import { write } from "/static/composer.js";
import { pick } from "/static/picker.js";

function step(by) {
  const rows = [...document.querySelectorAll("#queue a.ticket")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = rows[from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by))];
  next?.focus();
  if (next && !next.hasAttribute("aria-current")) next.click();
}

function submit(id) {
  document.getElementById(id)?.requestSubmit();
}

function open(id) {
  const deed = document.getElementById(id);
  if (!deed) return;
  deed.open = true;
  deed.querySelector("select, textarea").focus();
}

onKey("j", () => step(1));
onKey("k", () => step(-1));
onKey("c", () => submit("claim"));
onKey("N", () => submit("next"));
onKey("r", () => write("reply"));
onKey("n", () => write("note"));
onKey("t", () => open("deed-transfer"));
onKey("h", () => submit("deed-hold"));
onKey("e", () => open("deed-close"));
onKey("u", () => open("deed-risk"));
onKey("/", () => pick("replies"));
onKey("i", () => pick("answers"));
// It ends the chat: the button is only made ready, and Enter presses it.
onKey("b", () => document.querySelector("#deed-back button")?.focus());
onKey("x", () => toggleBlur());
