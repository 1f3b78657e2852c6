// How the desk behaves in this browser; kept in it, and nothing else of the desk is.
const ON_AT_FIRST = { shortcuts: true, blur: false, sound: true };

/** Say whether a preference is on: shortcuts, blur or sound. */
export function prefers(name) {
  try {
    const kept = localStorage.getItem(`desk.${name}`);
    return kept === null ? ON_AT_FIRST[name] : kept === "on";
  } catch {
    return ON_AT_FIRST[name];
  }
}

/** Keep a preference. */
function prefer(name, on) {
  try {
    localStorage.setItem(`desk.${name}`, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing: it holds for this page only.
    ON_AT_FIRST[name] = on;
  }
}

for (const box of document.querySelectorAll("input[data-preference]")) {
  box.checked = prefers(box.dataset.preference);
  box.addEventListener("change", () => prefer(box.dataset.preference, box.checked));
}
