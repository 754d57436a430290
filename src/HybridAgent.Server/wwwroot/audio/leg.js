// One browser's leg: microphone and loudspeaker on one WebSocket. Used by the caller's phone and the operator's console.
const MOST_QUEUED = 16 * 1024; // bytes, about half a second: beyond that the oldest speech is not worth sending

export class Leg {
  constructor(onState, onMessage) {
    this.onState = onState;
    this.onMessage = onMessage ?? (() => {});
    this.muted = false;
    this.wanted = false;
    this.heard = new Float32Array(16000 * 5);
    this.said = new Float32Array(16000 * 5);
    this.heardAt = this.saidAt = 0;
    globalThis.hybridAgentAudio = this; // for tests: what was really captured and played
  }

  /** Asks for the microphone and warms the audio path. Must be called from a click. */
  async ready() {
    if (this.context) return;
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    this.context = new AudioContext();
    await this.context.resume();
    await this.context.audioWorklet.addModule('/audio/capture-worklet.js');
    await this.context.audioWorklet.addModule('/audio/playback-worklet.js');
    this.capture = new AudioWorkletNode(this.context, 'capture', { numberOfOutputs: 0 });
    this.playback = new AudioWorkletNode(this.context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] });
    this.context.createMediaStreamSource(this.stream).connect(this.capture);
    this.playback.connect(this.context.destination);
    let frames = 0;
    this.capture.port.onmessage = e => {
      this.send(e.data);
      // The microphone's own clock: a browser slows the timers of a hidden tab, not its audio.
      if (++frames % 50 === 0) this.onSecond?.();
    };
  }

  /** address(): a promise of the socket's address, asked anew for each try, because a ticket works once. */
  async connect(address) {
    this.address = address;
    this.wanted = true;
    await this.open(0);
  }

  async open(attempt) {
    let url;
    try {
      url = await this.address();
    } catch {
      return this.again(attempt, 'reconnecting');
    }
    if (!url) { this.wanted = false; return this.onState('ended'); }
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.onopen = () => { attempt = 0; this.onState('connected'); this.mute(this.muted); };
    socket.onmessage = e => {
      if (typeof e.data === 'string') return this.onMessage(JSON.parse(e.data));
      this.keep('heard', e.data);
      this.playback.port.postMessage(e.data, [e.data]);
    };
    socket.onclose = e => {
      if (this.socket !== socket) return;
      if (!this.wanted || e.code === 1000) { this.wanted = false; return this.onState('closed'); }
      this.again(attempt, 'reconnecting');
    };
  }

  again(attempt, state) {
    if (!this.wanted) return;
    this.onState(state);
    setTimeout(() => this.wanted && this.open(attempt + 1), Math.min(2000, 200 * 2 ** attempt));
  }

  send(buffer) {
    this.keep('said', buffer);
    if (this.socket?.readyState === WebSocket.OPEN && this.socket.bufferedAmount < MOST_QUEUED) this.socket.send(buffer);
  }

  tell(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  mute(on) {
    this.muted = on;
    this.tell({ type: 'mute', on });
  }

  hangup() {
    this.wanted = false;
    this.tell({ type: 'hangup' });
    this.onState('closed');
  }

  keep(which, buffer) {
    const ring = this[which];
    let at = this[which + 'At'];
    for (const s of new Int16Array(buffer)) ring[at++ % ring.length] = s / 32768;
    this[which + 'At'] = at;
  }

  /** Root mean square of the last second, 0..1. */
  energy(which) {
    const ring = this[which], end = this[which + 'At'];
    let sum = 0;
    for (let i = Math.max(0, end - 16000); i < end; i++) sum += ring[i % ring.length] ** 2;
    return Math.sqrt(sum / 16000);
  }

  /** The last seconds, oldest first, as plain numbers. */
  recent(which, seconds) {
    const ring = this[which], end = this[which + 'At'], begin = Math.max(0, end - 16000 * seconds);
    return Array.from({ length: end - begin }, (_, i) => ring[(begin + i) % ring.length]);
  }
}

export function socketAddress(path) {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}
