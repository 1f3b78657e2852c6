// Times that go on: how long ago, and how long still; a wait is marked after one, three and ten minutes.
import { desk, onArrival } from "/static/desk.js";

const MARKS = [10, 3, 1];
const UNITS = [["day", 86_400, 2], ["hour", 3_600, 2], ["minute", 60, 1], ["second", 1, 0]];
const language = document.documentElement.lang;
const formats = new Map();
// The clock of this machine may be wrong, and the desk's own counts.
let ahead = 0;

function said(seconds) {
  const [unit, size] = UNITS.find(([, size, least]) => seconds >= size * least) ?? UNITS.at(-1);
  if (!formats.has(unit)) formats.set(unit, new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }));
  return formats.get(unit).format(Math.floor(seconds / size));
}

function tick() {
  const now = Date.now() + ahead;
  for (const place of document.querySelectorAll("time[data-since], time[data-until]")) {
    const away = (now - Date.parse(place.dateTime)) / 1000;
    const text = said(Math.max(0, place.dataset.until === undefined ? away : -away));
    if (place.textContent !== text) place.textContent = text;
    const item = place.closest(".row-item[data-waits]");
    const mark = item && MARKS.find((minutes) => away >= minutes * 60);
    if (mark) item.dataset.mark = mark;
  }
}

setInterval(tick, 1000);
onArrival(() => {
  ahead = Date.parse(desk().dataset.now) - Date.now();
  tick();
});
document.addEventListener("desk:queue", tick);
