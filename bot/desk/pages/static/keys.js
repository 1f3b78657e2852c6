// Single keys as shortcuts: none while somebody writes, none with Ctrl, Alt or Meta, and all can be switched off.
import { prefers } from "/static/preferences.js";

const PAUSE_MILLISECONDS = 2_000;
const actions = new Map();
let wroteAt = -PAUSE_MILLISECONDS;

/** Let a key, as in KeyboardEvent.key ("j", "N", "?"), do something; the last one to ask for a key has it. */
export function onKey(key, action) {
  actions.set(key, action);
}

function writes(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (writes(event.target)) {
    wroteAt = event.key === "Escape" ? -PAUSE_MILLISECONDS : performance.now();
    return;
  }
  // Whoever typed until now still types, though the field may be gone: a chat can be taken away under the hands.
  if (performance.now() - wroteAt < PAUSE_MILLISECONDS && event.key.length === 1) {
    wroteAt = performance.now();
    return;
  }
  if (!prefers("shortcuts")) return;
  const open = document.querySelector("dialog[open]");
  if (open && event.key !== "l") return;
  const action = actions.get(event.key);
  if (!action) return;
  event.preventDefault();
  action(event);
});
