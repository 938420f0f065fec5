// A newer version waits until someone taps, and never takes a page away with a draft open or a send on its way.
import { on, say } from "../../store/bus.js";
import { dirty } from "../../outbox/drafts.js";
import { sending } from "../../outbox/drain.js";

let waiting = /** @type {ServiceWorker | null} */ (null);
let asked = false;

/** Whether a newer version is ready. */
export const ready = () => waiting !== null;
/** Whether it may be taken now. */
export const allowed = () => waiting !== null && !dirty() && !sending();
/** @param {() => void} fn called when a newer version is ready */
export const watch = (fn) => on("update", fn);

/** Register the service worker and listen for newer ones; call once. */
export async function start() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  workers.addEventListener("message", ({ data, ports }) => {
    if (data === "which") ports[0]?.postMessage(new URL(import.meta.url).pathname);
  });
  workers.addEventListener("controllerchange", () => asked && location.reload());
  const registration = await workers.register("/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => null);
  if (!registration) return;
  const look = () => {
    const fresh = registration.waiting;
    if (fresh && workers.controller && fresh !== waiting) {
      waiting = fresh;
      say("update");
    }
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  look();
  workers.controller?.postMessage("hello");
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}

/** Take the newer version: the tap. False when a draft or a send stands against it. */
export function take() {
  if (!allowed()) return false;
  asked = true;
  waiting?.postMessage("take over");
  return true;
}
