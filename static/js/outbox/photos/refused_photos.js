// What becomes of a photo that no server will take: it is dropped, or another one goes in its place. The record stays received.
import * as session from "../../account/session.js";
import { publish } from "../../store/bus.js";
import { transaction } from "../../store/database.js";
import { PHOTO_LOST } from "../items.js";
import { OUTBOX_STORES, addIn } from "../op.js";
import { settleReceipts } from "./photo_upload.js";

/** @typedef {import("../../store/database.js").Row} Row */

/** Send this photo no more. What was held back for its sake goes without it; its receipts are whole without it.
 * @param {string} sha @param {import("../outbox.js").Wish} [instead] an op that brings another one, stored in the same transaction */
export async function dropPhoto(sha, instead) {
  await transaction(OUTBOX_STORES, "readwrite", async (tx) => {
    const photo = await tx.objectStore("photos").get(sha);
    if (!photo || photo.person !== session.current()?.id) return;
    await tx.objectStore("photos").put({ ...photo, problem: null, dropped: Date.now() });
    await releaseHeld(tx, sha);
    await settleReceipts(tx);
    if (instead) await addIn(tx, instead);
  });
  publish("ops", { now: true });
}

/** Let go the rows that wait for nothing but lost photos, when none of theirs is left. @param {any} tx @param {string} sha */
async function releaseHeld(tx, sha) {
  const ops = tx.objectStore("ops");
  /** @type {Row[]} */
  const held = (await ops.getAll()).filter((/** @type {Row} */ { op, problem }) => problem?.type === PHOTO_LOST && op.photos.includes(sha));
  for (const row of held) {
    let lost = 0;
    for (const other of row.op.photos) if ((await tx.objectStore("photos").get(other))?.problem) lost++;
    if (!lost) await ops.put({ ...row, state: "waiting", next: 0, problem: null });
  }
}
