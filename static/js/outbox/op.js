// How an act becomes an op: its lane, what must arrive before it, its urgency, and the same act twice is one.
import * as session from "../account/session.js";
import { newId } from "../store/ids.js";
import { askedKey, steppedKey } from "../store/moments.js";

/** @typedef {import("../store/database.js").Op} Op @typedef {import("../store/database.js").Row} Row */
/** @typedef {{id?: string, type: string, body: Record<string, any>, place?: any, photos?: string[], deps?: string[],
 *   lane?: string, supersedes?: string, notBefore?: number, at?: number, person?: string}} Wish */

/** The stores that a transaction covers which puts ops into the outbox. */
export const OUTBOX_STORES = ["ops", "receipts", "photos", "meta"];

/** Urgency of an op: 0 leaves first. @param {Wish} wish */
export function rank({ type, body }) {
  if (type === "storm.door" && body.help) return 0; // an emergency is made of it
  if (type.startsWith("matter.")) return body.urgency === "emergency" ? 0 : 1;
  return { "visit.record": 2, "patrol.track": 4 }[type] ?? 3;
}

/** The lane of an op: ops of one lane keep their order. One for each thing worked on; a patrol's track has its own. @param {Wish} wish */
function laneOf({ type, body }) {
  if (type === "patrol.track") return `track:${body.patrol}`;
  const kind = type.split(".")[0];
  return `${kind}:${body[kind] ?? body.patrol ?? body.matter ?? body.visit ?? ""}`;
}

/** Whether nothing has to wait for this op any more, though it has not arrived: once a move is refused that leaves its matter as
 * it is (by its own record), what was done after it needs it no more. @param {Op} op @param {boolean} isRefused */
export const isNeedless = ({ type, body }, isRefused) => isRefused && type === "matter.move" && LEAVING_MOVES.includes(body.move);

/** Let those of `rows` that wait for `op` wait only for what it waited for itself. @param {any} ops the store @param {Op} op @param {Row[]} rows */
export async function letGo(ops, op, rows) {
  for (const row of rows)
    if (row.op.deps.includes(op.id)) {
      const deps = [...new Set(row.op.deps.flatMap((dep) => (dep === op.id ? op.deps : [dep])))];
      await ops.put({ ...row, op: { ...row.op, deps }, next: 0 });
    }
}

/** Ids of the ops that must arrive first: the start of its patrol, the report of its matter, while those still wait.
 * @param {Wish} wish @param {Row[]} rows */
function depsOf({ type, body }, rows) {
  const first = rows.filter(({ op, state }) =>
    type.startsWith("patrol.") || (type === "matter.report" && body.patrol)
      ? op.type === "patrol.start" && op.body.patrol === body.patrol && type !== "patrol.start"
      : type === "matter.move" && op.type.startsWith("matter.") && op.body.matter === body.matter && !isNeedless(op, state === "attention"),
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

/** The content of an op as a key, to tell two ops apart. When and where it was tapped is no part of it, nor what the screen knew
 * then, nor a patrol that may have begun meanwhile. @param {string} type @param {Record<string, any>} body @param {string[]} photos */
function contentKey(type, body, photos) {
  const entries = Object.entries(body).filter(([name]) => name !== "base_version" && (name !== "patrol" || type.startsWith("patrol.")));
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
  const photos = [...new Set(wish.photos ?? [])];
  const lane = wish.lane ?? laneOf(wish);
  const counters = ["n", `seq:${person}:${lane}`];
  const steps = [steppedKey(person), askedKey(person)];
  const meta = tx.objectStore("meta");
  // asked all at once: what a tap waits for is the way to the database and back
  const [before, received, rows, missing, [n, seq], [stepped, asked]] = await Promise.all([
    ops.get(id),
    tx.objectStore("receipts").get(id),
    /** @type {Promise<Row[]>} */ (ops.index("person").getAll(person)),
    firstMissing(tx, photos),
    Promise.all(counters.map(async (key) => ((await meta.get(key)) ?? 0) + 1)),
    Promise.all(steps.map(async (key) => (await meta.get(key)) ?? 0)),
  ]);
  if (before ?? received) {
    const { op, ended } = before ?? received;
    const same = op.person === person && ended !== "withdrawn" && contentKey(op.type, op.body, op.photos) === contentKey(wish.type, wish.body, wish.photos ?? []);
    return same ? op : addIn(tx, asNewWish(wish)); // a second tap, the way back, a draft restored: the same thing, once
  }
  if (missing) throw new Error(`photo ${missing} is not on this phone`);
  rows.sort((a, b) => a.n - b.n);
  const body = { ...wish.body };
  // an emergency waits for nothing, not even for the start of the patrol it was seen on
  if (rank(wish) === 0 && body.patrol && depsOf(wish, rows).length) delete body.patrol;
  // what this person has just done from this very phone is known to them: it makes nothing that follows it stale
  if (stepped !== asked || rows.some(({ op, state }) => state !== "attention" && op.body.matter === body.matter)) delete body.base_version;
  const full = { ...wish, body };
  const place = placeOf(wish.place);
  /** @type {Op} */
  const op = {
    id,
    person,
    lane,
    seq,
    deps: [...new Set([...(wish.deps ?? []), ...depsOf(full, rows)])].filter((dep) => dep !== id),
    type: wish.type,
    v: 1,
    at: new Date(wish.at ?? Date.now()).toISOString(),
    ...(place ? { place } : {}),
    photos,
    ...(wish.supersedes ? { supersedes: wish.supersedes } : {}),
    body,
  };
  await Promise.all([meta.put(n, counters[0]), meta.put(seq, counters[1]), ops.put(rowOf(op, n, rank(full), wish.notBefore ?? 0))]);
  return op;
}

/** The first of these photos that this phone does not know. @param {any} tx @param {string[]} photos @returns {Promise<string | undefined>} */
async function firstMissing(tx, photos) {
  const known = await Promise.all(photos.map((sha) => tx.objectStore("photos").getKey(sha)));
  return photos.find((_, index) => known[index] === undefined);
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
