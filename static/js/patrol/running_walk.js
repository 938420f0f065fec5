// The running patrol as this page knows it: the walk, its positions, what they come to, and what a screen is told of it.
import * as session from "../account/session.js";
import * as place from "../device/position.js";
import * as awake from "../device/wake_lock.js";
import { isMarksOnly } from "../feed/names.js";
import { publish } from "../store/bus.js";
import { EMPTY_BASIS, estimateOf, readBasis } from "./estimate_basis.js";
import { LOST, WEAK } from "./recorder_limits.js";
import * as track from "./track.js";

/** @typedef {import("./track.js").Walk} Walk @typedef {import("./track.js").Point} Point */
/** `inside`: the seconds that count, null while the areas are not known. `seen`: where marks, visits and reports were made. `now`: what the position says at this moment.
 * @typedef {{patrol: string, started: number, areas: string[], fixes: Point[], marks: Walk["marks"], seen: Set<string>, gaps: Walk["gaps"],
 *   seconds: Record<string, number>, inside: number | null, now: {kind: "good" | "weak" | "none" | "outside" | "hidden" | "seeking" |
 *   "refused" | "late" | "listed" | "marks", acc: number | null}, forgotten: Walk["forgotten"], over: boolean, awake: boolean}} State */

/** @type {Walk | null} */
export let walk = null;
/** @type {Point[]} */
let fixes = [];
/** What the estimate stands on. */
let basis = EMPTY_BASIS;
/** @type {ReturnType<typeof estimateOf> | null} */
let sums = null;
/** Whether a position came since they were last asked for. */
let found = false;
/** @type {number | null} */
let outsideSince = null;

/** Whether nobody sees this page. */
export const isHidden = () => document.visibilityState === "hidden";

/** The running patrol, if its walker is the one who is signed in. */
export const ownWalk = () => (walk && walk.person === session.current()?.id ? walk : null);

/** The latest position if it is not older than `most` ms; none while a patrol goes by marks alone. @param {number} most */
export function recentFix(most) {
  if (walk && isMarksOnly(walk.areas)) return null;
  const fix = place.latest();
  return fix && Date.now() - fix.at < most ? fix : null;
}

/** Take a walk up: a new one, or one that was begun before. @param {Walk} running */
export async function loadWalk(running) {
  walk = running;
  fixes = await track.points(running.patrol);
  sums = estimateOf(running, (basis = EMPTY_BASIS), fixes);
  await recompute().catch(() => {});
}

/** It runs no more, or its walker is not here. */
export function clearWalk() {
  walk = null;
  fixes = [];
}

/** Change what is stored of the walk. @param {Partial<Walk>} values */
export async function patchWalk(values) {
  if (!walk) return;
  const { person, patrol } = walk;
  adoptChange(await track.changeWalk(person, async (stored) => void Object.assign(stored, values), { patrol, present: true }));
}

/** Take over the walk as the database has it now, if it is the same patrol. @param {{walk: Walk} | null} changed */
export function adoptChange(changed) {
  if (changed && walk?.patrol === changed.walk.patrol) walk = changed.walk;
}

/** Compute the estimate anew when areas have arrived or changed, or a report or a visit has made a mark. */
export async function recompute() {
  const running = walk;
  if (!running) return;
  const fresh = await readBasis(running);
  if (walk?.patrol !== running.patrol || fresh.key === basis.key) return;
  basis = fresh;
  sums = estimateOf(walk, basis, fixes);
  outsideSince = findOutsideSince();
  await askIfForgotten();
  publish("patrol");
}

/** The latest position that was stored. */
export const lastPoint = () => fixes[fixes.length - 1];

/** A position that was stored. @param {Point} point */
export async function addPoint(point) {
  fixes.push(point);
  sums?.add(point);
  if (point.acc <= WEAK) outsideSince = sums?.outside(point) ? (outsideSince ?? point.t) : null;
  await askIfForgotten();
}

/** Nothing is known of being outside: a new patrol, or one that goes on. */
export const forgetOutside = () => void (outsideSince = null);

/** Note whether a position came since they were last asked for. @param {boolean} came */
export const noteFound = (came) => void (found = came);

/** Since when the last positions lie outside the areas, epoch ms; null when they do not. */
function findOutsideSince() {
  let since = null;
  for (const fix of fixes) {
    if (fix.acc > WEAK || fix.t <= (walk?.wentOn ?? 0)) continue;
    since = sums?.outside(fix) ? (since ?? fix.t) : null;
  }
  return since;
}

/** After half an hour outside, ask whether the patrol was forgotten. Not while the areas are unknown: the answer may cost time.
 * Ask no more when the worker is inside again, or turns out to have been inside all along. */
async function askIfForgotten() {
  const last = lastPoint()?.t ?? 0;
  const since = basis.mapped ? outsideSince : null;
  const open = walk?.forgotten;
  if (since && !open && last - since > LOST) await patchWalk({ forgotten: { since, why: "outside" } });
  else if (!since && open?.why === "outside") await patchWalk({ forgotten: null });
}

/** @returns {State["now"]} */
function positionState() {
  if (walk && isMarksOnly(walk.areas)) return { kind: "marks", acc: null };
  const fix = recentFix(30_000);
  if (isHidden()) return { kind: "hidden", acc: null };
  if (!fix) return { kind: place.lastErrorCode() === 1 ? "refused" : found || place.lastErrorCode() ? "none" : "seeking", acc: null };
  if (fix.acc > WEAK) return { kind: "weak", acc: fix.acc };
  if (!basis.known) return { kind: "late", acc: fix.acc };
  const out = sums?.outside({ t: fix.at, lat: fix.lat, lon: fix.lon, acc: fix.acc });
  if (out) return { kind: basis.mapped ? "outside" : "listed", acc: fix.acc };
  return { kind: fix.acc > 50 ? "weak" : "good", acc: fix.acc };
}

/** The running patrol of whoever is signed in, or null. @returns {State | null} */
export function state() {
  if (!ownWalk() || !walk || !sums) return null;
  const { patrol, started, areas, marks, gaps: named, forgotten, over } = walk;
  const seen = new Set([...marks, ...basis.marks].map(({ area }) => area));
  const seconds = sums.seconds(Date.now());
  const inside = basis.known ? seconds.in_area + seconds.by_marks : null;
  return { patrol, started, areas, fixes, marks, seen, gaps: named, seconds, inside, now: positionState(), forgotten, over, awake: awake.isHeld() };
}
