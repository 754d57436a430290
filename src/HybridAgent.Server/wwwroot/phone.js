// The caller's phone in a browser.
import { Leg, socketAddress } from './audio/leg.js';

const at = id => document.getElementById(id);
const practice = at('phone').dataset.practice;
const refuse = { text: at('refuse').textContent, wanted: false };
let resume = sessionStorage.getItem('resume');

function show(text, calling) {
  at('state').textContent = text;
  at('call').hidden = calling;
  at('during').hidden = !calling;
}

/** Says only what the server has said: "nothing is transcribed" is true when the record says so, not when the button was pressed. */
function showRefusal(recorded) {
  at('refuse').disabled = refuse.wanted || recorded;
  at('refuse').textContent = recorded ? 'Nothing is transcribed' : refuse.wanted ? 'Asking that nothing is transcribed …' : refuse.text;
}

function tellRefusal() {
  if (refuse.wanted) leg.tell({ type: 'refuse-transcript' });
}

const leg = new Leg(
  state => {
    if (state === 'connected') {
      show('You are connected. A person is being rung for you.', true);
      tellRefusal();
    }
    if (state === 'reconnecting') show('The connection broke. Calling again by itself …', true);
    if (state === 'replaced') {
      leg.release();
      show('Your call goes on in another window.', false);
    }
    if (state === 'closed' || state === 'ended') {
      sessionStorage.removeItem('resume');
      resume = null;
      leg.release();
      show('The call has ended. If you need somebody, call again. In an emergency call 911.', false);
    }
  },
  message => {
    if (message.type === 'call') {
      resume = message.resume;
      sessionStorage.setItem('resume', resume);
    }
    if (message.type === 'state') {
      show(message.human ? 'You are speaking with a person.' : 'You are connected. A person is being rung for you.', true);
      if (message.refused) refuse.wanted = false;
      showRefusal(message.refused);
    }
    if (message.type === 'failed' && message.about === 'refuse-transcript') setTimeout(tellRefusal, 500);
  });

async function address() {
  const answer = await fetch(`/phone/ticket?practice=${encodeURIComponent(practice)}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`ticket ${answer.status}`);
  const { ticket } = await answer.json();
  return socketAddress(`/line/phone?ticket=${encodeURIComponent(ticket)}${resume ? `&resume=${encodeURIComponent(resume)}` : ''}`);
}

at('call').addEventListener('click', async () => {
  refuse.wanted = false;
  showRefusal(false);
  try {
    await leg.ready();
  } catch {
    show('This page needs your microphone. Allow it and press Call again. In an emergency call 911.', false);
    return;
  }
  show('Calling …', true);
  await leg.connect(address);
});
at('hangup').addEventListener('click', () => leg.hangup());
at('refuse').addEventListener('click', () => {
  refuse.wanted = true;
  showRefusal(false);
  tellRefusal();
});
