// 16 kHz PCM16 frames to the loudspeaker through a ring: starts at 60 ms, over 300 ms is cut to 60, dry means silence.
class Playback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.ring = new Float32Array(16000);
    this.head = 0;
    this.count = 0;
    this.started = false;
    this.position = 0;
    this.step = 16000 / sampleRate;
    this.port.onmessage = e => {
      const samples = new Int16Array(e.data);
      for (const s of samples) {
        if (this.count < this.ring.length) this.ring[(this.head + this.count++) % this.ring.length] = s / 32768;
      }
      if (this.count > 4800) this.drop(this.count - 960);
    };
  }

  drop(n) {
    this.head = (this.head + n) % this.ring.length;
    this.count -= n;
  }

  process(_, outputs) {
    const out = outputs[0][0];
    if (!this.started && this.count >= 960) this.started = true;
    for (let i = 0; i < out.length; i++) {
      if (!this.started || this.count < 2) {
        this.started = this.started && this.count >= 2;
        out[i] = 0;
        continue;
      }
      const a = this.ring[this.head];
      const b = this.ring[(this.head + 1) % this.ring.length];
      out[i] = a + (b - a) * this.position;
      this.position += this.step;
      while (this.position >= 1 && this.count > 0) {
        this.position -= 1;
        this.drop(1);
      }
    }
    return true;
  }
}
registerProcessor('playback', Playback);
