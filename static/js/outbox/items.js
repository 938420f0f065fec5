// What waits and what was received, as screens show it: item by item, and in three numbers.
import * as session from "../account/session.js";
import { transaction } from "../store/database.js";
import { isDue } from "../store/not_before.js";
import { OUTBOX_STORES } from "./op.js";
import { isInFlight, maybeSeen } from "./under_way.js";

/** @typedef {import("../store/database.js").Op} Op @typedef {import("../store/database.js").Row} Row @typedef {import("../store/database.js").Receipt} Receipt */
/** @typedef {{sha: string, why: import("../store/database.js").Problem}} Refused a photo that the server will not take, or that this phone has lost */
/**
 * @typedef {{op: Op, kind: string, state: "saved" | "sending" | "waiting" | "deferred" | "attention" | "received" | "withdrawn",
 *   why: import("../store/database.js").Problem | null, photos: {here: number, total: number}, refused: Refused[], at: number,
 *   entity: {kind: string, id: string, number?: string} | null, notBefore: number, taken: boolean, seq?: number}} Item
 */

const WEEK = 7 * 86_400_000;
const SHOWN = 50; // receipts listed
/** The problem of a photo whose bytes are gone from this phone. */
export const PHOTO_LOST = "/local/photo-lost";

/** The items of the current person: what waits, urgent things first, then the last `shown` that were received. Ask for few of
 * those where nobody looks at them: writes wait until this reading is done.
 * @param {number} [shown] @returns {Promise<Item[]>} */
export async function list(shown = SHOWN) {
  await session.ready;
  const person = session.current();
  if (!person) return [];
  return transaction(OUTBOX_STORES, "readonly", async (tx) => {
    /** @type {Row[]} */
    const rows = await tx.objectStore("ops").index("person").getAll(person.id);
    const waiting = rows.sort((a, b) => a.rank - b.rank || a.n - b.n);
    const received = await newestReceipts(tx, person.id, shown);
    return Promise.all([...waiting.map((row) => itemOfRow(tx, row, rows)), ...received.map((receipt) => itemOfReceipt(tx, receipt))]);
  });
}

/** The newest of this person, the latest first. They are read at once from the oldest that counts: one by one, each is a way to
 * the database and back. @param {any} tx @param {string} person @param {number} shown @returns {Promise<Receipt[]>} */
async function newestReceipts(tx, person, shown) {
  const index = tx.objectStore("receipts").index("at");
  for (let many = shown; many; many *= 4) {
    const oldest = await (await index.openKeyCursor(null, "prev"))?.advance(many);
    /** @type {Receipt[]} */
    const newest = await index.getAll(oldest ? IDBKeyRange.lowerBound(oldest.key) : null);
    const own = newest.reverse().filter((receipt) => receipt.person === person);
    if (own.length >= shown || !oldest) return own.slice(0, shown);
  }
  return [];
}

/** @param {Op} op */
const kindOf = (op) => (op.type === "matter.report" && op.body.urgency === "emergency" ? "emergency" : op.type);

/** How many of the photos the server has, and which of them cannot be sent. One that was dropped counts no longer.
 * @param {any} tx @param {string[]} photos @returns {Promise<{photos: {here: number, total: number}, refused: Refused[]}>} */
async function photosOf(tx, photos) {
  const known = await Promise.all(photos.map(async (sha) => (await tx.objectStore("photos").get(sha)) ?? { sha }));
  const named = known.filter((photo) => !photo.dropped);
  const refused = named.filter((photo) => photo.problem && !photo.server).map(({ sha, problem }) => ({ sha, why: problem }));
  return { photos: { here: named.filter((photo) => photo.server).length, total: named.length }, refused };
}

/** @param {any} tx @param {Row} row @param {Row[]} rows @returns {Promise<Item>} */
async function itemOfRow(tx, row, rows) {
  const stuck = row.op.deps.some((dep) => rows.some((other) => other.id === dep && other.state === "attention"));
  const late = row.state === "deferred" && row.since > 0 && isDue(row.since + WEEK, WEEK);
  const waiting = row.tries ? "waiting" : "saved";
  return {
    op: row.op,
    kind: kindOf(row.op),
    state: isInFlight(row.id) ? "sending" : late ? "attention" : row.state === "waiting" ? (stuck ? "deferred" : waiting) : row.state,
    why: row.problem,
    ...(await photosOf(tx, row.op.photos)),
    at: row.made,
    entity: null,
    notBefore: row.notBefore,
    taken: (row.tries > 0 || maybeSeen.has(row.id)) && row.state !== "attention",
  };
}

/** @param {any} tx @param {Receipt} receipt @returns {Promise<Item>} */
async function itemOfReceipt(tx, receipt) {
  return {
    op: receipt.op,
    kind: kindOf(receipt.op),
    state: receipt.ended === "received" ? "received" : "withdrawn",
    why: null,
    ...(await photosOf(tx, receipt.op.photos)),
    at: receipt.at,
    entity: receipt.entity ?? null,
    notBefore: 0,
    taken: true,
    seq: receipt.seq,
  };
}

/** Whether everything has reached the server, in three numbers. A photo that cannot be sent is one that needs attention, not the
 * record it belongs to; `refused` of those that do are such photos.
 * @returns {Promise<{waiting: number, attention: number, refused: number, lastReceived: number | null, safe: boolean}>} */
export async function summary() {
  await session.ready;
  const person = session.current();
  if (!person) return { waiting: 0, attention: 0, refused: 0, lastReceived: null, safe: true };
  return transaction(OUTBOX_STORES, "readonly", async (tx) => {
    /** @type {Row[]} */
    const rows = await tx.objectStore("ops").index("person").getAll(person.id);
    /** @type {Receipt[]} */
    const lacking = await tx.objectStore("receipts").index("lacks").getAll(IDBKeyRange.only([person.id, 1]));
    const refused = new Set();
    let attention = 0;
    let waiting = 0;
    for (const { op, state, problem } of [...rows, ...lacking.map(({ op }) => ({ op, state: "received", problem: null }))]) {
      const of = await photosOf(tx, op.photos);
      for (const { sha } of of.refused) refused.add(sha);
      if (state === "attention") attention += problem?.type === PHOTO_LOST && of.refused.length ? 0 : 1; // the photo stands for it
      else if (state !== "received" || of.photos.here + of.refused.length < of.photos.total) waiting++;
    }
    attention += refused.size;
    const lastReceived = (await tx.objectStore("meta").get(`received:${person.id}`)) ?? null;
    return { waiting, attention, refused: refused.size, lastReceived, safe: !waiting && !attention };
  });
}
