// Notifications of a reader's browsers: turning this one on and off, and all of them with what became of them.

import { button, make } from "../editor/make.ts";
import { ask, Refusal } from "../http.ts";
import { sentence } from "../zone.ts";
import type { Clock } from "./clock.ts";
import { idOf } from "./notice.ts";
import { readPlace, writePlace } from "./place.ts";

const WORKER = "/portal/worker.js";
const SCOPE = "/portal";
const PUSH = "/portal/api/push";

/** A browser, as the server tells of it. */
export interface Browser {
  readonly id: string;
  readonly agent: string;
  readonly added: string;
  readonly last_ok: string | null;
  readonly last_failure: string | null;
  readonly failure: string;
}

interface Told {
  /** Null where the agency sends none. */
  readonly key: string | null;
  readonly browsers: readonly Browser[];
  readonly most: number;
}

/** Base64 for addresses, without padding. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
}

/** Why this browser cannot show notifications; empty when it can. */
export function obstacle(of: { readonly isSecure: boolean; readonly canPush: boolean; readonly permission: NotificationPermission; readonly key: string | null }): string {
  if (of.key === null) return "This agency sends no notifications.";
  if (!of.isSecure) return "Notifications need a connection over https. Open the portal at its https address.";
  if (!of.canPush) return "This browser cannot show notifications while the portal is closed.";
  if (of.permission === "denied") return "Notifications of this site are blocked in this browser. Allow them in its settings for this site, then reload the page.";
  return "";
}

/** What was wrong, in words that help. */
function fault(error: unknown): string {
  if (error instanceof Refusal) return sentence(error.message);
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return "The browser did not allow notifications. Allow them in its settings for this site, then try again.";
  if (name === "AbortError" || name === "NetworkError") return "The browser could not reach its push service. Some browsers and networks turn it off; try again later.";
  return sentence(error instanceof Error ? error.message : "It could not be done.");
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return "serviceWorker" in navigator ? navigator.serviceWorker.getRegistration(SCOPE) : undefined;
}

/** The worker, ready to be subscribed. */
async function ready(): Promise<ServiceWorkerRegistration> {
  const made = await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
  const worker = made.active ?? made.waiting ?? made.installing;
  if (worker && worker.state !== "activated") {
    await new Promise<void>((done, failed) => {
      const look = (): void => {
        if (worker.state === "activated") done();
        else if (worker.state === "redundant") failed(new Error("The browser did not take the worker that shows notifications."));
      };
      worker.addEventListener("statechange", look);
      look();
    });
  }
  return made;
}

function isOfKey(subscription: PushSubscription, key: string): boolean {
  const used = subscription.options?.applicationServerKey;
  const [own, wanted] = [used ? new Uint8Array(used) : new Uint8Array(), bytesOf(key)];
  return own.length === wanted.length && own.every((byte, at) => byte === wanted[at]);
}

async function turnOn(key: string): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") throw new DOMException("", "NotAllowedError");
  const { pushManager } = await ready();
  const before = await pushManager.getSubscription();
  // A subscription is bound to the key that it was made with.
  if (before && !isOfKey(before, key)) await before.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  const { endpoint, keys } = subscription.toJSON();
  try {
    await ask(`${PUSH}/browsers`, { method: "POST", json: { endpoint, keys } });
  } catch (error) {
    await subscription.unsubscribe().catch(() => false);
    throw error;
  }
}

/** What became of the last notification at a browser. */
export function stateOf({ last_ok, last_failure, failure }: Browser, since: (time: number) => string): string {
  if (failure !== "" && last_failure !== null) return `Not sent ${since(Date.parse(last_failure))}: ${failure}.`;
  return last_ok === null ? "Nothing was sent yet." : `Last sent ${since(Date.parse(last_ok))}.`;
}

/** The part of the alerts' page. */
export class Notifications {
  readonly element = make("section", { id: "notifications", class: "notifications" });
  readonly #clock: Clock;
  readonly #switch = make("input", { type: "checkbox" });
  readonly #said = make("p", { class: "result", role: "status" });
  readonly #list = make("ul", { class: "browsers" });
  #told: Told = { key: null, browsers: [], most: 0 };
  /** The id of this browser, where it has a subscription. */
  #own: string | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    const label = make("label", { class: "check" }, this.#switch, "Notifications of this browser");
    this.element.append(make("h2", {}, "Notifications"), make("p", { class: "hint" }, "Told also while the portal is closed, for the searches that ask for it. The push service of the browser gets nothing that it can read."), label, this.#said, this.#list);
    this.#switch.addEventListener("change", () => void this.#turn(this.#switch.checked));
  }

  async start(): Promise<void> {
    await this.#do(async () => "");
  }

  async #look(): Promise<void> {
    const { body } = await ask<Told>(PUSH);
    this.#told = body;
    const subscription = await (await registration())?.pushManager?.getSubscription();
    this.#own = subscription && body.key !== null && isOfKey(subscription, body.key) ? await idOf(subscription.endpoint) : undefined;
  }

  /** Does something, and shows what stands then. */
  async #do(work: () => Promise<string>): Promise<void> {
    this.#switch.disabled = true;
    let said = "";
    try {
      said = await work();
    } catch (error) {
      said = fault(error);
    }
    try {
      await this.#look();
    } catch (error) {
      said ||= fault(error);
    }
    this.#draw(said);
  }

  async #turn(on: boolean): Promise<void> {
    const { key } = this.#told;
    await this.#do(async () => {
      if (on && key !== null) {
        await turnOn(key);
        return "This browser is told of alerts.";
      }
      const own = this.#own;
      await (await (await registration())?.pushManager.getSubscription())?.unsubscribe();
      if (own !== undefined) await ask(`${PUSH}/browsers/${own}`, { method: "DELETE" });
      return "This browser is not told any more.";
    });
  }

  #draw(said: string): void {
    const isOn = this.#told.browsers.some(({ id }) => id === this.#own);
    const permission = "Notification" in globalThis ? Notification.permission : "default";
    const canPush = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
    const why = obstacle({ isSecure: globalThis.isSecureContext, canPush, permission, key: this.#told.key });
    this.#switch.checked = isOn && why === "";
    // What is on can be turned off, whatever stands in the way.
    this.#switch.disabled = why !== "" && !isOn;
    this.#said.textContent = said || why;
    this.#list.replaceChildren(...this.#told.browsers.map((browser) => this.#line(browser)));
  }

  #line(browser: Browser): HTMLElement {
    const { id, agent, added } = browser;
    const since = (time: number): string => this.#clock.since(time, Date.now());
    const name = `${agent}${id === this.#own ? ", this browser" : ""}`;
    const path = `${PUSH}/browsers/${encodeURIComponent(id)}`;
    const test = button("Send a test", () => void this.#do(async () => (await ask(`${path}/test`, { method: "POST" }), `A test was sent to ${name}.`)), { class: "quiet", "aria-label": `Send a test: ${name}` });
    const remove = button("Remove", () => void this.#remove(browser, path, name), { class: "quiet", "aria-label": `Remove: ${name}` });
    return make("li", { "data-browser": id }, make("b", {}, make("bdi", {}, name)), make("span", { class: "soft" }, `Since ${since(Date.parse(added))}. ${stateOf(browser, since)}`), make("span", { class: "actions" }, test, remove));
  }

  async #remove({ id }: Browser, path: string, name: string): Promise<void> {
    await this.#do(async () => {
      await ask(path, { method: "DELETE" });
      if (id === this.#own) await (await (await registration())?.pushManager.getSubscription())?.unsubscribe();
      return `${name} was removed.`;
    });
  }
}

/** Shows the story of a notification that was clicked while the terminal is open. */
export function openFromNotifications(): void {
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ open?: unknown }>) => {
    if (typeof data?.open === "string") location.hash = writePlace({ ...readPlace(location.hash), item: data.open });
  });
}
