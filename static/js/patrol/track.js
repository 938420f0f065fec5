// How a running patrol is stored: every fix at once, and from time to time as an op that is sent like any other.
import * as session from "../account/session.js";
import { OUTBOX_STORES, addIn } from "../outbox/op.js";
import { all, get, transaction } from "../store/database.js";

/**
 * A patrol as the phone keeps it while it runs; times are epoch ms, `n` counts its points, `cut` those already in an op.
 * @typedef {{patrol: string, start: string, person: string, area: string | null, areas: string[], started: number, n: number,
 *   cut: number, cutAt: number, last: number, alive: number, marks: import("./estimate.js").Mark[],
 *   gaps: {from: number, to: number, cause: string, text?: string}[], over: boolean,
 *   forgotten: {since: number, why?: "outside" | "stopped" | "shift" | "away"} | null, ended?: number, rested?: number | null,
 *   until?: number, wentOn?: number}} Walk
 * `rested`: since when somebody else is at work on this phone. `until`: when recording stops, where the worker went on after
 * the shift. `wentOn`: when they last said so.
 * @typedef {{patrol: string, n: number, t: number, lat: number, lon: number, acc: number, speed: number | null, cut: 0 | 1, raw?: number}} Point
 */

export const FIXES_MOST = 600;
const WALK_STORES = [...OUTBOX_STORES, "points", "kept"];
/** @param {string} person */
const keyOf = (person) => `patrol:${person}`;

/** The running patrol as it was stored last. @param {string} person @returns {Promise<Walk | undefined>} */
export const runningWalk = (person) => get("meta", keyOf(person));

/** All points of a patrol, in order. @param {string} patrol @returns {Promise<Point[]>} */
export const points = (patrol) => all("points", IDBKeyRange.bound([patrol, 0], [patrol, Infinity]));

/** Change the running patrol: `work` gets it as it is stored; the result is stored in the same transaction as the ops it adds.
 * @template T @param {string} person @param {(walk: Walk, tx: any) => Promise<T>} work
 * @param {{patrol?: string, present?: boolean}} [only] if it is this patrol still; if its walker is the one at work here
 * @returns {Promise<{walk: Walk, result: T} | null>} null when none runs */
export function changeWalk(person, work, { patrol, present = false } = {}) {
  return transaction(WALK_STORES, "readwrite", async (tx) => {
    const meta = tx.objectStore("meta");
    const walk = await meta.get(keyOf(person));
    if (!walk || (patrol && walk.patrol !== patrol)) return null;
    // what the store says holds for every page of this phone, before each of them has heard of it
    if (present && ((await meta.get("current")) ?? session.current()?.id) !== person) return null;
    const result = await work(walk, tx);
    if (walk.ended) await meta.delete(keyOf(person));
    else await meta.put(walk, keyOf(person));
    return { walk, result };
  });
}

/** Pause the patrols of everybody else: what they walked is sent under their own names, and nothing more is recorded for
 * them. @param {string} person whoever is at work here, "" for nobody @returns {Promise<string[]>} the others' names, "" where it is not known */
export async function pauseOthers(person) {
  const range = IDBKeyRange.bound(keyOf(""), keyOf("\uffff"));
  const others = (/** @type {Walk[]} */ walks) => walks.filter((walk) => walk.person !== person);
  const found = others(await all("meta", range));
  if (found.some((walk) => walk.rested == null))
    await transaction(WALK_STORES, "readwrite", async (tx) => {
      const meta = tx.objectStore("meta");
      for (const walk of others(await meta.getAll(range))) {
        if (walk.rested != null) continue;
        await cutTrack(walk, tx);
        await meta.put({ ...walk, rested: walk.alive }, keyOf(walk.person));
      }
    });
  const names = await Promise.all(found.map((walk) => get("people", walk.person)));
  return names.map((person) => person?.name ?? "");
}

/** Begin a patrol: store its op and its state in one transaction. Returns the running one if there is one already. @param {Walk} walk @param {any} place
 * @returns {Promise<Walk>} */
export function beginWalk(walk, place) {
  return transaction(WALK_STORES, "readwrite", async (tx) => {
    const before = await tx.objectStore("meta").get(keyOf(walk.person));
    if (before) return before;
    const body = { patrol: walk.patrol, ...(walk.area ? { area: walk.area } : {}) };
    walk.start = (await addIn(tx, { person: walk.person, type: "patrol.start", body, place, at: walk.started })).id;
    await tx.objectStore("meta").put(walk, keyOf(walk.person));
    return walk;
  });
}

/** Store a fix as a point of the walk. @param {Walk} walk @param {any} tx @param {import("../device/position.js").Fix} fix @returns {Promise<Point>} */
export async function keepFix(walk, tx, fix) {
  walk.n += 1;
  walk.last = Math.max(walk.last, fix.at);
  walk.alive = Date.now();
  /** @type {Point} */
  const point = { patrol: walk.patrol, n: walk.n, t: fix.at, lat: fix.lat, lon: fix.lon, acc: fix.acc, speed: fix.speed, cut: 0, ...(fix.raw === undefined ? {} : { raw: fix.raw }) };
  await tx.objectStore("points").put(point);
  return point;
}

/** Store a mark, and its op. @param {Walk} walk @param {any} tx @param {Walk["marks"][number]} made @param {any} place */
export async function keepMark(walk, tx, made, place) {
  walk.marks.push(made);
  await addIn(tx, { person: walk.person, type: "patrol.mark", body: { patrol: walk.patrol, area: made.area, how: made.how }, place, at: made.at });
}

/** Put the points that are in no op yet into ops of at most 600 points. @param {Walk} walk @param {any} tx */
export async function cutTrack(walk, tx) {
  walk.cutAt = Date.now();
  if (walk.cut >= walk.n) return;
  const store = tx.objectStore("points");
  const range = IDBKeyRange.bound([walk.patrol, walk.cut + 1], [walk.patrol, walk.n]);
  /** @type {Point[]} */
  const fresh = (await store.getAll(range)).sort((/** @type {Point} */ a, /** @type {Point} */ b) => a.t - b.t);
  for (let i = 0; i < fresh.length; i += FIXES_MOST) {
    const part = fresh.slice(i, i + FIXES_MOST);
    const column = (/** @type {"t" | "lat" | "lon" | "acc"} */ name) => part.map((point) => point[name]);
    const speed = part.map((point) => point.speed ?? null);
    const body = {
      patrol: walk.patrol,
      t: column("t"),
      lat: column("lat"),
      lon: column("lon"),
      acc: column("acc"),
      ...(speed.some((value) => value !== null) ? { speed } : {}),
      source: "browser",
    };
    await addIn(tx, { person: walk.person, type: "patrol.track", body });
  }
  for (const point of fresh) await store.put({ ...point, cut: 1 });
  walk.cut = walk.n;
}

/** Store the cause of a stretch without positions, and its op. @param {Walk} walk @param {any} tx
 * @param {{from: number, to: number, cause: string, text?: string}} gap */
export async function nameGap(walk, tx, gap) {
  walk.gaps.push(gap);
  await addIn(tx, { person: walk.person, type: "patrol.gap", body: gapBody(walk.patrol, gap) });
}

/** @param {string} patrol @param {{from: number, to: number, cause: string, text?: string}} gap */
export const gapBody = (patrol, { from, to, cause, text }) => ({
  patrol,
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  cause,
  ...(text ? { text } : {}),
});

/** End a walk: the last points, the op, and its state moved to the past ones. @param {Walk} walk @param {any} tx @param {number} saidAt when
 * the worker said so @param {number} at @param {boolean} earlier whether `at` was named by the worker @param {any} place */
export async function endWalk(walk, tx, saidAt, at, earlier, place) {
  await cutTrack(walk, tx);
  const body = { patrol: walk.patrol, ...(earlier ? { ended: new Date(at).toISOString() } : {}) };
  await addIn(tx, { person: walk.person, type: "patrol.finish", body, place, at: saidAt });
  walk.ended = at;
  await tx.objectStore("kept").put({ person: walk.person, name: `past:${walk.patrol}`, value: walk, at });
}

/** A patrol of this phone that has ended, with its points as long as they are stored; null when unknown here.
 * @param {string} person @param {string} patrol @returns {Promise<(Walk & {fixes: Point[]}) | null>} */
export async function pastWalk(person, patrol) {
  const kept = await get("kept", [person, `past:${patrol}`]);
  return kept ? { ...kept.value, fixes: await points(patrol) } : null;
}
