// Somebody waits: the title and the icon say so, a notification and a sound too, and none of them says who or what.
import { onArrival } from "/static/desk.js";
import { prefers } from "/static/preferences.js";

const REPEAT_MILLISECONDS = 3_000;
const ICON = document.getElementById("icon");
const CALM = ICON?.getAttribute("href");
let known = null;
let muted = false;
let shown = null;
let sound = null;

function counts() {
  const { waiting, urgent } = document.querySelector(".queue-head")?.dataset ?? {};
  return waiting === undefined ? null : { waiting: Number(waiting), urgent: Number(urgent) };
}

const texts = () => document.getElementById("bell")?.dataset;
const away = () => document.hidden || !document.hasFocus();
const onShift = () => document.getElementById("shift")?.dataset.presence === "on";

function twins({ waiting }) {
  document.title = `${waiting ? `(${waiting}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
  if (ICON && ICON.getAttribute("href") !== (waiting ? "/static/icon-waiting.svg" : CALM)) {
    ICON.setAttribute("href", waiting ? "/static/icon-waiting.svg" : CALM);
  }
}

function text({ waiting, urgent }) {
  const { one, many, urgent: pressing } = texts();
  if (urgent) return pressing;
  return waiting === 1 ? one : many.replace("{count}", waiting);
}

/** Two short tones, made here: no file is asked for. */
function ring(urgent) {
  if (!prefers("sound")) return;
  sound ??= new AudioContext();
  if (sound.state !== "running") return;
  for (const [at, pitch] of urgent ? [[0, 880], [0.18, 880], [0.36, 880]] : [[0, 660], [0.2, 550]]) {
    const [tone, volume] = [sound.createOscillator(), sound.createGain()];
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, sound.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.15);
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + at);
    tone.stop(sound.currentTime + at + 0.16);
  }
}

function pop(now) {
  if (!away() || !("Notification" in window) || Notification.permission !== "granted") return;
  shown?.close();
  shown = new Notification(text(now), { tag: "desk", silent: true, icon: CALM });
  shown.addEventListener("click", () => window.focus());
}

function look() {
  const now = counts();
  if (!now) return;
  twins(now);
  const more = known !== null && (now.waiting > known.waiting || now.urgent > known.urgent);
  if (more) {
    muted = false;
    document.getElementById("said").textContent = text(now);
  }
  if (more && onShift()) {
    pop(now);
    if (away() || now.urgent) ring(now.urgent > 0);
  }
  if (!now.waiting) {
    muted = false;
    shown?.close();
  }
  known = now;
  const mute = document.getElementById("mute");
  if (!mute) return;
  mute.hidden = !now.urgent;
  mute.setAttribute("aria-pressed", String(muted));
}

setInterval(() => {
  if (known?.urgent && !muted && onShift()) ring(true);
}, REPEAT_MILLISECONDS);

// A browser lets a page sound only after its user did something.
for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => {
    sound ??= new AudioContext();
    sound.resume();
  }, { once: true });
}
document.addEventListener("click", async (event) => {
  if (event.target.closest("#mute")) {
    muted = true;
    look();
  } else if (event.target.closest("#allow-notifications")) {
    await Notification.requestPermission();
    offer();
  }
});

function offer() {
  const button = document.getElementById("allow-notifications");
  if (button) button.hidden = !("Notification" in window) || Notification.permission !== "default";
}

onArrival(() => {
  offer();
  look();
});
document.addEventListener("desk:queue", look);
