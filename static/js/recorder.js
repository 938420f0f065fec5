// Records a patrol: begun and ended by the worker alone, going on through kill and restart, every gap with its cause.
import * as awake from "./awake.js";
import { on, say } from "./bus.js";
import * as feed from "./feed.js";
import { newId } from "./ids.js";
import { add, addIn } from "./outbox.js";
import * as place from "./place.js";
import { metres, reckoning } from "./reckon.js";
import * as session from "./session.js";
import { get, put } from "./store.js";
import * as track from "./track.js";

/** @typedef {import("./track.js").Walk} Walk @typedef {import("./track.js").Point} Point */
/** @typedef {{patrol: string, started: number, areas: string[], fixes: Point[], marks: Walk["marks"], gaps: Walk["gaps"],
 *   seconds: Record<string, number>, now: {kind: "good" | "weak" | "none" | "outside" | "hidden", acc: number | null},
 *   forgotten: {since: number} | null, over: boolean, awake: boolean}} State */

const GAP = 90_000; // ms between fixes that the reckoning calls a gap
const END_GAP = 15_000; // before the first fix and after the last one every second is a gap; longer ones get a name
const TICK = 5_000;
const CUT_EVERY = 60_000;
const BEAT = 15_000; // how exactly the end of a phone that died is known
const CLOSE = 5_000; // of fixes nearer than this in time …
const STEP = 4; // … and in metres, one is enough
const ASLEEP = 10 * 60_000; // a stop this long, as after a reboot, asks whether the patrol goes on
const LOST = 30 * 60_000; // and so does this long outside
const LONGEST = 12 * 3_600_000;
const WALKERS = ["grid_worker", "grid_lead", "grid_guide"];

/** @type {Walk | null} */
let walk = null;
/** @type {Point[]} */
let fixes = [];
let sums = reckoning(0, []);
/** Stretches in which something kept positions away. @type {{cause: string, from: number, to: number}[]} */
let episodes = [];
/** @type {number | null} */
let outsideSince = null;
let recording = false;
let shiftEnd = "22:00";
/** @type {(() => void) | null} */
let stopWatch = null;
/** @type {(() => void) | null} */
let release = null;
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;
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

/** Take up the patrol that runs, if there is one, after a start of the app or a sign-in. */
async function resume() {
  await session.ready;
  const person = session.current()?.id;
  shiftEnd = (await get("meta", "shift_end")) ?? shiftEnd;
  const found = person ? await track.running(person) : undefined;
  if (!found) return stop();
  const slept = Date.now() - found.alive;
  await load(found);
  if (slept > GAP) episodes.push({ cause: "stopped", from: found.alive, to: Date.now() });
  const over = Date.now() > endOf(found);
  if (slept > ASLEEP || over) await patch({ forgotten: found.forgotten ?? { since: found.alive }, over });
  say("patrol");
  if (!over) begin();
}

/** @param {Walk} found */
async function load(found) {
  walk = found;
  fixes = await track.points(found.patrol);
  sums = reckoning(found.started, await shapes(found.areas));
  for (const mark of found.marks) sums.mark(mark);
  for (const fix of [...fixes].sort((a, b) => a.t - b.t)) sums.add(fix);
}

/** @param {string[]} codes */
async function shapes(codes) {
  const known = await feed.areas();
  return (known?.features ?? [])
    .filter((/** @type {any} */ area) => codes.includes(area.properties.code) && area.geometry && area.geometry.type !== "Point")
    .map((/** @type {any} */ area) => area.geometry);
}

/** When recording stops by itself: the shift's end of that day, or twelve hours. @param {Walk} one */
function endOf(one) {
  const [hours, minutes] = shiftEnd.split(":").map(Number);
  const end = new Date(one.started);
  end.setHours(hours, minutes, 0, 0);
  const shift = end.getTime() > one.started ? end.getTime() : Infinity; // begun after it: an evening round
  return Math.min(shift, one.started + LONGEST);
}

/** @param {Partial<Walk>} values */
async function patch(values) {
  if (!walk) return;
  const changed = await track.change(walk.person, async (one) => void Object.assign(one, values));
  if (changed) walk = changed.walk;
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
  const recent = place.latest();
  const begun = await track.begin(fresh, recent && now - recent.at < 30_000 ? recent : null);
  await load(begun);
  episodes = [];
  outsideSince = null;
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
  if (!navigator.locks) return listen();
  navigator.locks
    .request("gridwalk-recorder", { steal: true }, () => {
      listen();
      return /** @type {Promise<void>} */ (new Promise((resolve) => (release = resolve)));
    })
    .catch(() => pause());
}

function listen() {
  if (!recording || stopWatch) return;
  stopWatch = place.watch(heard);
  void awake.hold();
}

/** Stop reading positions here; the patrol itself goes on. */
function pause() {
  recording = false;
  stopWatch?.();
  stopWatch = null;
  release?.();
  release = null;
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

/** @param {import("./place.js").Fix | null} fix @param {number} code */
function heard(fix, code) {
  if (!fix) missed(code === 2 && !navigator.onLine ? "offline" : "no_fix");
  else quietly(() => took(fix));
}

/** Something keeps positions away since now. @param {string} cause */
function missed(cause) {
  const now = Date.now();
  const last = episodes[episodes.length - 1];
  if (last?.cause === cause && last.to === Infinity) return;
  if (last?.to === Infinity) last.to = now;
  episodes.push({ cause, from: now, to: Infinity });
  say("patrol");
}

/** @param {import("./place.js").Fix} fix */
async function took(fix) {
  if (!walk || !recording) return;
  const before = fixes[fixes.length - 1];
  const near = before && Math.abs(fix.at - before.t) < CLOSE && metres(before, fix) < STEP;
  if (near && fix.acc > before.acc / 2) return;
  const since = walk.last || walk.started;
  const gap = fix.at - since > (walk.last ? GAP : END_GAP) ? { from: since, to: fix.at, cause: causeOf(since, fix.at) } : null;
  const changed = await track.change(walk.person, async (one, tx) => {
    if (gap) await track.name(one, tx, gap);
    await track.keep(one, tx, fix);
    if (one.n - one.cut >= track.FIXES_MOST || Date.now() - one.cutAt >= CUT_EVERY) {
      await track.cut(one, tx);
      return true;
    }
    return Boolean(gap);
  });
  if (!changed) return stop();
  walk = changed.walk;
  /** @type {Point} */
  const point = { patrol: walk.patrol, n: walk.n, t: fix.at, lat: fix.lat, lon: fix.lon, acc: fix.acc, speed: fix.speed, cut: 0 };
  fixes.push(point);
  sums.add(point);
  episodes = episodes.filter((one) => one.to === Infinity && one.cause !== "no_fix" && one.cause !== "offline");
  strayed(point);
  if (changed.result) say("ops");
  say("patrol");
}

/** After half an hour outside the patrol is perhaps forgotten. @param {Point} point */
function strayed(point) {
  if (!sums.outside(point)) outsideSince = null;
  else outsideSince ??= point.t;
  if (outsideSince && point.t - outsideSince > LOST && walk && !walk.forgotten) void patch({ forgotten: { since: outsideSince } });
}

/** What kept positions away for most of a stretch. @param {number} from @param {number} to */
function causeOf(from, to) {
  /** @type {Record<string, number>} */
  const spent = {};
  for (const one of episodes) {
    const shared = Math.min(one.to, to) - Math.max(one.from, from);
    if (shared > 0) spent[one.cause] = (spent[one.cause] ?? 0) + shared;
  }
  return Object.entries(spent).sort((a, b) => b[1] - a[1])[0]?.[0] ?? "no_fix";
}

function tick() {
  if (!walk) return;
  const now = Date.now();
  if (recording && now > endOf(walk)) return shiftOver();
  if (recording && now - walk.alive > BEAT) quietly(() => patch({ alive: now }));
  if (recording && walk.n > walk.cut && now - walk.cutAt >= CUT_EVERY) quietly(cutNow);
  say("patrol");
}

async function cutNow() {
  if (!walk) return;
  const changed = await track.change(walk.person, track.cut);
  if (changed) walk = changed.walk;
  say("ops");
}

/** The shift has ended: no position is read any more, and the worker is asked when it really ended. */
function shiftOver() {
  pause();
  quietly(async () => {
    await cutNow();
    await patch({ over: true, forgotten: walk?.forgotten ?? { since: Date.now() } });
    say("patrol");
  });
}

/** Say where one stands. @param {string} area a building or checkpoint @param {"qr" | "near" | "chosen"} how */
export function mark(area, how) {
  return inTurn(async () => {
    if (!walk) throw new Error("no patrol runs");
    const fix = place.latest();
    const here = fix && Date.now() - fix.at < 60_000 ? fix : null;
    const made = { at: Date.now(), area, how, ...(here ? { lat: here.lat, lon: here.lon } : {}) };
    const changed = await track.change(walk.person, async (one, tx) => {
      one.marks.push(made);
      await addIn(tx, { type: "patrol.mark", body: { patrol: one.patrol, area, how }, place: here, at: made.at });
    });
    if (changed) walk = changed.walk;
    sums.mark(made);
    say("ops");
    say("patrol");
  });
}

/** Explain a gap in a sentence, of the running patrol or of one that is past.
 * @param {{patrol?: string, from: number | string, to: number | string, text: string}} gap */
export async function explain({ patrol, from, to, text }) {
  const ms = (/** @type {number | string} */ time) => (typeof time === "number" ? time : Date.parse(time));
  const gap = { from: ms(from), to: ms(to), cause: "explained", text };
  const of = patrol ?? walk?.patrol;
  if (!of) throw new Error("no patrol is named");
  await add({ type: "patrol.gap", body: track.gapBody(of, gap) });
  if (walk?.patrol === of) await patch({ gaps: [...walk.gaps, gap] });
  say("patrol");
}

/** End the patrol, now or at an earlier time that the worker names. @param {{ended?: number | string | Date}} [when] */
export async function finish({ ended } = {}) {
  pause();
  await inTurn(async () => {
    if (!walk) return;
    const now = Date.now();
    const at = ended === undefined ? now : Math.max(walk.started, Math.min(now, new Date(ended).getTime()));
    const since = walk.last || walk.started;
    const gap = at - since > END_GAP ? { from: since, to: at, cause: causeOf(since, at) } : null;
    const fix = place.latest();
    await track.change(walk.person, async (one, tx) => {
      if (gap) await track.name(one, tx, gap);
      await track.end(one, tx, at, ended !== undefined, fix && now - fix.at < 30_000 ? fix : null);
    });
    stop();
  });
  say("ops");
  say("patrol");
}

/** "Go on": the patrol was not forgotten. */
export async function goOn() {
  outsideSince = null;
  await patch({ forgotten: null, over: false });
  begin();
  say("patrol");
}

/** @returns {State["now"]} */
function now() {
  const fix = place.latest();
  if (hidden()) return { kind: "hidden", acc: null };
  if (!fix || Date.now() - fix.at > 30_000) return { kind: "none", acc: null };
  if (fix.acc > 100) return { kind: "weak", acc: fix.acc };
  const out = sums.outside({ t: fix.at, lat: fix.lat, lon: fix.lon, acc: fix.acc });
  return { kind: out ? "outside" : fix.acc > 50 ? "weak" : "good", acc: fix.acc };
}

/** The running patrol, or null. @returns {State | null} */
export function state() {
  if (!walk) return null;
  const { patrol, started, areas, marks, gaps, forgotten, over } = walk;
  return { patrol, started, areas, fixes, marks, gaps, seconds: sums.seconds(Date.now()), now: now(), forgotten, over, awake: awake.held() };
}

/** A patrol of this phone that has ended, with its fixes; null when it is not known here. @param {string} patrol */
export async function past(patrol) {
  await session.ready;
  const person = session.current()?.id;
  return person ? track.past(person, patrol) : null;
}

/** @param {() => void} fn called on every fix, every five seconds and at every change; returns the way to stop */
export const watch = (fn) => on("patrol", fn);

/** When the shift ends on this phone, "HH:MM". @param {string} time */
export async function setShiftEnd(time) {
  shiftEnd = time;
  await put("meta", time, "shift_end");
}
export const shift = () => shiftEnd;

let who = session.current()?.id;
on("session", () => {
  const id = session.current()?.id;
  if (id === who) return;
  who = id;
  void resume().catch(() => {});
});
void session.ready.then(() => (who ??= session.current()?.id), () => {});

globalThis.document?.addEventListener("visibilitychange", () => {
  if (!walk) return;
  if (hidden()) {
    // with the screen held on, going away was the worker's doing; without, the phone locked itself
    missed(awake.held() || !awake.isRefused() ? "hidden" : "locked");
    quietly(cutNow);
    return;
  }
  const last = episodes[episodes.length - 1];
  if (last?.to === Infinity) last.to = Date.now();
  if (recording) place.renew();
  else if (!walk.over) begin();
  say("patrol");
});
