// The frame of every page: the quick lock, the end of an idle login, the help sheet, menus, and the shift's sign of life.
import { leave, lock } from "/static/lock.js";
import { send, token } from "/static/login.js";
import { onKey } from "/static/keys.js";
import "/static/idle.js";
import "/static/preferences.js";

const BEAT_MILLISECONDS = 30_000;

// What htmx asks for, too, is asked for once more where the login was renewed meanwhile.
document.addEventListener("htmx:config:request", (event) => {
  if (token()) event.detail.ctx.fetch = send;
});

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
  send("/shift/beat", { method: "POST" }).catch(() => {});
}, BEAT_MILLISECONDS);
