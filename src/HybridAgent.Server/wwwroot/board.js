// Keys of the promise board. A call is opened in the console that is already there: its duty and its audio stay.
const screens = new BroadcastChannel('hybridagent-console');

function pressed(e) {
  const row = e.target.closest?.('tr[data-promise]');
  if (!row || e.target instanceof HTMLInputElement || e.altKey || e.ctrlKey || e.metaKey) return;
  const rows = [...document.querySelectorAll('tr[data-promise]')];
  const acts = {
    ArrowDown: () => rows[rows.indexOf(row) + 1]?.focus(),
    ArrowUp: () => rows[rows.indexOf(row) - 1]?.focus(),
    t: () => row.querySelector('.take')?.click(),
    k: () => row.querySelector('.keep')?.click(),
    Enter: () => e.target === row && show(row.querySelector('a.open')),
  };
  if (acts[e.key] && (e.key !== 'Enter' || e.target === row)) {
    e.preventDefault();
    acts[e.key]();
  }
}

function clicked(e) {
  const link = e.target.closest?.('a.open');
  if (!link) return;
  e.preventDefault();
  show(link);
}

function show(link) {
  const path = new URL(link.href).pathname;
  const alone = setTimeout(() => location.assign(path), 400);
  screens.onmessage = e => {
    if (e.data.shown !== path) return;
    clearTimeout(alone);
    document.getElementById('shown').textContent = 'Shown in your console window.';
  };
  screens.postMessage({ show: path });
}

export function begin() {
  document.addEventListener('keydown', pressed);
  document.addEventListener('click', clicked, true);
}

export function end() {
  document.removeEventListener('keydown', pressed);
  document.removeEventListener('click', clicked, true);
}

/** After each rendering: the hand goes where a row asks; at first into the first row. */
export function rendered() {
  const why = document.querySelector('tr[data-promise] form input');
  if (why && !why.dataset.asked) { why.dataset.asked = 'yes'; why.focus(); }
  else if (document.activeElement === document.body) document.querySelector('tr[data-promise]')?.focus();
}
