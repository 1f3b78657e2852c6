// What a worker writes appears by itself while a person waits for one or talks with one.
import { append } from './lines.js';

const SOON = 1000;
const LATER = 3000;
const HIDDEN = 10000;
const log = document.getElementById('log');
let at = Number(log.dataset.at);
let listens = log.dataset.listens === 'true';
let timer = 0;

async function ask() {
  // The page may have been left meanwhile.
  if (!document.body.contains(log)) return;
  let pause = LATER;
  try {
    const response = await fetch(`/chat/news?after=${at}`, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    if (response.ok && document.body.contains(log)) {
      const news = await response.json();
      for (const line of news.lines) append(log, line).scrollIntoView({ block: 'nearest' });
      at = Math.max(at, news.at);
      listens = news.listens;
      if (news.held || news.lines.length) pause = SOON;
    }
  } catch {
    // The network may come back.
  }
  again(document.hidden ? HIDDEN : pause);
}

function again(pause) {
  clearTimeout(timer);
  if (listens) timer = setTimeout(ask, pause);
}

// Only asking for news moves on: a worker's line may lie before what this page has just said.
document.addEventListener('chat-news', (event) => {
  at = Math.min(at, event.detail.at);
  ({ listens } = event.detail);
  clearTimeout(timer);
  timer = setTimeout(ask, SOON);
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) again(0); });
document.addEventListener('chat-over', () => { listens = false; clearTimeout(timer); });
again(0);
