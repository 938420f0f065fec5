// Tells every open page of the app, and this one, that something kept on the phone has changed.

/** @typedef {"ops" | "feed" | "session" | "patrol" | "trouble" | "sending" | "update" | "drafts"} Topic */

/** @type {Map<Topic, Set<(detail: any) => void>>} */
const listeners = new Map();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("gridwalk");

/** @param {Topic} topic @param {any} detail */
function callListeners(topic, detail) {
  for (const fn of listeners.get(topic) ?? []) {
    try {
      fn(detail);
    } catch (error) {
      console.error(error); // one listener's fault is not the next one's
    }
  }
}

channel?.addEventListener("message", (event) => callListeners(event.data.topic, event.data.detail));

/** Say that `topic` changed, here and in the other pages. @param {Topic} topic @param {any} [detail] */
export function publish(topic, detail) {
  callListeners(topic, detail);
  channel?.postMessage({ topic, detail });
}

/** Call `fn` whenever `topic` changes; returns the way to stop. @param {Topic} topic @param {(detail: any) => void} fn */
export function subscribe(topic, fn) {
  const all = listeners.get(topic) ?? new Set();
  listeners.set(topic, all.add(fn));
  return () => void all.delete(fn);
}
