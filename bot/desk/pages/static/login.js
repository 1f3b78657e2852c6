// The login of this page: another tab may have it confirmed under a new id, and this page then goes on under that one.
const { worker } = document.body.dataset;
const HEADERS = "hx-headers:inherited";
const tabs = worker && "BroadcastChannel" in window ? new BroadcastChannel("desk-login") : null;

/** Give the token for what this page sends. */
export function token() {
  return document.querySelector("#logout input[name=csrf]")?.value ?? "";
}

/**
 * Take up the token of the login as it is now. Gives the seconds that are left, 0 where the page's worker is not logged
 * in any more or must prove it first, and null where the desk was not reached.
 */
export async function renewed() {
  const answer = await fetch("/login/time").catch(() => null);
  if (answer?.status === 401) return 0;
  const login = answer?.ok ? await answer.json().catch(() => null) : null;
  if (!login) return null;
  if (login.worker !== worker || !login.csrf) return 0;
  take(login.csrf);
  return login.left;
}

/** Send something with the page's token, once more where the login was renewed meanwhile; as `fetch` it may throw. */
export async function send(path, options) {
  const first = token();
  const answer = await fetch(path, signed(options));
  if (![401, 403].includes(answer.status) || !(await renewed()) || token() === first) return answer;
  return fetch(path, signed(options));
}

/** Call a function where another tab shows that this page's token may be an old one. */
export function onNewLogin(action) {
  tabs?.addEventListener("message", (event) => {
    if (event.data !== token()) action();
  });
}

function signed(options) {
  return { ...options, headers: { ...options?.headers, "X-CSRF-Token": token() } };
}

function take(csrf) {
  for (const input of document.querySelectorAll("input[name=csrf]")) input.value = csrf;
  document.body.setAttribute(HEADERS, JSON.stringify({ "X-CSRF-Token": csrf }));
}

tabs?.postMessage(token());
