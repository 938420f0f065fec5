// What people do by hand with what waits: send it now, take it back, correct it, carry it away as a file.
import * as session from "../account/session.js";
import { publish } from "../store/bus.js";
import { transaction } from "../store/database.js";
import { PHOTO_LOST } from "./items.js";
import { addIn, letGo } from "./op.js";
import { changeRows } from "./outbox.js";
import { isMaybeSeen } from "./under_way.js";

/** @typedef {import("./op.js").Op} Op @typedef {import("./op.js").Row} Row @typedef {import("../store/database.js").Receipt} Receipt */

/** Try again now: one item, or everything. @param {string} [id] */
export async function retry(id) {
  await changeRows(async (tx) => {
    const ops = tx.objectStore("ops");
    const person = session.current()?.id;
    /** @type {Row[]} */
    const rows = id ? [await ops.get(id)] : await ops.getAll();
    for (const row of rows)
      if (row && row.person === person && (id || row.state !== "attention"))
        await ops.put({ ...row, state: "waiting", next: 0, fails: 0 });
    const photos = tx.objectStore("photos");
    for (const photo of await photos.getAll())
      if (!photo.server && photo.person === person && photo.problem?.type !== PHOTO_LOST) await photos.put({ ...photo, problem: null, next: 0 });
  }, false);
  publish("ops", { now: true });
}

/** Move an op from the outbox to the receipts. @param {any} tx @param {Row} row @param {"withdrawn" | "superseded"} ended */
async function endRow(tx, row, ended) {
  await tx.objectStore("ops").delete(row.id);
  await tx.objectStore("receipts").put({ id: row.id, person: row.person, at: Date.now(), ended, op: row.op, n: row.n, rank: row.rank });
}

/** The rows that cannot be without `row`, itself first: what was made of a report, of an errand. A move of a matter takes no
 * other along: those go on, and the office says what it has against them. @param {Row} row @param {Row[]} rows */
function goingWith(row, rows) {
  const gone = [row];
  for (const other of row.op.type === "matter.move" ? [] : [...rows].sort((a, b) => a.n - b.n))
    if (other.id !== row.id && other.op.deps.some((dep) => gone.some(({ id }) => id === dep))) gone.push(other);
  return gone;
}

/** The ops that a withdrawal of this one would take along, to be named before. @param {string} id @returns {Promise<Op[]>} */
export const takenAlong = (id) =>
  transaction(["ops"], "readonly", async (tx) => {
    /** @type {Row | undefined} */
    const row = await tx.objectStore("ops").get(id);
    return row ? goingWith(row, await tx.objectStore("ops").index("person").getAll(row.person)).slice(1).map(({ op }) => op) : [];
  });

/** Take back an op that no server has seen, or that was refused, with all ops that cannot be without it. False when it is too late.
 * @param {string} id @returns {Promise<boolean>} */
export function withdraw(id) {
  return changeRows(async (tx) => {
    const ops = tx.objectStore("ops");
    const row = await ops.get(id);
    if (!row || row.person !== session.current()?.id || isMaybeSeen(id) || (row.tries && row.state !== "attention")) return false;
    /** @type {Row[]} */
    const rows = await ops.index("person").getAll(row.person);
    const gone = goingWith(row, rows);
    for (const one of gone) await endRow(tx, one, "withdrawn");
    if (row.op.type === "matter.move") await letGo(ops, row.op, rows);
    return true;
  });
}

/** Undo an emergency within its five seconds: its record stays here and it is not sent. @param {string} id */
export const cancel = (id) => withdraw(id);

/** Send an op now that was held back with `notBefore`. @param {string} id */
export const release = (id) =>
  changeRows(async (tx) => {
    const row = await tx.objectStore("ops").get(id);
    if (row?.notBefore) await tx.objectStore("ops").put({ ...row, notBefore: 0 });
  });

/** Replace a refused op by a new one with another body. @param {string} id @param {Record<string, any>} body
 * @param {{photos?: string[], place?: any}} [more] @returns {Promise<Op>} */
export function correct(id, body, more = {}) {
  return changeRows(async (tx) => {
    const row = /** @type {Row | undefined} */ (await tx.objectStore("ops").get(id));
    if (!row || row.state !== "attention") throw new Error("only what was refused can be corrected");
    const { type, lane, deps, at, place, photos } = row.op;
    await endRow(tx, row, "superseded");
    return addIn(tx, { type, lane, deps, at: Date.parse(at), place, photos, ...more, body, supersedes: id });
  });
}

/** Everything that waits, with its photos, as one zip file that a lead can import. @returns {Promise<Blob>} */
export async function exportZip() {
  await session.ready;
  const person = session.current();
  const { ops, blobs } = await transaction(["ops", "receipts", "blobs"], "readonly", async (tx) => {
    /** @type {Row[]} */
    const rows = (await tx.objectStore("ops").getAll()).filter((/** @type {Row} */ row) => row.person === person?.id);
    /** @type {Receipt[]} */
    const lacking = person ? await tx.objectStore("receipts").index("lacks").getAll(IDBKeyRange.only([person.id, 1])) : [];
    const ops = [...lacking, ...rows].sort((a, b) => a.n - b.n).map(({ op }) => op);
    /** @type {Record<string, ArrayBuffer>} */
    const blobs = {};
    for (const sha of new Set(ops.flatMap((op) => op.photos))) {
      const bytes = await tx.objectStore("blobs").get(sha);
      if (bytes) blobs[sha] = bytes;
    }
    return { ops, blobs };
  });
  const { zipOf } = await import("../store/zip.js");
  return zipOf({ ops, blobs, device: session.device(), person: person?.id ?? "" });
}
