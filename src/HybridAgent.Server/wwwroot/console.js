// Keys, ringing tone and audio of the console. Everything else is on the server.
import { Leg, socketAddress } from './audio/leg.js';
import { Tone } from './audio/tone.js';

let dotnet, leg, following = true;
const tone = new Tone(() => leg?.context);
const screens = new BroadcastChannel('hybridagent-console'); // the board asks the console to show a call

const withAlt = {
  KeyA: 'answer', KeyD: 'decline', KeyM: 'mute', KeyL: 'leave', KeyJ: 'rejoin', KeyT: 'take',
  KeyE: 'emergency', KeyR: 'read-back', KeyC: 'close', KeyB: 'back',
  KeyO: 'promise', KeyI: 'take-over',
};

function pressed(e) {
  const typing = e.target instanceof HTMLInputElement;
  let key = e.altKey ? withAlt[e.code] : undefined;
  if (!e.altKey && !typing && e.key === 'Enter' && document.querySelector('.ring') && !(e.target instanceof HTMLButtonElement)) key = 'answer';
  if (!e.altKey && !typing && /^[1-5]$/.test(e.key) && document.querySelector('.outcomes')) key = e.key;
  if (e.key === 'Escape') key = 'escape';
  if (e.altKey && e.code === 'KeyP') {
    e.preventDefault();
    document.querySelector('.cue button')?.click();
    return;
  }
  if (e.altKey && e.code === 'KeyG') {
    e.preventDefault();
    document.querySelector('a.board')?.click();
    return;
  }
  if (key) {
    e.preventDefault();
    // What is half typed is handed in before the form may change under it.
    if (typing) e.target.blur();
    dotnet.invokeMethodAsync('Key', key);
    return;
  }
  if (typing && e.key === 'Enter' && e.target.closest('.field')) {
    // Confirm happens on the server; the hand goes on to the next draft at once.
    const drafts = [...document.querySelectorAll('.field.drafted input, .field.empty input')];
    const all = [...document.querySelectorAll('.field input')];
    const here = all.indexOf(e.target);
    setTimeout(() => (all.slice(here + 1).find(i => drafts.includes(i)) ?? all[here + 1])?.focus(), 30);
  }
  if (e.key === 'F6') {
    e.preventDefault();
    const panes = ['.queue button', '.transcript', '.field input'].map(s => document.querySelector(s)).filter(Boolean);
    const at = panes.findIndex(p => p.closest('aside,section')?.contains(document.activeElement));
    panes[(at + (e.shiftKey ? panes.length - 1 : 1)) % panes.length]?.focus();
  }
  if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && e.target.classList?.contains('queue-line')) {
    e.preventDefault();
    const lines = [...document.querySelectorAll('.queue-line')];
    lines[lines.indexOf(e.target) + (e.key === 'ArrowDown' ? 1 : -1)]?.focus();
  }
}

function scrolled(e) {
  if (e.target.id === 'transcript') following = e.target.scrollTop + e.target.clientHeight >= e.target.scrollHeight - 24;
}

/** @returns whether this tab was on duty before it was reloaded. */
export function begin(reference) {
  dotnet = reference;
  document.addEventListener('keydown', pressed);
  document.addEventListener('scroll', scrolled, true);
  document.addEventListener('focusin', focused);
  leg = new Leg(state => dotnet.invokeMethodAsync('Audio', state));
  // Duty is what this browser itself says every second: a console that crashed says nothing and is not rung any more.
  leg.onSecond = () => dotnet.invokeMethodAsync('Beat').catch(e => console.info(`The server does not hear this console (${e.name}).`));
  screens.onmessage = e => {
    if (!e.data.show) return;
    screens.postMessage({ shown: e.data.show });
    dotnet.invokeMethodAsync('Look', ...e.data.show.split('/').slice(-2));
  };
  return sessionStorage.getItem('duty') === 'on';
}

/** Which field the hand is in: its evidence is marked in the transcript. */
function focused(e) {
  const field = e.target.closest?.('.field')?.dataset.field;
  if (field) dotnet.invokeMethodAsync('Focused', field);
}

export function end() {
  document.removeEventListener('focusin', focused);
  document.removeEventListener('keydown', pressed);
  document.removeEventListener('scroll', scrolled, true);
  screens.onmessage = null;
  tone.play(null);
  leg?.hangup();
  leg?.release();
}

/**
 * After each rendering: sound or silence, the transcript at its end unless the operator reads above, the hand where a form asks.
 * @param sound "emergency", "call", "owed" or null.
 */
export function rendered(sound) {
  tone.play(sound);
  const transcript = document.getElementById('transcript');
  if (transcript && following) transcript.scrollTop = transcript.scrollHeight;
  const why = document.querySelector('.cue form input, .incident form input, .promise input');
  if (why && !why.dataset.asked) { why.dataset.asked = 'yes'; why.focus(); }
  // Read-back is a mode: the hand stays on Enter, the focus goes from line to line.
  const mode = document.querySelector('.read-back');
  if (mode && !mode.contains(document.activeElement)) mode.querySelector('button.primary, button')?.focus();
}

/** @returns null, or one line that says what does not work. */
export async function ready() {
  try {
    await leg.ready();
    return null;
  } catch (e) {
    return `No microphone (${e.name}): nobody could hear you. Allow it for this page, then go on duty.`;
  }
}

/**
 * Joins a call's audio, and joins this very call again by itself when the connection breaks, whatever is shown meanwhile: at first
 * with the same ticket, which the server takes for a moment after a loss; when it does not, with a new one.
 */
export async function connect(practice, call) {
  const problem = await ready();
  if (problem) return dotnet.invokeMethodAsync('Audio', problem);
  let ticket;
  await leg.connect(async again => {
    if (!ticket || !again) ticket = await dotnet.invokeMethodAsync('Ticket', practice, call);
    return ticket && socketAddress(`/line/operator?ticket=${encodeURIComponent(ticket)}`);
  });
}

/** Duty outlives a reload of this tab. */
export function duty(on) {
  sessionStorage.setItem('duty', on ? 'on' : '');
  // Off duty nothing listens; a call that is still on keeps its microphone.
  if (!on && !leg.wanted) leg.release();
}
export function address(path) { history.replaceState(null, '', path); }
export function hangup() { leg.hangup(); }
export function mute(on) { leg.mute(on); }
