// The page and the gateway: posting a message, and fetching the page's words and token anew.

/** An answer of the gateway that is no success; its message, if any, is in the page's language. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const MILLISECONDS = 45000;

/** Post a message; where the session has ended meanwhile, once more with a new token. Throws Refused or TypeError. */
export async function post(path, fields) {
  try {
    return await attempt(path, fields);
  } catch (problem) {
    if (problem.status !== 403) throw problem;
    await refresh('/');
    return attempt(path, fields);
  }
}

async function attempt(path, fields) {
  const token = document.getElementById('token').value;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), MILLISECONDS);
  try {
    const response = await fetch(path, {
      method: 'POST',
      body: new URLSearchParams({ token, ...fields }),
      headers: { Accept: 'application/json' },
      credentials: 'same-origin',
      signal: controller.signal,
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refused(response.status, answer.error || '');
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

/** Take the words, the direction and the token from a page of the gateway; transcript and typed text stay. */
export async function refresh(address) {
  const response = await fetch(address, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
  if (!response.ok) throw new Refused(response.status, '');
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const fresh of page.querySelectorAll('[data-words]')) {
    const old = document.getElementById(fresh.id);
    if (old) old.replaceWith(fresh);
  }
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dir = page.documentElement.dir;
  for (const by of ['person', 'worker', 'assistant']) {
    const name = document.getElementById(`${by}-line`).content.querySelector('.who').textContent;
    for (const who of document.querySelectorAll(`.by-${by} .who`)) who.textContent = name;
  }
}
