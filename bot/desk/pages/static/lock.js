// The quick lock: the page is blank before anything is asked of the server, in every tab.
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("desk") : null;

/** Blank this page. */
export function cover() {
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
tabs?.addEventListener("message", () => {
  cover();
  // The tab that began it is at the server first.
  setTimeout(leave, 1000);
});
