// The privacy blur: one key, and by itself when the window is left, where that is chosen.
import { desk, onArrival } from "/static/desk.js";
import { prefers } from "/static/preferences.js";

let blurred = false;

/** Blur what people wrote, or show it again. */
export function toggleBlur(on = !blurred) {
  blurred = on;
  desk()?.classList.toggle("blurred", blurred);
  const said = document.getElementById("blurred");
  if (said) said.textContent = blurred ? said.dataset.text : "";
  document.getElementById("blur")?.setAttribute("aria-pressed", String(blurred));
}

window.addEventListener("blur", () => {
  if (prefers("blur")) toggleBlur(true);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#blur")) toggleBlur();
});
onArrival(() => toggleBlur(blurred));
