// Updates of the app: a newer version waits for a tap, and never reloads a page with an open draft or a request under way.
import { hasUnfinished } from "../../outbox/drafts.js";
import { isSending } from "../../outbox/under_way.js";
import { publish, subscribe } from "../../store/bus.js";

let waiting = /** @type {ServiceWorker | null} */ (null);
let taking = false;

/** Whether a newer version is ready. */
export const isUpdateReady = () => waiting !== null;
/** Whether it may be taken now. */
export const mayUpdate = () => waiting !== null && !hasUnfinished() && !isSending();
/** @param {() => void} fn called when a newer version is ready */
export const watchUpdate = (fn) => subscribe("update", fn);

/** Register the service worker and listen for newer ones; call once. */
export async function startUpdates() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  workers.addEventListener("message", ({ data, ports }) => {
    if (data === "which") ports[0]?.postMessage(new URL(import.meta.url).pathname);
  });
  workers.addEventListener("controllerchange", () => taking && location.reload());
  const registration = await workers.register("/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => null);
  if (!registration) return;
  const look = () => {
    const fresh = registration.waiting;
    if (fresh && workers.controller && fresh !== waiting) {
      waiting = fresh;
      publish("update");
    }
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  look();
  workers.controller?.postMessage("hello");
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}

/** Take the newer version after a tap. False when an open draft or a request under way forbids it. */
export function takeUpdate() {
  if (!mayUpdate()) return false;
  taking = true;
  waiting?.postMessage("take over");
  return true;
}
