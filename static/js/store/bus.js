// Tells this page and every other open page of the app that something kept on the phone has changed.

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

/** Tell this page and all others that `topic` changed. @param {Topic} topic @param {any} [detail] */
export function publish(topic, detail) {
  callListeners(topic, detail);
  channel?.postMessage({ topic, detail });
}

/** Call `fn` whenever `topic` changes; returns a function that stops it. @param {Topic} topic @param {(detail: any) => void} fn */
export function subscribe(topic, fn) {
  const all = listeners.get(topic) ?? new Set();
  listeners.set(topic, all.add(fn));
  return () => void all.delete(fn);
}
