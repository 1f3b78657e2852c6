/** Run one at a time; what is asked for meanwhile runs once more afterwards. */
export function coalesced(action, milliseconds) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    if (milliseconds) await new Promise((done) => setTimeout(done, milliseconds));
    try {
      do {
        again = false;
        await action();
      } while (again);
    } finally {
      running = false;
    }
  };
}
