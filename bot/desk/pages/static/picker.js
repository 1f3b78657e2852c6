// Saved replies and answers of the knowledge base: found by their titles, and put into the reply.
import { fetched, onArrival } from "/static/desk.js";
import { insert } from "/static/composer.js";
import { goOn } from "/static/lock.js";

const dialog = () => document.getElementById("picker");
const list = () => document.getElementById("picker-list");

/** Open the saved replies ("replies") or the answers of the knowledge base ("answers"). */
export async function pick(kind) {
  const at = dialog();
  if (!at) return;
  const search = document.getElementById("picker-search");
  document.getElementById("picker-title").textContent = at.dataset[kind];
  list().replaceChildren();
  search.value = "";
  document.getElementById("picker-none").hidden = true;
  if (!at.open) at.showModal();
  search.focus();
  await fill(`/tickets/${document.getElementById("composer").dataset.ticket}/${kind}`);
  filter();
}

async function fill(path) {
  const page = await fetched(path, goOn);
  if (page) list().replaceChildren(...page.body.childNodes);
}

function filter() {
  const words = fold(document.getElementById("picker-search").value).split(/\s+/).filter(Boolean);
  const items = [...list().querySelectorAll(".picks > li")];
  for (const item of items) {
    const titles = fold(item.dataset.titles);
    item.hidden = !words.every((word) => titles.includes(word));
  }
  document.getElementById("picker-none").hidden = items.length === 0 || items.some((item) => !item.hidden);
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

function move(step) {
  const buttons = [...list().querySelectorAll("li:not([hidden]) button, [data-insert]")].filter((each) => each.offsetParent);
  const at = buttons.indexOf(document.activeElement);
  const next = at + step;
  if (next < 0) document.getElementById("picker-search").focus();
  else buttons[Math.min(next, buttons.length - 1)]?.focus();
}

document.addEventListener("input", (event) => {
  if (event.target.id === "picker-search") filter();
});
document.addEventListener("keydown", (event) => {
  if (!dialog()?.open || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  move(event.key === "ArrowDown" ? 1 : -1);
});
document.addEventListener("click", async (event) => {
  const opener = event.target.closest("[data-picks]");
  if (opener) {
    pick(opener.dataset.picks);
    return;
  }
  const topic = event.target.closest("[data-topic]");
  if (topic) {
    await fill(topic.dataset.topic);
    document.getElementById("answer-title")?.focus();
    return;
  }
  const chosen = event.target.closest("[data-insert]");
  if (!chosen) return;
  const { insert: text, original = "", source } = chosen.dataset;
  dialog().close();
  insert({ text, original, source, unchecked: chosen.dataset.unchecked !== undefined });
});
onArrival(() => list()?.replaceChildren());
