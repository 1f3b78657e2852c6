// The frame of every page: the quick lock, the end of an idle login, the help sheet, menus, and the shift's sign of life.
import { leave, lock } from "/static/lock.js";
import { onKey } from "/static/keys.js";
import "/static/idle.js";
import "/static/preferences.js";

const BEAT_MILLISECONDS = 30_000;

const token = () => document.querySelector("#logout input[name=csrf]")?.value ?? "";

// A page that comes back from the browser's memory may be of a login that has ended.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) leave();
});

for (const opener of document.querySelectorAll("[data-opens]")) {
  opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
}
onKey("?", () => document.getElementById("shortcuts")?.showModal());
onKey("l", lock);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

setInterval(() => {
  const shift = document.getElementById("shift");
  if (!shift || shift.dataset.presence === "off") return;
  fetch("/shift/beat", { method: "POST", headers: { "X-CSRF-Token": token() } }).catch(() => {});
}, BEAT_MILLISECONDS);
