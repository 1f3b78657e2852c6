// The chat: new bubbles are added and changed ones replaced, while what is being read stays where it is.
import { onArrival } from "/static/desk.js";

const NEAR_PIXELS = 80;

const box = () => document.getElementById("messages");

/** Give what scrolls: the chat alone, or the whole column on a narrow screen. */
function scroller() {
  const place = box();
  return getComputedStyle(place).overflowY === "visible" ? place.closest(".column") : place;
}

function atEnd(place) {
  return place.scrollHeight - place.scrollTop - place.clientHeight < NEAR_PIXELS;
}

function merge(page) {
  const place = scroller();
  const list = box().querySelector(".bubbles");
  const stood = atEnd(place);
  const old = new Map([...list.children].map((item) => [item.dataset.id, item]));
  let before = null;
  for (const item of page.querySelectorAll(".bubbles > li")) {
    const known = old.get(item.dataset.id);
    old.delete(item.dataset.id);
    let now = known;
    if (!known || known.dataset.stamp !== item.dataset.stamp) {
      now = document.importNode(item, true);
      if (known) known.replaceWith(now);
      window.htmx.process(now);
    }
    const next = before ? before.nextElementSibling : list.firstElementChild;
    if (next !== now) list.insertBefore(now, next);
    before = now;
  }
  for (const item of old.values()) item.remove();
  if (stood) place.scrollTop = place.scrollHeight;
  watch();
}

const seen = new IntersectionObserver((entries) => {
  const jump = document.getElementById("jump");
  if (jump) jump.hidden = entries.at(-1).isIntersecting;
});

function watch() {
  seen.disconnect();
  const first = document.getElementById("first-unread");
  const jump = document.getElementById("jump");
  if (first) seen.observe(first);
  else if (jump) jump.hidden = true;
}

document.addEventListener("desk:messages", (event) => merge(event.detail));
document.addEventListener("click", (event) => {
  const button = event.target.closest(".show-all");
  if (button) {
    const shown = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(shown));
    button.textContent = shown ? button.dataset.less : button.dataset.more;
    button.previousElementSibling.classList.toggle("is-shown", shown);
  } else if (event.target.closest("#jump")) {
    event.preventDefault();
    document.getElementById("first-unread")?.scrollIntoView({ block: "start" });
    box().focus({ preventScroll: true });
  }
});
onArrival(() => {
  if (!box()) return;
  const place = scroller();
  const first = document.getElementById("first-unread");
  if (first) first.scrollIntoView({ block: "start" });
  else place.scrollTop = place.scrollHeight;
  watch();
});
