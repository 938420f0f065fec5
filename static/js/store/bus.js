// Tells every open page of the app, and this one, that something kept on the phone has changed.

/** @typedef {"ops" | "feed" | "session" | "patrol" | "trouble" | "sending" | "update" | "drafts"} Topic */

/** @type {Map<Topic, Set<(detail: any) => void>>} */
const heard = new Map();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("gridwalk");

/** @param {Topic} topic @param {any} detail */
function tell(topic, detail) {
  for (const fn of heard.get(topic) ?? []) {
    try {
      fn(detail);
    } catch (error) {
      console.error(error); // one listener's fault is not the next one's
    }
  }
}

channel?.addEventListener("message", (event) => tell(event.data.topic, event.data.detail));

/** Say that `topic` changed, here and in the other pages. @param {Topic} topic @param {any} [detail] */
export function say(topic, detail) {
  tell(topic, detail);
  channel?.postMessage({ topic, detail });
}

/** Call `fn` whenever `topic` changes; returns the way to stop. @param {Topic} topic @param {(detail: any) => void} fn */
export function on(topic, fn) {
  const all = heard.get(topic) ?? new Set();
  heard.set(topic, all.add(fn));
  return () => void all.delete(fn);
}
