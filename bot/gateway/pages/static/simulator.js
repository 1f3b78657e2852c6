// The simulator: the message that went to the web chat, as it would look on each channel.
import { append } from './lines.js';
import { post } from './page.js';

// Which chat the screens show; an answer that comes late belongs to one that is over.
let chat = 0;

document.addEventListener('chat-over', () => {
  chat += 1;
});

document.addEventListener('message-sent', async (event) => {
  const { fields, said, fresh } = event.detail;
  if (fresh) {
    chat += 1;
    for (const pane of document.querySelectorAll('.pane')) pane.textContent = '';
  }
  const asked = chat;
  // A gateway that refuses answers without screens.
  const { screens = [] } = await post('/simulator', fields).catch(() => ({}));
  const words = document.getElementById('simulator-words');
  // The page was left while the answer was on its way.
  if (!words || asked !== chat) return;
  for (const { channel, lines } of screens) {
    const pane = document.querySelector(`.pane[data-channel="${CSS.escape(channel)}"]`);
    // A choice comes back without the person's line: it was tapped, not written.
    const spoken = lines.some((line) => line.by === 'person') ? lines : [{ by: 'person', text: said }, ...lines];
    if (pane) show(pane, spoken, words.dataset.segments);
  }
});

const MARGIN = 8;

function show(pane, lines, pattern) {
  const [first] = lines.map((line) => {
    const remark = line.segments ? pattern.replace('{count}', line.segments).replace('{encoding}', line.encoding) : '';
    return append(pane, line, remark);
  });
  if (first) pane.scrollTop += first.getBoundingClientRect().top - pane.getBoundingClientRect().top - MARGIN;
}
