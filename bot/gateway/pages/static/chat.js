// The web chat: sends without reloading. Without this script the same forms work by themselves.
import { append, dropChoices, linkNumbers } from './lines.js';
import { Refused, post, refresh } from './page.js';

const log = document.getElementById('log');
const box = document.getElementById('text');
let busy = false;

function tell(id, text) {
  const element = document.getElementById(id);
  // The page may have been left while an answer was on its way.
  if (element) element.textContent = text === undefined ? element.dataset.text : text;
}

async function send(fields, said) {
  if (busy) return;
  busy = true;
  tell('failed', '');
  tell('waiting');
  try {
    const answer = await post('/chat', fields);
    if (fields.text !== undefined && box.value === fields.text) box.value = '';
    if (answer.ended && answer.exit_url) {
      document.body.textContent = '';
      location.replace(answer.exit_url);
      return;
    }
    document.dispatchEvent(new CustomEvent('chat-goes-on', { detail: answer.ends_in }));
    show(answer, said);
    document.dispatchEvent(new CustomEvent('chat-news', { detail: { at: answer.at, listens: answer.listens } }));
    // A failure here leaves the words of the page in the former language, and nothing else.
    if (answer.ended || answer.language !== document.documentElement.lang) await refresh('/').catch(() => {});
    document.dispatchEvent(new CustomEvent('message-sent', { detail: { fields, said, fresh: answer.fresh || answer.ended } }));
  } catch (problem) {
    tell('failed', (problem instanceof Refused && problem.message) || undefined);
  } finally {
    busy = false;
    tell('waiting', '');
  }
}

function show(answer, said) {
  const empty = document.getElementById('empty');
  if (empty) empty.remove();
  dropChoices(log);
  // What stands there may be another person's.
  if (answer.ended || answer.fresh) log.textContent = '';
  const echoed = answer.ended || answer.lines.some((line) => line.by === 'person');
  const lines = echoed ? answer.lines : [{ by: 'person', text: said }, ...answer.lines];
  const [first] = lines.map((line) => append(log, line));
  if (first) first.scrollIntoView({ block: 'start' });
}

// On a phone the keyboard would cover the answer, so it comes back only for those who were typing.
function focusBox(typed) {
  if (typed || !matchMedia('(pointer: coarse)').matches) box.focus({ preventScroll: true });
}

document.addEventListener('submit', async (event) => {
  if (event.target.id !== 'write') return;
  event.preventDefault();
  if (box.value.trim()) await send({ text: box.value }, box.value.trim());
  focusBox(true);
});

box.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    document.getElementById('send').click();
  }
});

document.addEventListener('click', async (event) => {
  const choice = event.target.closest('.choices button');
  const language = event.target.closest('.languages a');
  if (choice) {
    event.preventDefault();
    await send({ quick_reply: choice.value }, choice.textContent);
    focusBox(false);
  } else if (language) {
    // No entry in the history, and what is typed stays.
    event.preventDefault();
    await refresh(language.href).catch(() => location.replace(language.href));
    focusBox(false);
  }
});

// Words and id as on a first visit; while a message is under way its answer needs the old ones.
document.addEventListener('chat-over', () => {
  if (!busy) refresh('/').catch(() => {});
});

box.required = false;
log.querySelectorAll('.by-assistant .bubble').forEach(linkNumbers);
const newest = document.getElementById('new');
if (newest) newest.scrollIntoView({ block: 'start' });
