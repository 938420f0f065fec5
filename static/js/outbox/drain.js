// Sends what waits to the server: batch by batch, photo by photo, whenever there is a reason to try.
import * as session from "../account/session.js";
import { publish, subscribe } from "../store/bus.js";
import { get, put, refillReserve, transaction } from "../store/database.js";
import { LONGEST_WAIT, isDue } from "../store/not_before.js";
import { backoff, confirmedIds, deleteOld, isAnswered, noteServerFailure, recheckPhotos, requeue, retryAfterSignIn, writeResults, writeUnwritten } from "./answers.js";
import { OPS_MOST, claimRows, pickBatch, postBatch, waitsUntil } from "./batch.js";
import { withLease } from "./lease.js";
import { holdRowsWithLostPhotos, nextPhoto, uploadPhoto } from "./photos/photo_upload.js";
import { asFlight, breakOff } from "./under_way.js";

/** @typedef {import("../store/database.js").Row} Row @typedef {import("../account/session.js").Person} Person */

const HAVE_MOST = 5000;
const TICK = 30_000;
const GREETING = 10 * 60_000;
const DAY = 86_400_000;
const URGENT = 5_000;
const FAILS_MOST = 8; // 500s on one op while others get through
const REFUSALS_MOST = 3; // envelopes of one op refused

let tries = 0; // failures of the line itself, in a row
let until = 0; // not before this, unless someone taps
let limit = OPS_MOST;
let broken = 0; // 500s in a row, on different ops
/** @type {Promise<void> | null} */
let running = null;
let again = false;
let elsewhere = false; // another page is at it
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Send what is due; resolves when nothing more can be done now. */
export function run() {
  if (running) {
    again = true;
    return running;
  }
  running = (async () => {
    try {
      await session.ready;
      do {
        again = false;
        elsewhere = !(await withLease(sendAll));
      } while (!elsewhere && again && isDue(until, LONGEST_WAIT.asked));
    } catch (error) {
      waitAfterFailure(0);
      console.warn("drain", error);
    } finally {
      running = null;
      await scheduleNext().catch(() => {});
    }
  })();
  return running;
}

/** Try now, because somebody asked or something changed for the better. */
export function kick() {
  until = 0;
  tries = 0;
  return run();
}

/** Send nothing for a while. @param {number} wait ms that the server asked for */
function waitAfterFailure(wait) {
  until = Date.now() + Math.max(wait, backoff(tries));
  tries++;
}

/** @param {AbortSignal} lost */
async function sendAll(lost) {
  if (session.current()) return sendRounds(lost);
  await session.endSession();
  if (!(await session.sender())) return;
  await sendRounds(lost);
  await session.forget(); // of what was left behind, that which is sent now
}

/** @param {AbortSignal} lost */
async function sendRounds(lost) {
  const first = await session.sender();
  if (first) await writeUnwritten(first.id);
  while (!lost.aborted && isDue(until, LONGEST_WAIT.asked)) {
    const person = await session.sender();
    if (!person || person.refused) return;
    /** @type {Row[]} */
    const rows = await unansweredRows(person.id);
    const batch = pickBatch(rows, Date.now(), limit);
    if (batch.length && (await holdRowsWithLostPhotos(batch))) {
      publish("ops");
      continue;
    }
    if (batch.length) {
      if (!(await sendNextBatch(person, batch, rows, lost))) return;
      continue;
    }
    const next = await nextPhoto(person.id, Date.now());
    if (next && (await sendNextPhoto(person, next, lost))) continue;
    if (session.current() && !next) {
      await sendGreeting(person, rows, lost);
      await refillReserve();
    }
    return;
  }
}

/** @param {string} person @returns {Promise<Row[]>} what the server has not answered */
const unansweredRows = async (person) => {
  /** @type {Row[]} */
  const rows = await transaction(["ops"], "readonly", (tx) => tx.objectStore("ops").index("person").getAll(person));
  return rows.filter((row) => !isAnswered(row));
};

/** What this phone tells the server of its queue, so that the work on a lost phone is known. @param {Row[]} rows @param {Row[]} batch */
function describeQueue(rows, batch) {
  const left = rows.filter((row) => !batch.some((sent) => sent.id === row.id));
  const photos = new Set(rows.flatMap((row) => row.op.photos)).size;
  const oldest = left.reduce((first, row) => Math.min(first, row.made), Infinity);
  return { unsent: left.length, photos, oldest: Number.isFinite(oldest) ? oldest : null };
}

/** @param {Person} person @param {Row[]} batch @param {Row[]} rows @param {AbortSignal} lost @returns {Promise<boolean>} go on */
async function sendNextBatch(person, batch, rows, lost) {
  // a row once tried may have been seen and can no longer be withdrawn: where the browser says there is no line, ask first
  if (navigator.onLine === false && batch.some((row) => !row.tries) && !(await reachesServer(person, rows, lost))) {
    waitAfterFailure(0);
    return false;
  }
  const claimed = await claimRows(person.id, batch);
  if (!claimed.length) return false;
  const ops = claimed.map((row) => row.op);
  const ids = ops.map((op) => op.id);
  const outcome = await asFlight(lost, ids, (signal) => postBatch(person, ops, { report: describeQueue(rows, batch) }, signal));
  if (outcome.kind === "answer") return handleAnswer(person, claimed, outcome.answer, lost);
  publish("ops");
  switch (outcome.kind) {
    case "refused":
      await session.notePerson(person.id, { refused: true });
      return false;
    case "proto":
      waitAfterFailure(TICK * 10);
      return false;
    case "envelope":
      if (claimed.length > 1) limit = Math.ceil(claimed.length / 2);
      else await noteServerFailure(claimed[0], outcome.problem, REFUSALS_MOST);
      return true;
    case "broken":
      return halveBatch(claimed, outcome.wait);
    case "slow":
      limit = Math.max(1, Math.ceil(claimed.length / 2));
  }
  waitAfterFailure("wait" in outcome ? outcome.wait : 0);
  return false;
}

/** Whether an empty batch finds our server. @param {Person} person @param {Row[]} rows @param {AbortSignal} lost */
async function reachesServer(person, rows, lost) {
  const outcome = await asFlight(lost, [], (signal) => postBatch(person, [], { report: describeQueue(rows, []) }, signal));
  return ["answer", "refused", "proto"].includes(outcome.kind);
}

/** After a 500: halve the batch until one op is left. Three different ops in a row mean that the server itself is broken.
 * @param {Row[]} claimed @param {number} wait */
async function halveBatch(claimed, wait) {
  if (claimed.length > 1) {
    limit = Math.ceil(claimed.length / 2);
    return true;
  }
  await noteServerFailure(claimed[0], { type: "/problems/internal" }, FAILS_MOST);
  if (++broken < 3) return true;
  broken = 0;
  waitAfterFailure(wait);
  return false;
}

/** With nothing to send, an empty batch now and then: the server learns that this phone is empty, the phone that a server was restored.
 * @param {Person} person @param {Row[]} rows @param {AbortSignal} lost */
async function sendGreeting(person, rows, lost) {
  const last = (await get("meta", `heard:${person.id}`)) ?? 0;
  if (!isDue(last + GREETING, GREETING)) return;
  const outcome = await asFlight(lost, [], (signal) => postBatch(person, [], { report: describeQueue(rows, []) }, signal));
  if (outcome.kind === "answer") await handleAnswer(person, [], outcome.answer, lost);
  else if (outcome.kind === "refused") await session.notePerson(person.id, { refused: true });
}

/** @param {Person} person @param {Row[]} claimed @param {import("./batch.js").Answer} answer @param {AbortSignal} lost */
async function handleAnswer(person, claimed, answer, lost) {
  tries = broken = 0;
  limit = Math.min(OPS_MOST, limit * 2);
  const { revoked } = await writeResults(person.id, claimed, answer.results);
  await put("meta", Date.now(), `heard:${person.id}`).catch(() => {}); // a full phone asks once more
  await session.noteServerTime(answer.now);
  publish("ops", { from: "drain" });
  if (answer.epoch !== person.epoch && !(await handleRestore(person, answer.epoch, lost))) return false;
  if (revoked) await session.notePerson(person.id, { refused: true });
  return !revoked;
}

/** The server was restored: ask which of the ops it once confirmed it lacks, and put these into the outbox again.
 * @param {Person} person @param {string} epoch @param {AbortSignal} lost */
async function handleRestore(person, epoch, lost) {
  const ids = await confirmedIds(person.id);
  for (let from = 0; from < ids.length; from += HAVE_MOST) {
    const have = ids.slice(from, from + HAVE_MOST);
    const outcome = await asFlight(lost, [], (signal) => postBatch(person, [], { have }, signal));
    if (outcome.kind !== "answer") {
      waitAfterFailure(0);
      return false; // the epoch stays the old one, so the question is asked again
    }
    await requeue(outcome.answer.lacking ?? []);
  }
  await recheckPhotos(person.id);
  await session.notePerson(person.id, { epoch });
  publish("ops");
  return true;
}

/** @param {Person} person @param {{photo: import("../store/database.js").Photo, bytes: ArrayBuffer | undefined}} next @param {AbortSignal} lost */
async function sendNextPhoto(person, { photo, bytes }, lost) {
  const { kind, wait } = await asFlight(lost, [], (signal) => uploadPhoto(person, photo, bytes, signal));
  publish("ops", { from: "drain" });
  if (kind === "kept") tries = 0;
  if (kind === "refused") await session.notePerson(person.id, { refused: true });
  if (kind !== "later") return kind !== "refused";
  waitAfterFailure(wait);
  return false;
}

/** Set a timer for the next row that will be due. */
async function scheduleNext() {
  clearTimeout(timer);
  const person = await session.sender();
  if (!person || person.refused) return;
  const all = await unansweredRows(person.id);
  const rows = all.filter((row) => row.state !== "attention");
  const lacking = await transaction(["receipts"], "readonly", (tx) =>
    tx.objectStore("receipts").index("lacks").count(IDBKeyRange.only([person.id, 1])),
  );
  if (!rows.length && !lacking) return;
  const now = Date.now();
  const later = rows.map((row) => waitsUntil(row, now)).filter(Boolean);
  // not merely the first time that is noted: what hangs on something refused cannot go then either
  const soonest = [now, ...later.sort((a, b) => a - b)].find((at) => pickBatch(all, at, 1).length) ?? now + TICK;
  const urgent = rows.some((row) => row.rank === 0); // an emergency asks again however long the line has been down
  const first = Math.max(soonest, urgent ? Math.min(until, now + URGENT) : until);
  const pause = Math.min(TICK, Math.max(elsewhere ? URGENT : 500, first - now));
  timer = setTimeout(() => void (urgent ? kick() : run()), pause);
}

/** Ask the browser to wake the service worker when there is a signal. Only Chromium can, and nothing relies on it. */
async function requestBackgroundSync() {
  const registration = /** @type {any} */ (await navigator.serviceWorker?.getRegistration());
  await registration?.sync?.register("drain").catch(() => {});
}

async function tidyDaily() {
  const last = (await get("meta", "tidied")) ?? 0;
  if (!isDue(last + DAY, DAY)) return;
  await deleteOld();
  await transaction(["meta"], "readwrite", (tx) => tx.objectStore("meta").put(Date.now(), "tidied"));
}

/** From now on send whenever there is a reason: a change, a signal, the page coming to the front. */
export function start() {
  let who = session.current()?.id;
  let refused = false;
  subscribe("ops", (why) => void (why?.now ? kick() : why?.from === "drain" ? null : run()));
  subscribe("session", async () => {
    const now = session.current();
    if (now?.id !== who) breakOff(); // never finish one person's send under another's eyes
    if (now && !now.refused && (refused || now.id !== who)) await retryAfterSignIn(now.id).catch(() => {});
    who = now?.id;
    refused = Boolean(now?.refused);
    void kick();
  });
  addEventListener("online", () => setTimeout(() => void kick(), Math.random() * 3000));
  addEventListener("pageshow", () => void kick());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void kick();
    else void requestBackgroundSync();
  });
  navigator.serviceWorker?.addEventListener("message", (event) => void (event.data === "wake" && kick()));
  void session.ready.then(() => {
    who = session.current()?.id;
    refused = session.needsPassword();
    void tidyDaily().catch(() => {});
    return kick();
  });
}
