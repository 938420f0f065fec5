// What is under way to the server: the one request of this page, and the ops that it or another page is sending.
import { publish, subscribe } from "../store/bus.js";

/** Ids of ops that the server may have seen although a full phone could not note it. This page does not take them back. @type {Set<string>} */
export const maybeSeen = new Set();

/** Ids of the ops that are being sent at this moment, from whichever page. @type {Set<string>} */
let inFlight = new Set();
subscribe("sending", (ids) => (inFlight = new Set(ids)));

/** @type {AbortController | null} */
let flight = null;

/** Whether an op is being sent just now. @param {string} id */
export const isInFlight = (id) => inFlight.has(id);

/** Whether the server may have seen an op, by what is not noted in its row. @param {string} id */
export const isMaybeSeen = (id) => inFlight.has(id) || maybeSeen.has(id);

/** Whether this page is sending just now. */
export const isSending = () => flight !== null;

/** Break off what this page is sending. */
export const breakOff = () => flight?.abort();

/** Run `work` as the one request under way. It is aborted when the lease is lost or another person signs in.
 * @template T @param {AbortSignal} lost @param {string[]} ids @param {(signal: AbortSignal) => Promise<T>} work */
export async function asFlight(lost, ids, work) {
  const control = (flight = new AbortController());
  lost.addEventListener("abort", () => control.abort(), { once: true });
  publish("sending", ids);
  try {
    return await work(control.signal);
  } finally {
    flight = null;
    publish("sending", []);
  }
}
