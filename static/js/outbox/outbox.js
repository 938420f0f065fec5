// The outbox: every act of the worker is a durable row here before a screen calls it saved.
import * as session from "../account/session.js";
import { publish, subscribe } from "../store/bus.js";
import { transaction } from "../store/database.js";
import { OUTBOX_STORES, addIn, placeOf } from "./op.js";
import { isMaybeSeen } from "./under_way.js";

export { newId } from "../store/ids.js";
export { list, summary } from "./items.js";

/** @typedef {import("./op.js").Op} Op @typedef {import("./op.js").Wish} Wish @typedef {import("./items.js").Item} Item @typedef {import("./items.js").Refused} Refused */

/** How long an emergency is held back for its undo, ms. */
export const GRACE = 5000;

/** Put an op into the outbox. Resolves only when it is durable on this phone. @param {Wish} wish @returns {Promise<Op>} */
export const add = async (wish) => (await addAll([wish]))[0];

/** Put several ops into the outbox, all or none, in this order. `ends` may end their draft in the same transaction.
 * @param {Wish[]} wishes @param {(tx: any) => Promise<void>} [ends] @returns {Promise<Op[]>} */
export async function addAll(wishes, ends) {
  await session.ready;
  const ops = await transaction(ends ? [...OUTBOX_STORES, "drafts"] : OUTBOX_STORES, "readwrite", async (tx) => {
    const adding = async () => {
      /** @type {Op[]} */
      const added = [];
      for (const wish of wishes) added.push(await addIn(tx, wish));
      return added;
    };
    return (await Promise.all([adding(), ends?.(tx)]))[0];
  });
  publish("ops");
  return ops;
}

/** Change what waits, in one transaction over OUTBOX_STORES. @param {(tx: any) => any} work @param {boolean} [tellsOthers] */
export async function changeRows(work, tellsOthers = true) {
  const result = await transaction(OUTBOX_STORES, "readwrite", work);
  if (tellsOthers) publish("ops");
  return result;
}

/** @param {() => void} fn called when anything in the outbox changes; returns a function that stops it */
export function watch(fn) {
  const ends = [subscribe("ops", fn), subscribe("sending", fn), subscribe("session", fn)];
  return () => ends.forEach((end) => end());
}

/** Add a place to an op that has none and that the server has not seen. @param {string} id @param {any} fix */
export async function addPlace(id, fix) {
  const place = placeOf(fix);
  await transaction(["ops"], "readwrite", async (tx) => {
    const row = await tx.objectStore("ops").get(id);
    if (row && !row.tries && !row.op.place && !isMaybeSeen(id)) await tx.objectStore("ops").put({ ...row, op: { ...row.op, place } });
  });
}

/** Send what an earlier page held back and could not release, because nobody can undo it any more. An alarm's five seconds run
 * on: so short a hold is left alone. */
export const releaseLeftBehind = () =>
  changeRows(async (tx) => {
    const ops = tx.objectStore("ops");
    for (const row of await ops.getAll()) if (row.notBefore > Date.now() + GRACE) await ops.put({ ...row, notBefore: 0 });
  });
