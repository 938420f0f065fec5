// Records a patrol. Only the worker begins and ends it; it goes on after the app was killed or the phone restarted, and every gap
// in the track gets its cause.
import * as session from "../account/session.js";
import * as place from "../device/position.js";
import * as awake from "../device/wake_lock.js";
import { metresBetween } from "../feed/geometry.js";
import { isMarksOnly, walkerPosts } from "../feed/names.js";
import { publish, subscribe } from "../store/bus.js";
import { newId } from "../store/ids.js";
import { isDue } from "../store/not_before.js";
import * as front from "./foreground.js";
import * as gaps from "./gap_causes.js";
import { GAP, END_GAP, TICK, CUT_EVERY, BEAT, CLOSE, STEP, ASLEEP, CALM } from "./recorder_limits.js";
import { addPoint, adoptChange, clearWalk, forgetOutside, isHidden, lastPoint, loadWalk, noteFound, ownWalk, patchWalk, recentFix, recompute, walk } from "./running_walk.js";
import * as shifts from "./shift_end.js";
import * as track from "./track.js";

/** @typedef {import("./track.js").Walk} Walk */

/** Those whose patrol rests here while somebody else is at work. @type {string[]} */
let resting = [];
let recording = false;
/** @type {(() => void) | null} */
let stopWatch = null;
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let recomputeTimer;
let queue = Promise.resolve();

/** Do writes one after the other; a failed one does not stop the next. @param {() => Promise<any>} work */
function inTurn(work) {
  const done = queue.then(work);
  queue = done.catch(() => {});
  return done;
}
/** The same where nobody waits for it; the database tells what failed. @param {() => Promise<any>} work */
const inTurnQuietly = (work) => void inTurn(work).catch((error) => console.warn("recorder", error));

/** Resolves when it is known whether a patrol runs. */
export const ready = resume();
ready.catch(() => {});

/** Go on with the running patrol, if there is one, after a start of the app or a sign-in; everybody else's is paused. */
async function resume() {
  await session.ready;
  const person = session.current()?.id;
  const [running, rest] = await Promise.all([
    person ? track.runningWalk(person) : undefined,
    track.pauseOthers(person ?? "").catch(() => []), // a full phone still shows the patrol
    shifts.loadShiftEnd(),
  ]);
  resting = rest;
  if (person !== session.current()?.id) return; // another change of person is being taken up already
  if (!running) return dropWalk();
  const slept = Date.now() - running.alive;
  stopRecording();
  gaps.forgetEpisodes();
  await inTurn(() => loadWalk(running));
  if (slept > GAP) gaps.addEpisode({ cause: "stopped", from: running.alive, to: Date.now() });
  const over = Date.now() > shifts.stopsAt(running);
  const why = running.rested != null ? "away" : over ? "shift" : slept > ASLEEP && !isMarksOnly(running.areas) ? "stopped" : null;
  if (why) await patchWalk({ forgotten: running.forgotten ?? { since: running.rested ?? running.alive, why }, over, rested: null });
  publish("patrol");
  if (!over) startRecording();
}

function recomputeSoon() {
  if (walk) recomputeTimer ??= setTimeout(() => ((recomputeTimer = undefined), void recompute().catch(() => {})), CALM);
}

/** Another window may have ended the patrol; the store knows, also where this page slept when it was told. */
async function dropIfOver() {
  const here = walk;
  if (here && (await track.runningWalk(here.person))?.patrol !== here.patrol && walk === here) dropWalk();
}

/** Begin a patrol, in one area or in all of the worker's posts. Returns its id, or that of the running one. @param {{area?: string}} [where] */
export async function start({ area } = {}) {
  await ready.catch(() => {});
  const person = session.current();
  if (!person) throw new Error("nobody is signed in");
  const begunAt = Date.now();
  const posts = walkerPosts(person.posts).map((post) => post.area);
  /** @type {Walk} */
  const fresh = {
    patrol: newId(), start: "", person: person.id, area: area ?? null, areas: area ? [area] : posts, started: begunAt,
    n: 0, cut: 0, cutAt: begunAt, last: 0, alive: begunAt, marks: [], gaps: [], forgotten: null, over: false,
  };
  const begun = await track.beginWalk(fresh, isMarksOnly(fresh.areas) ? null : recentFix(30_000));
  gaps.forgetEpisodes();
  forgetOutside();
  await loadWalk(begun);
  publish("ops");
  publish("patrol");
  startRecording();
  return begun.patrol;
}

/** Record in this page. Only the page in front gets positions, so it takes over from the others. */
function startRecording() {
  if (recording || !walk) return;
  recording = true;
  ticking ??= setInterval(tick, TICK);
  front.takeForeground(watchPosition, stopRecording);
}

function watchPosition() {
  if (!recording || stopWatch) return;
  noteFound(false);
  if (walk && isMarksOnly(walk.areas)) return; // here a patrol goes by marks: no position is read at all
  stopWatch = place.watch(onPosition);
  void awake.keepScreenOn();
}

/** Stop recording in this page; the patrol itself goes on. */
function stopRecording() {
  recording = false;
  stopWatch?.();
  stopWatch = null;
  front.leaveForeground();
  awake.releaseScreen();
}

function dropWalk() {
  stopRecording();
  clearInterval(ticking);
  ticking = undefined;
  clearWalk();
  publish("patrol");
}

/** @param {import("../device/position.js").Fix | null} fix @param {number} code */
function onPosition(fix, code) {
  const running = ownWalk();
  if (!running || !recording) return;
  if (fix) {
    noteFound(true);
    return inTurnQuietly(() => onFix(fix, running.patrol));
  }
  if (isHidden()) return; // that it is hidden is the cause
  gaps.beginEpisode(code === 2 && !navigator.onLine ? "offline" : "no_fix");
  publish("patrol");
}

/** Store a fix, also one that came before the end and is written after it. @param {import("../device/position.js").Fix} fix @param {string} patrol that ran when it was heard */
async function onFix(fix, patrol) {
  if (walk?.patrol !== patrol) return;
  const before = lastPoint();
  const near = before && Math.abs(fix.at - before.t) < CLOSE && metresBetween(before, fix) < STEP;
  if (near && fix.acc > before.acc / 2) return;
  const since = walk.last || walk.started;
  const gap = fix.at - since > (walk.last ? GAP : END_GAP) ? { from: since, to: fix.at, cause: gaps.causeOf(since, fix.at) } : null;
  const changed = await track.changeWalk(walk.person, async (stored, tx) => {
    if (gap) await track.nameGap(stored, tx, gap);
    const point = await track.keepFix(stored, tx, fix);
    const full = stored.n - stored.cut >= track.FIXES_MOST || isDue(stored.cutAt + CUT_EVERY, CUT_EVERY);
    if (full) await track.cutTrack(stored, tx);
    return { point, changesOps: full || Boolean(gap) };
  }, { patrol, present: true });
  if (!changed) return dropWalk();
  adoptChange(changed);
  const { point, changesOps } = changed.result;
  gaps.endEpisodesBefore(fix.at);
  await addPoint(point);
  if (changesOps) publish("ops");
  publish("patrol");
}

function tick() {
  if (!ownWalk() || !walk) return;
  const now = Date.now();
  if (recording && now > shifts.stopsAt(walk)) return shiftOver();
  if (recording && isDue(walk.alive + BEAT, BEAT)) inTurnQuietly(() => patchWalk({ alive: now }));
  if (recording && walk.n > walk.cut && isDue(walk.cutAt + CUT_EVERY, CUT_EVERY)) inTurnQuietly(cutNow);
  inTurnQuietly(dropIfOver);
  publish("patrol");
}

async function cutNow() {
  if (!walk) return;
  adoptChange(await track.changeWalk(walk.person, track.cutTrack, { patrol: walk.patrol }));
  publish("ops");
}

/** The shift has ended: read no more positions, and ask the worker when the patrol really ended. */
function shiftOver() {
  stopRecording();
  inTurnQuietly(async () => {
    await cutNow();
    if (walk) await patchWalk({ over: true, forgotten: walk.forgotten ?? { since: Math.min(shifts.stopsAt(walk), Date.now()), why: "shift" } });
    publish("patrol");
  });
}

/** Make a mark: the worker says at which building they stand. False when the patrol has ended, in another window. @param {string} area a building or checkpoint @param {"qr" | "near" | "chosen"} how */
export async function mark(area, how) {
  const running = ownWalk();
  if (!running) throw new Error("no patrol runs");
  const fix = recentFix(60_000); // where and when it was said, not when its turn to be written comes
  const made = { at: Date.now(), area, how, ...(fix ? { lat: fix.lat, lon: fix.lon } : {}) };
  return inTurn(async () => {
    const changed = await track.changeWalk(running.person, (stored, tx) => track.keepMark(stored, tx, made, fix), { patrol: running.patrol });
    if (!changed) return dropWalk(), false;
    adoptChange(changed);
    await recompute();
    publish("ops");
    publish("patrol");
    return true;
  });
}

/** End the patrol, now or at an earlier time that the worker names. @param {{ended?: number | string | Date}} [when] */
export async function finish({ ended } = {}) {
  const running = ownWalk();
  if (!running) return;
  stopRecording();
  const now = Date.now();
  const fix = recentFix(30_000);
  await inTurn(async () => {
    const at = ended === undefined ? now : Math.max(running.started, Math.min(now, new Date(ended).getTime()));
    await track.changeWalk(running.person, async (stored, tx) => {
      const since = stored.last || stored.started;
      if (at - since > END_GAP && !isMarksOnly(stored.areas)) await track.nameGap(stored, tx, { from: since, to: at, cause: gaps.causeOf(since, at) });
      await track.endWalk(stored, tx, now, at, ended !== undefined, fix);
    }, { patrol: running.patrol });
    if (walk?.patrol === running.patrol) dropWalk();
  });
  publish("ops");
  publish("patrol", { over: running.patrol });
}

/** Go on: the patrol was not forgotten. After the end of the shift it goes on until it has lasted twelve hours. */
export const continuePatrol = () => inTurn(async () => {
  if (!ownWalk() || !walk) return;
  const now = Date.now();
  const later = now > shifts.stopsAt(walk) || walk.over ? { until: shifts.nextStop(walk, now) } : {};
  forgetOutside();
  await patchWalk({ forgotten: null, over: false, wentOn: now, ...later });
  startRecording();
  publish("patrol");
});

/** The names of those whose patrol is paused on this phone until they sign in again. */
export const pausedWalkers = () => resting;

/** @param {() => void} fn called on every fix, every five seconds and at every change; returns the way to stop */
export const watch = (fn) => subscribe("patrol", fn);

export { state } from "./running_walk.js";

export const setShiftEnd = shifts.writeShiftEnd;
export const shift = shifts.shiftEnd;

let who = session.current()?.id;
subscribe("session", () => ownWalk() || stopRecording()); // at once, before anything more is read
session.watch(() => {
  const id = session.current()?.id;
  if (id === who) return;
  who = id;
  if (!ownWalk()) dropWalk();
  void resume().catch(() => {});
});
void session.ready.then(() => (who ??= session.current()?.id), () => {});
subscribe("patrol", (told) => told?.over && told.over === walk?.patrol && dropWalk()); // another window has ended it
subscribe("feed", recomputeSoon);
subscribe("ops", recomputeSoon);

globalThis.document?.addEventListener("visibilitychange", () => {
  if (!walk) return;
  if (isHidden()) {
    // with the screen held on, going away was the worker's doing; without, the phone locked itself
    gaps.beginEpisode(awake.isHeld() || !awake.isRefused() ? "hidden" : "locked");
    publish("patrol");
    inTurnQuietly(cutNow);
    return;
  }
  gaps.endEpisode();
  noteFound(false);
  inTurnQuietly(dropIfOver);
  if (recording) place.restartWatch();
  else if (ownWalk() && !walk.over) startRecording();
  publish("patrol");
});
