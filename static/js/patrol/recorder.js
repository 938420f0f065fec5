// Records a patrol: begun and ended by the worker alone, going on through kill and restart, every gap with its cause.
import * as awake from "../device/wake_lock.js";
import { on, say } from "../store/bus.js";
import { due } from "../store/not_before.js";
import { NOTHING, basis as basisOf, sumsOf } from "./estimate_basis.js";
import * as front from "./foreground.js";
import * as gaps from "./gap_causes.js";
import { newId } from "../store/ids.js";
import { add, addIn } from "../outbox/outbox.js";
import * as place from "../device/position.js";
import { metres } from "../feed/geometry.js";
import * as session from "../account/session.js";
import * as shifts from "./shift_end.js";
import * as track from "./track.js";

export { past } from "./estimate_basis.js";

/** @typedef {import("./track.js").Walk} Walk @typedef {import("./track.js").Point} Point */
/** `inside` are the seconds that count, null while the ground is not known; `now` is what the position says at this moment.
 * @typedef {{patrol: string, started: number, areas: string[], fixes: Point[], marks: Walk["marks"], gaps: Walk["gaps"],
 *   seconds: Record<string, number>, inside: number | null, now: {kind: "good" | "weak" | "none" | "outside" | "hidden" | "seeking" |
 *   "refused" | "late" | "listed", acc: number | null}, forgotten: Walk["forgotten"], over: boolean, awake: boolean}} State */

const GAP = 90_000; // ms between fixes that the reckoning calls a gap
const END_GAP = 15_000; // before the first fix and after the last one every second is a gap; longer ones get a name
const TICK = 5_000;
const CUT_EVERY = 60_000;
const BEAT = 15_000; // how exactly the end of a phone that died is known
const CLOSE = 5_000; // of fixes nearer than this in time …
const STEP = 4; // … and in metres, one is enough
const ASLEEP = 10 * 60_000; // a stop this long, as after a reboot, asks whether the patrol goes on
const WEAK = 100; // metres; a position less sure than this says nothing of in or out
const LOST = 30 * 60_000; // and so does this long outside
const CALM = 500; // changes that come together are looked at once
const WALKERS = ["grid_worker", "grid_lead", "grid_guide"];

/** @type {Walk | null} */
let walk = null;
/** @type {Point[]} */
let fixes = [];
/** What the estimate stands on. */
let basis = NOTHING;
/** @type {ReturnType<typeof sumsOf> | null} */
let sums = null;
/** Whether a position came since they were last asked for. */
let found = false;
/** Those whose patrol rests here while somebody else is at work. @type {string[]} */
let resting = [];
/** @type {number | null} */
let outsideSince = null;
let recording = false;
/** @type {(() => void) | null} */
let stopWatch = null;
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let looking;
let queue = Promise.resolve();

/** One write after the other; a failed one does not stop the next. @param {() => Promise<any>} work */
function inTurn(work) {
  const done = queue.then(work);
  queue = done.catch(() => {});
  return done;
}
/** The same where nobody waits for it: what failed is told by the store. @param {() => Promise<any>} work */
const quietly = (work) => void inTurn(work).catch((error) => console.warn("recorder", error));
const hidden = () => document.visibilityState === "hidden";

/** Resolves when it is known whether a patrol runs. */
export const ready = resume();
ready.catch(() => {});

/** The running patrol, as long as its own walker is the one at work. */
const own = () => (walk && walk.person === session.current()?.id ? walk : null);

/** Take up the patrol that runs, if there is one, after a start of the app or a sign-in; everybody else's rests. */
async function resume() {
  await session.ready;
  const person = session.current()?.id;
  await shifts.load();
  resting = await track.rest(person ?? "").catch(() => []); // a full phone still shows the patrol
  const running = person ? await track.running(person) : undefined;
  if (person !== session.current()?.id) return; // another change of person is being taken up already
  if (!running) return stop();
  const slept = Date.now() - running.alive;
  pause();
  gaps.forget();
  await inTurn(() => load(running));
  if (slept > GAP) gaps.add({ cause: "stopped", from: running.alive, to: Date.now() });
  const over = Date.now() > shifts.endOf(running);
  const why = running.rested != null ? "away" : over ? "shift" : slept > ASLEEP ? "stopped" : null;
  if (why) await patch({ forgotten: running.forgotten ?? { since: running.rested ?? running.alive, why }, over, rested: null });
  say("patrol");
  if (!over) begin();
}

/** @param {Walk} running */
async function load(running) {
  walk = running;
  fixes = await track.points(running.patrol);
  sums = sumsOf(running, (basis = NOTHING), fixes);
  await look().catch(() => {});
}

/** Reckon anew where the ground has arrived or changed, or a mark was made elsewhere: a report, a visit. */
async function look() {
  const its = walk;
  if (!its) return;
  const fresh = await basisOf(its);
  if (walk?.patrol !== its.patrol || fresh.key === basis.key) return;
  basis = fresh;
  sums = sumsOf(walk, basis, fixes);
  outsideSince = strayed();
  await asked();
  say("patrol");
}

function lookSoon() {
  if (walk) looking ??= setTimeout(() => ((looking = undefined), void look().catch(() => {})), CALM);
}

/** @param {Partial<Walk>} values */
async function patch(values) {
  if (!walk) return;
  const { person, patrol } = walk;
  taken(await track.change(person, async (one) => void Object.assign(one, values), { patrol, present: true }));
}

/** What the store holds now is what is known here, unless another patrol is. @param {{walk: Walk} | null} changed */
function taken(changed) {
  if (changed && walk?.patrol === changed.walk.patrol) walk = changed.walk;
}

/** Begin a patrol, in one area or in all of the worker's posts; the running one if there is one. @param {{area?: string}} [where] */
export async function start({ area } = {}) {
  await ready.catch(() => {});
  const person = session.current();
  if (!person) throw new Error("nobody is signed in");
  const now = Date.now();
  const posts = person.posts.filter((post) => WALKERS.includes(post.role)).map((post) => post.area);
  /** @type {Walk} */
  const fresh = {
    patrol: newId(), start: "", person: person.id, area: area ?? null, areas: area ? [area] : posts, started: now,
    n: 0, cut: 0, cutAt: now, last: 0, alive: now, marks: [], gaps: [], forgotten: null, over: false,
  };
  const begun = await track.begin(fresh, recent(30_000));
  gaps.forget();
  outsideSince = null;
  await load(begun);
  say("ops");
  say("patrol");
  begin();
  return begun.patrol;
}

/** Read positions here. The page in front records: a hidden one gets none, so it is pushed aside. */
function begin() {
  if (recording || !walk) return;
  recording = true;
  ticking ??= setInterval(tick, TICK);
  front.take(listen, pause);
}

function listen() {
  if (!recording || stopWatch) return;
  found = false;
  stopWatch = place.watch(heard);
  void awake.hold();
}

/** Stop reading positions here; the patrol itself goes on. */
function pause() {
  recording = false;
  stopWatch?.();
  stopWatch = null;
  front.leave();
  awake.letGo();
}

function stop() {
  pause();
  clearInterval(ticking);
  ticking = undefined;
  walk = null;
  fixes = [];
  say("patrol");
}

/** @param {import("../device/position.js").Fix | null} fix @param {number} code */
function heard(fix, code) {
  const its = own();
  if (!its || !recording) return;
  if (fix) {
    found = true;
    return quietly(() => took(fix, its.patrol));
  }
  if (hidden()) return; // that it is hidden is the cause
  gaps.began(code === 2 && !navigator.onLine ? "offline" : "no_fix");
  say("patrol");
}

/** Keep a fix, one heard before the end too. @param {import("../device/position.js").Fix} fix @param {string} patrol that ran when it was heard */
async function took(fix, patrol) {
  if (walk?.patrol !== patrol) return;
  const before = fixes[fixes.length - 1];
  const near = before && Math.abs(fix.at - before.t) < CLOSE && metres(before, fix) < STEP;
  if (near && fix.acc > before.acc / 2) return;
  const since = walk.last || walk.started;
  const gap = fix.at - since > (walk.last ? GAP : END_GAP) ? { from: since, to: fix.at, cause: gaps.causeOf(since, fix.at) } : null;
  const changed = await track.change(walk.person, async (one, tx) => {
    if (gap) await track.name(one, tx, gap);
    const point = await track.keep(one, tx, fix);
    const full = one.n - one.cut >= track.FIXES_MOST || due(one.cutAt + CUT_EVERY, CUT_EVERY);
    if (full) await track.cut(one, tx);
    return { point, told: full || Boolean(gap) };
  }, { patrol, present: true });
  if (!changed) return stop();
  taken(changed);
  const { point, told } = changed.result;
  fixes.push(point);
  sums?.add(point);
  gaps.heard(fix.at);
  if (point.acc <= WEAK) outsideSince = sums?.outside(point) ? (outsideSince ?? point.t) : null;
  await asked();
  if (told) say("ops");
  say("patrol");
}

/** Since when the last positions lie outside, as far as they can tell. */
function strayed() {
  let since = null;
  for (const fix of fixes) {
    if (fix.acc > WEAK || fix.t <= (walk?.wentOn ?? 0)) continue;
    since = sums?.outside(fix) ? (since ?? fix.t) : null;
  }
  return since;
}

/** After half an hour outside the patrol is perhaps forgotten. Never asked where the ground is not known: the answer may cost
 * time. Whoever is inside again, or was all along on ground that came late, is asked no more. */
async function asked() {
  const last = fixes[fixes.length - 1]?.t ?? 0;
  const since = basis.mapped ? outsideSince : null;
  const open = walk?.forgotten;
  if (since && !open && last - since > LOST) await patch({ forgotten: { since, why: "outside" } });
  else if (!since && open?.why === "outside") await patch({ forgotten: null });
}

function tick() {
  if (!own() || !walk) return;
  const now = Date.now();
  if (recording && now > shifts.endOf(walk)) return shiftOver();
  if (recording && due(walk.alive + BEAT, BEAT)) quietly(() => patch({ alive: now }));
  if (recording && walk.n > walk.cut && due(walk.cutAt + CUT_EVERY, CUT_EVERY)) quietly(cutNow);
  say("patrol");
}

async function cutNow() {
  if (!walk) return;
  taken(await track.change(walk.person, track.cut, { patrol: walk.patrol }));
  say("ops");
}

/** The shift has ended: no position is read any more, and the worker is asked when it really ended. */
function shiftOver() {
  pause();
  quietly(async () => {
    await cutNow();
    if (walk) await patch({ over: true, forgotten: walk.forgotten ?? { since: Math.min(shifts.endOf(walk), Date.now()), why: "shift" } });
    say("patrol");
  });
}

/** Say where one stands. @param {string} area a building or checkpoint @param {"qr" | "near" | "chosen"} how */
export async function mark(area, how) {
  const its = own();
  if (!its) throw new Error("no patrol runs");
  const fix = recent(60_000); // where and when it was said, not when its turn to be written comes
  const made = { at: Date.now(), area, how, ...(fix ? { lat: fix.lat, lon: fix.lon } : {}) };
  await inTurn(async () => {
    taken(await track.change(its.person, async (one, tx) => {
      one.marks.push(made);
      await addIn(tx, { person: one.person, type: "patrol.mark", body: { patrol: one.patrol, area, how }, place: fix, at: made.at });
    }, { patrol: its.patrol }));
    await look();
    say("ops");
    say("patrol");
  });
}

/** The latest position if it is not older than `most` ms. @param {number} most */
function recent(most) {
  const fix = place.latest();
  return fix && Date.now() - fix.at < most ? fix : null;
}

/** Explain a gap in a sentence, of the running patrol or of one that is past.
 * @param {{patrol?: string, from: number | string, to: number | string, text: string}} gap */
export async function explain({ patrol, from, to, text }) {
  const ms = (/** @type {number | string} */ time) => (typeof time === "number" ? time : Date.parse(time));
  const gap = { from: ms(from), to: ms(to), cause: "explained", text };
  const its = own();
  const of = patrol ?? its?.patrol;
  if (!of) throw new Error("no patrol is named");
  if (its?.patrol === of) taken(await track.change(its.person, (one, tx) => track.name(one, tx, gap), { patrol: of }));
  else await add({ type: "patrol.gap", body: track.gapBody(of, gap) });
  say("ops");
  say("patrol");
}

/** End the patrol, now or at an earlier time that the worker names. @param {{ended?: number | string | Date}} [when] */
export async function finish({ ended } = {}) {
  const its = own();
  if (!its) return;
  pause();
  const now = Date.now();
  const fix = recent(30_000);
  await inTurn(async () => {
    const at = ended === undefined ? now : Math.max(its.started, Math.min(now, new Date(ended).getTime()));
    await track.change(its.person, async (one, tx) => {
      const since = one.last || one.started;
      if (at - since > END_GAP) await track.name(one, tx, { from: since, to: at, cause: gaps.causeOf(since, at) });
      await track.end(one, tx, now, at, ended !== undefined, fix);
    }, { patrol: its.patrol });
    if (walk?.patrol === its.patrol) stop();
  });
  say("ops");
  say("patrol");
}

/** "Go on": the patrol was not forgotten. After the end of the shift it goes on until it has lasted twelve hours. */
export const goOn = () => inTurn(async () => {
  if (!own() || !walk) return;
  const now = Date.now();
  const later = now > shifts.endOf(walk) || walk.over ? { until: shifts.onward(walk, now) } : {};
  outsideSince = null;
  await patch({ forgotten: null, over: false, wentOn: now, ...later });
  begin();
  say("patrol");
});

/** @returns {State["now"]} */
function now() {
  const fix = recent(30_000);
  if (hidden()) return { kind: "hidden", acc: null };
  if (!fix) return { kind: place.trouble() === 1 ? "refused" : found || place.trouble() ? "none" : "seeking", acc: null };
  if (fix.acc > WEAK) return { kind: "weak", acc: fix.acc };
  if (!basis.known) return { kind: "late", acc: fix.acc };
  const out = sums?.outside({ t: fix.at, lat: fix.lat, lon: fix.lon, acc: fix.acc });
  if (out) return { kind: basis.mapped ? "outside" : "listed", acc: fix.acc };
  return { kind: fix.acc > 50 ? "weak" : "good", acc: fix.acc };
}

/** The running patrol of whoever is at work, or null. @returns {State | null} */
export function state() {
  if (!own() || !walk || !sums) return null;
  const { patrol, started, areas, marks, gaps: named, forgotten, over } = walk;
  const seconds = sums.seconds(Date.now());
  const inside = basis.known ? seconds.in_area + seconds.by_marks : null;
  return { patrol, started, areas, fixes, marks, gaps: named, seconds, inside, now: now(), forgotten, over, awake: awake.held() };
}

/** The names of those whose patrol rests on this phone until they sign in again. */
export const paused = () => resting;

/** @param {() => void} fn called on every fix, every five seconds and at every change; returns the way to stop */
export const watch = (fn) => on("patrol", fn);

export const setShiftEnd = shifts.set;
export const shift = shifts.end;

let who = session.current()?.id;
on("session", () => own() || pause()); // at once, before anything more is read
session.watch(() => {
  const id = session.current()?.id;
  if (id === who) return;
  who = id;
  if (!own()) stop();
  void resume().catch(() => {});
});
void session.ready.then(() => (who ??= session.current()?.id), () => {});
on("feed", lookSoon);
on("ops", lookSoon);

globalThis.document?.addEventListener("visibilitychange", () => {
  if (!walk) return;
  if (hidden()) {
    // with the screen held on, going away was the worker's doing; without, the phone locked itself
    gaps.began(awake.held() || !awake.isRefused() ? "hidden" : "locked");
    say("patrol");
    quietly(cutNow);
    return;
  }
  gaps.ended();
  found = false;
  if (recording) place.renew();
  else if (own() && !walk.over) begin();
  say("patrol");
});
