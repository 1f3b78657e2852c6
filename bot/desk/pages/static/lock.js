// The quick lock: the page is blank before anything is asked of the server, in every tab.
import { letGo } from "/static/drafts.js";
import { onNewLogin, renewed } from "/static/login.js";

const tabs = "BroadcastChannel" in window ? new BroadcastChannel("desk") : null;

/** Blank this page; whatever was typed on it, nothing holds it up from now on. */
export function cover() {
  letGo();
  const sheet = document.getElementById("cover");
  if (!sheet) return;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  sheet.hidden = false;
  document.body.classList.add("covered");
  document.title = sheet.textContent;
}

/** Blank every tab's page, and lock the login. */
export function lock() {
  const form = document.getElementById("lock");
  if (!form) return;
  cover();
  tabs?.postMessage("locked");
  form.next.value = here();
  form.submit();
}

/** Blank the page and leave it for where the worker logs in or unlocks, and comes back from. */
export function leave() {
  cover();
  location.replace(`/login?next=${encodeURIComponent(here())}`);
}

/** Go on where another tab has renewed the login, and leave where it has ended; what cannot be asked changes nothing. */
export async function goOn() {
  if ((await renewed()) === 0) leave();
}

function here() {
  return document.body.dataset.here ?? location.pathname + location.search;
}

document.getElementById("lock")?.addEventListener("submit", (event) => {
  event.preventDefault();
  lock();
});
document.getElementById("logout")?.addEventListener("submit", () => {
  cover();
  tabs?.postMessage("left");
});
onNewLogin(goOn);
tabs?.addEventListener("message", () => {
  cover();
  // The tab that began it is at the server first.
  setTimeout(leave, 1000);
});
