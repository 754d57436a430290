// Microphone to 16 kHz mono PCM16 in 20 ms frames. Linear interpolation after a one-pole low-pass: speech, not music.
class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / 16000;
    this.position = 0;
    this.last = 0;
    this.smooth = 0;
    this.weight = this.step > 1 ? 1 - Math.exp(-2 * Math.PI * 7200 / sampleRate) : 1;
    this.frame = new Int16Array(320);
    this.filled = 0;
  }

  process(inputs) {
    const channel = inputs[0][0];
    if (!channel) return true;
    for (let i = 0; i < channel.length; i++) {
      const before = this.smooth;
      this.smooth += this.weight * (channel[i] - this.smooth);
      this.position += 1;
      while (this.position >= this.step) {
        this.position -= this.step;
        const part = Math.min(1, Math.max(0, 1 - this.position));
        const value = before + (this.smooth - before) * part;
        this.frame[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(value * 32767)));
        if (this.filled === 320) {
          const whole = this.frame;
          this.frame = new Int16Array(320);
          this.filled = 0;
          this.port.postMessage(whole.buffer, [whole.buffer]);
        }
      }
    }
    return true;
  }
}
registerProcessor('capture', Capture);
