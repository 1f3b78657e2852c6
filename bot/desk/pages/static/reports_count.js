// How many reports nobody has, in the navigation of a page that stays open.
import { coalesced } from "/static/coalesced.js";
import { fetched, morph } from "/static/desk.js";

const COUNT_MILLISECONDS = 300;

const number = (place) => Number(place.querySelector(".badge")?.textContent ?? 0);

/** Ask for the count anew, and say aloud that there are more. */
export const refreshCount = coalesced(async () => {
  const box = document.getElementById("reports-count");
  const page = box && (await fetched("/reports/count"));
  if (!page || !box.isConnected) return;
  const [before, now] = [number(box), number(page.body)];
  await morph(box, page.body);
  if (now > before) document.getElementById("said").textContent = box.querySelector(".unseen").textContent;
}, COUNT_MILLISECONDS);
