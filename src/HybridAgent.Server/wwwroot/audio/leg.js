// One browser's leg: microphone and loudspeaker on one WebSocket. Used by the caller's phone, the operators' console and the on-call page.
const MOST_QUEUED = 16 * 1024; // bytes, about half a second: beyond that the oldest speech is not worth sending

export class Leg {
  constructor(onState, onMessage) {
    this.onState = onState;
    this.onMessage = onMessage ?? (() => {});
    this.muted = false;
    this.asked = 0;
    this.heard = new Float32Array(16000 * 5);
    this.said = new Float32Array(16000 * 5);
    this.heardAt = this.saidAt = 0;
    globalThis.hybridAgentAudio = this; // for tests: what was really captured and played
  }

  /** Asks for the microphone and warms the audio path. Must be called from a click. */
  async ready() {
    if (this.context) return;
    const asked = ++this.asked;
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    const context = new AudioContext();
    await context.resume();
    await context.audioWorklet.addModule('/audio/capture-worklet.js');
    await context.audioWorklet.addModule('/audio/playback-worklet.js');
    if (asked !== this.asked) {
      // Let go, or asked again, while the browser was still asking: this microphone is nobody's.
      quiet(stream, context);
      throw new DOMException('The microphone is not needed any more.', 'AbortError');
    }
    [this.stream, this.context] = [stream, context];
    this.capture = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0 });
    this.playback = new AudioWorkletNode(context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] });
    context.createMediaStreamSource(stream).connect(this.capture);
    this.playback.connect(context.destination);
    let frames = 0;
    this.capture.port.onmessage = e => {
      this.send(e.data);
      // The microphone's own clock: a browser slows the timers of a hidden tab, not its audio.
      if (++frames % 50 === 0) this.onSecond?.();
    };
  }

  /** Lets the microphone go: nothing of this page listens any more. */
  release() {
    this.asked++;
    if (this.stream) quiet(this.stream, this.context);
    this.stream = this.context = this.capture = this.playback = undefined;
  }

  get connected() { return this.call?.socket?.readyState === WebSocket.OPEN; }

  /** A call is wanted: connected, connecting or coming back. */
  get wanted() { return this.call !== undefined; }

  /**
   * address(again): a promise of the socket's address, asked anew for each try; again says that the last address worked until its
   * connection broke.
   * One connect is one call: what an earlier one still has under way ends here, and nothing of it is carried over.
   */
  async connect(address) {
    this.drop();
    this.muted = false;
    const call = { address, socket: undefined };
    this.call = call;
    await this.open(call, 0);
  }

  async open(call, attempt) {
    let url;
    try {
      url = await call.address(call.broke === true);
    } catch {
      return this.again(call, attempt);
    }
    if (this.call !== call) return; // hung up meanwhile
    if (!url) { this.call = undefined; return this.onState('ended'); }
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    call.socket = socket;
    let opened = false;
    socket.onopen = () => {
      if (this.call !== call) return goodbye(socket);
      opened = true;
      attempt = 0;
      this.onState('connected');
      if (this.muted) this.mute(true);
    };
    socket.onmessage = e => {
      if (this.call !== call) return;
      if (typeof e.data === 'string') return this.onMessage(JSON.parse(e.data));
      this.keep('heard', e.data);
      this.playback?.port.postMessage(e.data, [e.data]);
    };
    socket.onclose = e => {
      if (this.call !== call || call.socket !== socket) return;
      if (e.code === 1000) {
        // "replaced": a newer window of the same person has the audio; this one says so and does not fight back.
        this.call = undefined;
        return this.onState(e.reason === 'replaced' ? 'replaced' : 'closed');
      }
      call.broke = opened;
      this.again(call, attempt);
    };
  }

  again(call, attempt) {
    if (this.call !== call) return;
    this.onState('reconnecting');
    setTimeout(() => this.call === call && this.open(call, attempt + 1), Math.min(2000, 200 * 2 ** attempt));
  }

  send(buffer) {
    this.keep('said', buffer);
    const socket = this.call?.socket;
    if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount < MOST_QUEUED) socket.send(buffer);
  }

  /** @returns whether it was sent; what must not be lost is told again when the connection says 'connected'. */
  tell(message) {
    if (!this.connected) return false;
    this.call.socket.send(JSON.stringify(message));
    return true;
  }

  mute(on) {
    this.muted = on;
    this.tell({ type: 'mute', on });
  }

  /** Ends the call, also one that is only being connected. */
  hangup() {
    this.drop();
    this.onState('closed');
  }

  drop() {
    const call = this.call;
    this.call = undefined;
    if (call?.socket?.readyState === WebSocket.OPEN) goodbye(call.socket);
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

/** Says that the call is over, so that the other side does not wait for somebody to come back, then closes. */
function goodbye(socket) {
  socket.send(JSON.stringify({ type: 'hangup' }));
  socket.close(1000);
}

function quiet(stream, context) {
  for (const track of stream.getTracks()) track.stop();
  context.close();
}

export function socketAddress(path) {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}
