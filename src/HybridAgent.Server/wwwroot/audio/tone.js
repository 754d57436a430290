// What a screen sounds like: one sound at a time. An emergency cannot be taken for a call, nor a call for a reminder.
const SOUNDS = {
  call: { every: 1500, level: 0.15, notes: [[740, 0], [880, 0.18]] },
  emergency: { every: 1100, level: 0.22, notes: [[988, 0], [740, 0.16], [988, 0.32], [740, 0.48]] },
  owed: { every: 8000, level: 0.08, notes: [[520, 0], [440, 0.22]] },
};

export class Tone {
  /** @param context gives the audio context, or undefined while there is none. */
  constructor(context) { this.context = context; }

  /** @param kind "call", "emergency", "owed", or null for silence. */
  play(kind) {
    if (kind === this.kind && (this.timer || !kind)) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.kind = kind;
    if (!kind || !this.context()) return;
    this.once(SOUNDS[kind]);
    this.timer = setInterval(() => this.once(SOUNDS[kind]), SOUNDS[kind].every);
  }

  once({ level, notes }) {
    const context = this.context();
    if (!context) return;
    for (const [frequency, start] of notes) {
      const at = context.currentTime + start, o = context.createOscillator(), g = context.createGain();
      o.frequency.value = frequency;
      g.gain.setValueAtTime(0, at);
      g.gain.linearRampToValueAtTime(level, at + 0.02);
      g.gain.linearRampToValueAtTime(0, at + 0.16);
      o.connect(g).connect(context.destination);
      o.start(at);
      o.stop(at + 0.2);
    }
  }
}
