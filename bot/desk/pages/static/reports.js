// The pages of reports: what changes is asked for as it changes, and single keys do what the help sheet lists.
import "/static/clock.js";
import { toggleBlur } from "/static/blur.js";
import { coalesced } from "/static/coalesced.js";
import { desk, fetched, morph, notify } from "/static/desk.js";
import { onKey } from "/static/keys.js";
import { connect, listen } from "/static/line.js";
import { goOn } from "/static/lock.js";
import { refreshCount } from "/static/reports_count.js";

const REFRESH_MILLISECONDS = 300;

const refreshRows = coalesced(async () => {
  const box = document.getElementById("rows");
  const page = box && (await fetched(box.dataset.rows, goOn));
  if (!page || !box.isConnected) return;
  await morph(box, page.body);
  document.dispatchEvent(new CustomEvent("desk:queue"));
}, REFRESH_MILLISECONDS);

const refreshReport = coalesced(async () => {
  const { report, stand } = desk().dataset;
  if (!report) return;
  const answer = await fetch(`/reports/${report}/now`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.status === 401 || answer?.redirected) return goOn();
  if (answer?.status === 404) return gone();
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("desk");
  // Who may see and do what has changed, and with it the whole page.
  if (now.dataset.stand !== stand && !busy(document.getElementById("report-deeds"))) return location.reload();
  for (const id of ["report-head", "report-body", "report-later", "report-files", "report-deeds"]) {
    const [old, fresh] = [document.getElementById(id), now.querySelector(`#${id}`)];
    if (!old || !fresh || !changes(old, fresh)) continue;
    await morph(old, fresh);
    if (fresh.dataset.count) old.dataset.count = fresh.dataset.count;
  }
  document.dispatchEvent(new CustomEvent("desk:queue"));
}, REFRESH_MILLISECONDS);

/** What is being listened to, looked at or written stays as it is. */
function changes(old, fresh) {
  if (old.id === "report-files") return old.dataset.count !== fresh.dataset.count;
  return old.id !== "report-deeds" || !busy(old);
}

function busy(deeds) {
  return Boolean(deeds?.querySelector("details[open]")) || Boolean(deeds?.contains(document.activeElement));
}

function gone() {
  for (const part of desk().querySelectorAll("#report-head, .report")) part.remove();
  delete desk().dataset.report;
  notify(document.getElementById("notice").dataset.gone);
}

function refreshAll() {
  refreshRows();
  refreshReport();
  refreshCount();
}

function hear(kind, data) {
  if (kind === "begun") refreshAll();
  else if (kind === "change" && (data.kind === "report" || !data.ticket)) {
    refreshRows();
    refreshCount();
    if (!data.ticket || data.ticket === desk().dataset.report) refreshReport();
  }
}

function step(by) {
  const rows = [...document.querySelectorAll("#rows a.report-row")];
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}

function open(id) {
  const deed = document.getElementById(id);
  if (!deed) return;
  deed.open = true;
  deed.querySelector("select, textarea, input:not([type=hidden])").focus();
}

onKey("j", () => step(1));
onKey("k", () => step(-1));
onKey("c", () => document.getElementById("take")?.requestSubmit());
onKey("t", () => open("deed-give"));
onKey("r", () => open("deed-answer"));
onKey("p", () => open("deed-refer"));
onKey("e", () => open("deed-close"));
onKey("b", () => document.getElementById("back")?.click());
onKey("x", () => toggleBlur());

listen({ where: () => "/events", hear, away: refreshAll });
connect();
