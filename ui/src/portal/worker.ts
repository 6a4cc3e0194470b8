// What the browser runs when a push comes, also while no page of the portal is open.

import { idOf, inWords, type Notice, placeOf } from "./notice.ts";

/** What of a worker's scope is used; the library of types for pages has none of it. */
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface PushCame extends Extendable {
  readonly data: { json(): unknown } | null;
}
interface Clicked extends Extendable {
  readonly notification: Notification;
}
interface SubscriptionChanged extends Extendable {
  readonly oldSubscription: PushSubscription | null;
  readonly newSubscription: PushSubscription | null;
}
interface Page {
  readonly url: string;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { readonly type: "window"; readonly includeUncontrolled: boolean }): Promise<readonly Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<E extends Event>(type: string, run: (event: E) => void): void;
}

const scope = globalThis as unknown as Scope;

/** A push service may bring what it was given in another order: what is shown is never taken back for something older. */
async function show(notice: Notice): Promise<void> {
  const { title, ...words } = inWords(notice);
  const shown = await scope.registration.getNotifications({ tag: words.tag });
  const newer = shown.map(({ data }) => data as Notice).find((one) => one.kind === "alert" && notice.kind === "alert" && one.version > notice.version);
  if (newer) {
    // A browser wants every push to be seen; the same one once more is.
    const { title: again, ...kept } = inWords(newer);
    return scope.registration.showNotification(again, { ...kept, renotify: false, data: newer } as NotificationOptions);
  }
  return scope.registration.showNotification(title, { ...words, data: notice } as NotificationOptions);
}

/** The terminal that is open shows the story; else one is opened. */
async function open(notice: Notice): Promise<void> {
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const terminal = pages.find(({ url }) => {
    const { pathname, searchParams } = new URL(url);
    return pathname === "/portal" && !searchParams.has("ticker");
  });
  if (!terminal || notice.kind === "test") return void (await scope.clients.openWindow(placeOf(notice)));
  terminal.postMessage({ open: notice.item });
  await terminal.focus();
}

/** The browser has another subscription: the server is told, as long as somebody is signed in. */
async function renew({ oldSubscription, newSubscription }: SubscriptionChanged): Promise<void> {
  const key = oldSubscription?.options.applicationServerKey;
  const now = newSubscription ?? (key ? await scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }) : null);
  if (!now) return;
  const { endpoint, keys } = now.toJSON();
  const replaces = oldSubscription ? await idOf(oldSubscription.endpoint) : undefined;
  await fetch("/portal/api/push/browsers", { method: "POST", credentials: "same-origin", headers: { "content-type": "application/json" }, body: JSON.stringify({ endpoint, keys, replaces }) });
}

scope.addEventListener<Extendable>("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener<Extendable>("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener<PushCame>("push", (event) => {
  if (event.data) event.waitUntil(show(event.data.json() as Notice));
});
scope.addEventListener<Clicked>("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data as Notice));
});
scope.addEventListener<SubscriptionChanged>("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
