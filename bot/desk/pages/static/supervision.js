// Keeps the shift board as it is now: asks every five seconds, moves no focus, and says new alarms aloud once.
const EVERY_MILLISECONDS = 5_000;
const board = document.getElementById("board");
const stale = document.getElementById("stale");
const alarm = document.getElementById("alarm");

const alarms = () => [...board.querySelectorAll(".alarms .wrong, .alarms .warning")].map((each) => each.textContent.trim());
// A wait that grows by a minute is no new alarm.
const told = (text) => text.replace(/\d+/g, "");
let known = new Set(alarms().map(told));
let shown = board.innerHTML;

function show(html) {
  if (html === shown) return;
  shown = html;
  const focused = board.contains(document.activeElement) ? document.activeElement.id : "";
  board.innerHTML = html;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const now = alarms();
  const fresh = now.filter((each) => !known.has(told(each)));
  if (fresh.length) alarm.textContent = fresh.join(" ");
  known = new Set(now.map(told));
}

function fail() {
  stale.textContent = stale.dataset.text;
  stale.hidden = false;
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(board.dataset.board, { headers: { "HX-Request": "true" } });
    if (answer.status === 401 || answer.redirected) return location.reload();
    if (!answer.ok) return fail();
    show(await answer.text());
    stale.hidden = true;
  } catch {
    fail();
  }
}

setInterval(refresh, EVERY_MILLISECONDS);
document.addEventListener("visibilitychange", refresh);
