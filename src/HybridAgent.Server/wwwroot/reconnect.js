// A screen that lost its server comes back by itself: the state is on the server, so a fresh page shows the same.
const modal = document.getElementById('components-reconnect-modal');

async function whenServerAnswers() {
  for (;;) {
    try {
      if ((await fetch('/health/live', { cache: 'no-store' })).ok) return location.reload();
    } catch (e) {
      console.info(`The server does not answer yet (${e.name}).`);
    }
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

let waiting = false;
modal.addEventListener('components-reconnect-state-changed', e => {
  const { state } = e.detail;
  if (state === 'rejected') location.reload(); // It answers, but our circuit is not there any more.
  else if (state !== 'hide' && !waiting) {
    waiting = true;
    // A short break heals by itself; beyond that, do not wait for the framework's growing pauses.
    setTimeout(() => { waiting = false; if (modal.classList.contains('components-reconnect-show') || state === 'failed') whenServerAnswers(); }, 3000);
  }
});
