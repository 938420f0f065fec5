// The outbox: every act of the worker is a durable row here before a screen calls it saved.
import * as session from "../account/session.js";
import { publish, subscribe } from "../store/bus.js";
import { transaction } from "../store/database.js";
import { newId } from "../store/ids.js";
import { isDue } from "../store/not_before.js";

export { newId };

/** @typedef {import("../store/database.js").Op} Op @typedef {import("../store/database.js").Row} Row @typedef {import("../store/database.js").Receipt} Receipt */
/** @typedef {{sha: string, why: import("../store/database.js").Problem}} Refused a photo that the server will not take, or that this phone has lost */
/**
 * @typedef {{id?: string, type: string, body: Record<string, any>, place?: any, photos?: string[], deps?: string[],
 *   lane?: string, supersedes?: string, notBefore?: number, at?: number, person?: string}} Wish
 * @typedef {{op: Op, kind: string, state: "saved" | "sending" | "waiting" | "deferred" | "attention" | "received" | "withdrawn",
 *   why: import("../store/database.js").Problem | null, photos: {here: number, total: number}, refused: Refused[], at: number,
 *   entity: {kind: string, id: string, number?: string} | null, notBefore: number, taken: boolean}} Item
 */

/** Ids of ops that the server may have seen although a full phone could not note it. This page does not take them back. @type {Set<string>} */
export const maybeSeen = new Set();

export const OUTBOX_STORES = ["ops", "receipts", "photos", "meta"];
const WEEK = 7 * 86_400_000;
const SHOWN = 50; // receipts listed
/** The problem of a photo whose bytes are gone from this phone. */
export const PHOTO_LOST = "/local/photo-lost";
/** How long an emergency is held back for its undo, ms. */
export const GRACE = 5000;

/** Ids of the ops that are being sent at this moment, from whichever page. @type {Set<string>} */
let inFlight = new Set();
subscribe("sending", (ids) => (inFlight = new Set(ids)));

/** Urgency of an op: 0 leaves first. @param {Wish} wish */
export function rank({ type, body }) {
  if (type.startsWith("matter.")) return body.urgency === "emergency" ? 0 : 1;
  return { "visit.record": 2, "patrol.track": 4 }[type] ?? 3;
}

/** The lane of an op: ops of one lane keep their order. One for each thing worked on; a patrol's track has its own. @param {Wish} wish */
function laneOf({ type, body }) {
  if (type === "patrol.track") return `track:${body.patrol}`;
  const kind = type.split(".")[0];
  return `${kind}:${body[kind] ?? body.patrol ?? body.matter ?? body.visit ?? ""}`;
}

/** Ids of the ops that must arrive first: the start of its patrol, the report of its matter, while those still wait.
 * @param {Wish} wish @param {Row[]} rows */
function depsOf({ type, body }, rows) {
  const first = rows.filter(({ op }) =>
    type.startsWith("patrol.") || (type === "matter.report" && body.patrol)
      ? op.type === "patrol.start" && op.body.patrol === body.patrol && type !== "patrol.start"
      : type === "matter.move" && op.type.startsWith("matter.") && op.body.matter === body.matter,
  );
  return type === "matter.move" ? first.slice(-1).map((row) => row.id) : first.map((row) => row.id);
}

/** A place in the form of the sync contract. @param {any} place @returns {import("../store/database.js").Place | undefined} */
export function placeOf(place) {
  if (!place) return undefined;
  const { lat, lon, acc, at, source } = place;
  return {
    lat,
    lon,
    ...(acc == null ? {} : { acc }),
    ...(at == null ? {} : { at: typeof at === "number" ? new Date(at).toISOString() : at }),
    ...(source == null ? {} : { source }),
  };
}

/** The thing that an op of this type creates. The body has its id under this name.
 * @type {Record<string, string>} */
const MAKES = { "matter.report": "matter", "visit.record": "visit", "visit.plan": "plan", "errand.take": "errand", "patrol.start": "patrol" };

/** The content of an op as a key, to tell two ops apart. When and where it was tapped is no part of it, nor is a patrol that
 * may have begun meanwhile. @param {string} type @param {Record<string, any>} body @param {string[]} photos */
function contentKey(type, body, photos) {
  const entries = Object.entries(body).filter(([name]) => name !== "patrol" || type.startsWith("patrol."));
  return JSON.stringify([type, entries.sort(([a], [b]) => (a < b ? -1 : 1)), [...photos].sort()]);
}

/** The same wish as a new op: with another id, and another id for what it creates. @param {Wish} wish @returns {Wish} */
function asNewWish(wish) {
  const makes = MAKES[wish.type];
  return { ...wish, id: newId(), body: makes ? { ...wish.body, [makes]: newId() } : wish.body };
}

/**
 * Put an op into the outbox inside the caller's transaction, which covers OUTBOX_STORES. Its photos must be stored already.
 * It belongs to `wish.person`, else to whoever is signed in, and waits until that person sends. If the id was used before for
 * the same content, that op is returned; if for other content, the op gets a new id, and the caller should say so.
 * @param {any} tx @param {Wish} wish @returns {Promise<Op>}
 */
export async function addIn(tx, wish) {
  const person = wish.person ?? session.current()?.id;
  if (!person) throw new Error("nobody is signed in");
  const ops = tx.objectStore("ops");
  const id = wish.id ?? newId();
  const before = (await ops.get(id)) ?? (await tx.objectStore("receipts").get(id));
  if (before) {
    const { op, ended } = before;
    const same = op.person === person && ended !== "withdrawn" && contentKey(op.type, op.body, op.photos) === contentKey(wish.type, wish.body, wish.photos ?? []);
    return same ? op : addIn(tx, asNewWish(wish)); // a second tap, the way back, a draft restored: the same thing, once
  }
  const photos = [...new Set(wish.photos ?? [])];
  for (const sha of photos)
    if (!(await tx.objectStore("photos").get(sha))) throw new Error(`photo ${sha} is not on this phone`);
  /** @type {Row[]} */
  const rows = (await ops.index("person").getAll(person)).sort((/** @type {Row} */ a, /** @type {Row} */ b) => a.n - b.n);
  const body = { ...wish.body };
  // an emergency waits for nothing, not even for the start of the patrol it was seen on
  if (rank(wish) === 0 && body.patrol && depsOf(wish, rows).length) delete body.patrol;
  const full = { ...wish, body };
  const lane = wish.lane ?? laneOf(full);
  const place = placeOf(wish.place);
  const n = await nextNumber(tx, "n");
  /** @type {Op} */
  const op = {
    id,
    person,
    lane,
    seq: await nextNumber(tx, `seq:${person}:${lane}`),
    deps: [...new Set([...(wish.deps ?? []), ...depsOf(full, rows)])].filter((dep) => dep !== id),
    type: wish.type,
    v: 1,
    at: new Date(wish.at ?? Date.now()).toISOString(),
    ...(place ? { place } : {}),
    photos,
    ...(wish.supersedes ? { supersedes: wish.supersedes } : {}),
    body,
  };
  await ops.put(rowOf(op, n, rank(full), wish.notBefore ?? 0));
  return op;
}

/** @param {Op} op @param {number} n @param {number} urgency @param {number} notBefore @returns {Row} */
export function rowOf(op, n, urgency, notBefore) {
  return {
    id: op.id,
    person: op.person,
    n,
    rank: urgency,
    op,
    state: "waiting",
    tries: 0,
    fails: 0,
    next: 0,
    notBefore,
    since: 0,
    made: Date.now(),
    problem: null,
    clock: { mono: performance.now(), offset: session.clockOffset() },
  };
}

/** @param {any} tx @param {string} key @returns {Promise<number>} 1, 2, 3 … */
async function nextNumber(tx, key) {
  const meta = tx.objectStore("meta");
  const value = ((await meta.get(key)) ?? 0) + 1;
  await meta.put(value, key);
  return value;
}

/** Put an op into the outbox. Resolves only when it is durable on this phone. @param {Wish} wish @returns {Promise<Op>} */
export const add = async (wish) => (await addAll([wish]))[0];

/** Put several ops into the outbox, all or none, in this order. `ends` may end their draft in the same transaction.
 * @param {Wish[]} wishes @param {(tx: any) => Promise<void>} [ends] @returns {Promise<Op[]>} */
export async function addAll(wishes, ends) {
  await session.ready;
  const ops = await transaction(ends ? [...OUTBOX_STORES, "drafts"] : OUTBOX_STORES, "readwrite", async (tx) => {
    /** @type {Op[]} */
    const added = [];
    for (const wish of wishes) added.push(await addIn(tx, wish));
    await ends?.(tx);
    return added;
  });
  publish("ops");
  return ops;
}

/** @param {(tx: any) => any} work @param {boolean} [tellsOthers] */
async function changeRows(work, tellsOthers = true) {
  const result = await transaction(OUTBOX_STORES, "readwrite", work);
  if (tellsOthers) publish("ops");
  return result;
}

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
    /** @type {Receipt[]} */
    const received = [];
    let cursor = await tx.objectStore("receipts").index("at").openCursor(null, "prev");
    while (cursor && received.length < shown) {
      if (cursor.value.person === person.id) received.push(cursor.value);
      cursor = await cursor.continue();
    }
    const items = [];
    for (const row of waiting) items.push(await itemOfRow(tx, row, rows));
    for (const receipt of received) items.push(await itemOfReceipt(tx, receipt));
    return items;
  });
}

/** @param {Op} op */
const kindOf = (op) => (op.type === "matter.report" && op.body.urgency === "emergency" ? "emergency" : op.type);

/** How many of the photos the server has, and which of them cannot be sent. One that was dropped counts no longer.
 * @param {any} tx @param {string[]} photos @returns {Promise<{photos: {here: number, total: number}, refused: Refused[]}>} */
async function photosOf(tx, photos) {
  const known = [];
  for (const sha of photos) known.push((await tx.objectStore("photos").get(sha)) ?? { sha });
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
    state: inFlight.has(row.id) ? "sending" : late ? "attention" : row.state === "waiting" ? (stuck ? "deferred" : waiting) : row.state,
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

/** @param {() => void} fn called when anything in the outbox changes; returns a function that stops it */
export function watch(fn) {
  const ends = [subscribe("ops", fn), subscribe("sending", fn), subscribe("session", fn)];
  return () => ends.forEach((end) => end());
}

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

/** Take back an op that no server has seen, or that was refused, with all ops that depend on it. False when it is too late.
 * @param {string} id @returns {Promise<boolean>} */
export function withdraw(id) {
  return changeRows(async (tx) => {
    const ops = tx.objectStore("ops");
    const row = await ops.get(id);
    if (!row || row.person !== session.current()?.id || inFlight.has(id) || maybeSeen.has(id) || (row.tries && row.state !== "attention")) return false;
    /** @type {Row[]} */
    const rows = await ops.index("person").getAll(row.person);
    const gone = new Set([id]);
    for (const other of rows.sort((a, b) => a.n - b.n)) {
      if (other.id !== id && !other.op.deps.some((dep) => gone.has(dep))) continue;
      gone.add(other.id);
      await endRow(tx, other, "withdrawn");
    }
    return true;
  });
}

/** Undo an emergency within its five seconds: its record stays here and it is not sent. @param {string} id */
export const cancel = (id) => withdraw(id);

/** Add a place to an op that has none and that the server has not seen. @param {string} id @param {any} fix */
export async function addPlace(id, fix) {
  const place = placeOf(fix);
  await transaction(["ops"], "readwrite", async (tx) => {
    const row = await tx.objectStore("ops").get(id);
    if (row && !row.tries && !row.op.place && !maybeSeen.has(id) && !inFlight.has(id)) await tx.objectStore("ops").put({ ...row, op: { ...row.op, place } });
  });
}

/** Send an op now that was held back with `notBefore`. @param {string} id */
export const release = (id) =>
  changeRows(async (tx) => {
    const row = await tx.objectStore("ops").get(id);
    if (row?.notBefore) await tx.objectStore("ops").put({ ...row, notBefore: 0 });
  });

/** Send what an earlier page held back and could not release, because nobody can undo it any more. An alarm's five seconds run
 * on: so short a hold is left alone. */
export const releaseLeftBehind = () =>
  changeRows(async (tx) => {
    const ops = tx.objectStore("ops");
    for (const row of await ops.getAll()) if (row.notBefore > Date.now() + GRACE) await ops.put({ ...row, notBefore: 0 });
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
