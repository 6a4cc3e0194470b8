// A time that comes nearer, told in words: "in 8 s".

/** The time that is left, as the server says it. */
export function left(until: number, now: number): string {
  const secs = Math.ceil((until - now) / 1000);
  if (secs <= 0) return "now";
  if (secs < 60) return `in ${secs} s`;
  const minutes = Math.floor(secs / 60);
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  if (hours === 0) return `in ${minutes} min`;
  if (days === 0) return `in ${hours} h ${minutes % 60} min`;
  return `in ${days} d ${hours % 24} h ${minutes % 60} min`;
}

const STEP_MILLIS = 250;

/** `<tellal-countdown until="…">`; the event `over` bubbles when the time has come. */
export class Countdown extends HTMLElement {
  #timer: ReturnType<typeof setInterval> | undefined;

  connectedCallback(): void {
    // Whoever hears the screen was told once; a sentence every second would be noise.
    this.setAttribute("aria-live", "off");
    const until = Date.parse(this.getAttribute("until") ?? "");
    if (Number.isNaN(until)) return;
    const show = (): void => {
      const text = left(until, Date.now());
      if (this.textContent !== text) this.textContent = text;
      if (text !== "now") return;
      this.#stop();
      this.dispatchEvent(new Event("over", { bubbles: true }));
    };
    this.#timer = setInterval(show, STEP_MILLIS);
    show();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
