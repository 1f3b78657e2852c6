// The page as it is swapped in: its address, what failed on the way, and the news that it has arrived.
const ARRIVED = "desk:arrived";
const DONE_MILLISECONDS = 8_000;
let hiding = 0;
let loading = 0;
let arrivals = 0;

/** Give the page's root, which is swapped as a whole. */
export const desk = () => document.getElementById("desk");

/** Say whether the worker has just asked for another page, which will be newer than anything that is asked for now. */
export const isLoading = () => loading > 0;

/** Count the pages that were swapped in: what was asked for from one of them must not go into the next. */
export const generation = () => arrivals;

/** Do something now, and each time the page is swapped. */
export function onArrival(action) {
  document.addEventListener(ARRIVED, action);
  if (desk()?.dataset.arrived !== undefined) action();
}

/** Show what happened, as wrong or as done. */
export function notify(text, { wrong = true } = {}) {
  const notice = document.getElementById("notice");
  if (!notice) return;
  notice.className = wrong ? "wrong" : "right";
  notice.setAttribute("role", wrong ? "alert" : "status");
  notice.textContent = text;
  notice.hidden = false;
  tidy();
}

/** Put another page's root in the place of this one. */
export function replaceDesk(other) {
  const root = document.importNode(other, true);
  desk().replaceWith(root);
  window.htmx.process(root);
  arrived();
}

/** Bring a part of the page up to date; what stays the same stays the same node, also under a finger that presses it. */
export function morph(box, now) {
  return window.htmx.swap({ sourceElement: box, target: box, text: now.innerHTML, swap: "innerMorph" });
}

/** Ask for a page by script and read it; null where it could not be had. `gone` is called where nobody is logged in. */
export async function fetched(path, gone) {
  const answer = await fetch(path, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.status === 401 || answer?.redirected) gone?.();
  if (!answer?.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function arrived() {
  const root = desk();
  if (!root || root.dataset.arrived !== undefined) return;
  root.dataset.arrived = "";
  loading = 0;
  arrivals += 1;
  const { here } = root.dataset;
  document.body.dataset.here = here;
  if (here && here !== location.pathname + location.search) {
    // The same page under another tab, or after a form, is no step back.
    const same = here.split("?")[0] === location.pathname;
    history[same ? "replaceState" : "pushState"](null, "", here);
  }
  tidy();
  document.dispatchEvent(new CustomEvent(ARRIVED));
}

/** Take what was done away after a while: the chat needs the room. What went wrong stays. */
function tidy() {
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    const notice = document.getElementById("notice");
    if (notice?.classList.contains("right")) notice.hidden = true;
  }, DONE_MILLISECONDS);
}

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.target !== desk() || ctx.text.includes('id="desk"')) return;
  // An error of the frame is a line of text, and the page stays as it is.
  event.preventDefault();
  const said = new DOMParser().parseFromString(ctx.text, "text/html").body.textContent.trim();
  notify(said || document.getElementById("notice").dataset.failed);
});
// The title is set only after the swap.
document.addEventListener("htmx:finally:swap", arrived);
document.addEventListener("htmx:before:request", (event) => {
  if (event.detail.ctx.target === desk()) loading += 1;
});
document.addEventListener("htmx:finally:request", (event) => {
  // The part of the page that asked may be gone by now; what it asked for is known all the same.
  if (event.detail.ctx.target?.id === "desk") loading = Math.max(0, loading - 1);
});
document.addEventListener("htmx:error", () => notify(document.getElementById("notice").dataset.failed));

window.addEventListener("popstate", async () => {
  // A link within the page moves nothing but the view.
  if (location.pathname + location.search === document.body.dataset.here) return;
  const page = await fetched(location.pathname + location.search, () => location.reload());
  const root = page?.getElementById("desk");
  if (root) replaceDesk(root);
  else location.reload();
});

arrived();
