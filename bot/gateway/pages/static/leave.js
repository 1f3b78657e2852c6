// Leaving must work when every other script fails, so this file stands alone.
'use strict';
{
  const PRESSES = 3;
  const MILLISECONDS = 5000;
  const MOMENT = 1000;
  let pressed = [];

  function leave() {
    const form = document.getElementById('leave');
    const body = new URLSearchParams({ token: form.elements.token.value });
    const { action, dataset: { exit } } = form;
    document.body.textContent = '';
    // The request outlives the page. Its redirect is not followed: the page goes there by itself.
    if ('keepalive' in Request.prototype) {
      const headers = { Accept: 'application/json' };
      const options = { method: 'POST', body, headers, keepalive: true, redirect: 'manual', credentials: 'same-origin' };
      const left = fetch(action, options).catch(() => {});
      // The page is empty already. A moment lets the chat end before somebody can go back to it.
      const moment = new Promise((resolve) => setTimeout(resolve, MOMENT));
      Promise.race([left, moment]).then(() => location.replace(exit));
      return;
    }
    navigator.sendBeacon(action, body);
    location.replace(exit);
  }

  document.addEventListener('submit', (event) => {
    if (event.target.id === 'leave') {
      event.preventDefault();
      leave();
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') {
      pressed = [];
    } else if (!event.repeat && !event.isComposing) {
      pressed = [...pressed, event.timeStamp].filter((time) => event.timeStamp - time < MILLISECONDS);
      if (pressed.length === PRESSES) leave();
    }
  });

  // A page kept for the back button shows no words when it comes back: it asks the gateway again.
  addEventListener('pagehide', (event) => {
    if (event.persisted) document.body.textContent = '';
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}
