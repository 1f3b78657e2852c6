// A chat that is over leaves the screen too, for whoever sits here next. This file stands alone, like leaving.
'use strict';
{
  const log = document.getElementById('log');
  // With nothing said there is nothing to take away.
  let seconds = Number(log.dataset.endsIn);
  let endsAt = log.querySelector('.line') ? Date.now() + 1000 * seconds : Infinity;

  function check() {
    if (Date.now() < endsAt) return;
    endsAt = Infinity;
    // The page may have been left.
    if (!document.body.contains(log)) return;
    // The simulator's screens too.
    for (const lines of document.querySelectorAll('[role="log"]')) lines.textContent = '';
    log.append(document.getElementById('nothing').content.cloneNode(true));
    document.getElementById('failed').textContent = '';
    document.dispatchEvent(new Event('chat-over'));
  }

  // An answer without a session of its own stays as long as the one before.
  document.addEventListener('chat-goes-on', (event) => {
    if (typeof event.detail === 'number') seconds = event.detail;
    endsAt = Date.now() + 1000 * seconds;
  });

  // A page in the background gets its timers late, and a phone that sleeps none.
  setInterval(check, 1000);
  document.addEventListener('visibilitychange', check);
  addEventListener('focus', check);
  addEventListener('pageshow', check);
}
