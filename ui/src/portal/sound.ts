// Two short tones for what must not be overlooked. Off until somebody switches them on by a key or a click, without which a
// browser lets no page make a sound.

const TONE_SECS = 0.12;
const BETWEEN_SECS = 0.06;
const LOUDNESS = 0.18;
/** Not more often than this, however much comes. */
const APART_MS = 1_500;

export class Sound {
  #context: AudioContext | undefined;
  #last = 0;

  /** Gets ready; to be called from a press of a key or a button. */
  wake(): void {
    if (typeof AudioContext === "undefined") return;
    this.#context ??= new AudioContext();
    void this.#context.resume().catch(() => {});
  }

  /** High and higher for what is urgent, high and low for what is taken back. */
  play(isKill: boolean): void {
    const now = Date.now();
    if (!this.#context || this.#context.state !== "running" || now - this.#last < APART_MS) return;
    this.#last = now;
    const begin = this.#context.currentTime;
    this.#tone(begin, 880);
    this.#tone(begin + TONE_SECS + BETWEEN_SECS, isKill ? 587 : 1175);
  }

  #tone(at: number, hertz: number): void {
    const context = this.#context as AudioContext;
    const [source, volume] = [context.createOscillator(), context.createGain()];
    source.frequency.value = hertz;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01);
    volume.gain.setValueAtTime(LOUDNESS, at + TONE_SECS - 0.02);
    volume.gain.linearRampToValueAtTime(0, at + TONE_SECS);
    source.connect(volume).connect(context.destination);
    source.start(at);
    source.stop(at + TONE_SECS);
  }
}
