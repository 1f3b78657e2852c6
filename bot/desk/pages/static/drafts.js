// What was typed and has not been sent: leaving the page asks first, and no text is kept anywhere but in the page.
const checks = [];
let goes = false;
let sent = null;

/** Count as unsent what another part of the page keeps, while a function says that there is some. */
export function unsentWhile(check) {
  checks.push(check);
}

/** Let the page go without a question: what is on it must not stay on the screen. */
export function letGo() {
  goes = true;
}

function stands(field) {
  if (!field.value.trim() || (sent && field.form === sent)) return false;
  // What a refused form gave back was never sent, though the field has not changed since.
  return field.dataset.draft !== undefined || field.value !== field.defaultValue;
}

// On the window: what a script of the page sends by itself leaves no page.
window.addEventListener("submit", (event) => {
  sent = event.defaultPrevented ? null : event.target;
});
window.addEventListener("beforeunload", (event) => {
  const unsent = [...document.querySelectorAll("textarea")].some(stands) || checks.some((check) => check());
  sent = null;
  if (goes || !unsent) return;
  event.preventDefault();
  // Browsers of before 2024 ask by this alone.
  event.returnValue = true;
});
