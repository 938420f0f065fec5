// Sends a request: the words first, then photo by photo. What does not arrive is kept and sent again under the same id.
import { LONGEST_WAIT, isDue } from "../store/not_before.js";
import { fetchProof } from "./proof_of_work.js";
import { sha256 } from "./sha256.js";
import { all, drop, put } from "./store.js";
import { SPOKEN, w } from "./words.js";

const PATIENCE = 20_000; // ms for an answer
const UPLOAD = 120_000;
const PAUSES = [5, 15, 30, 60, 120]; // s between tries

/** @typedef {{number: string, token: string, link: string, held?: boolean}} Answer
 * @typedef {{id: string, trusted: boolean, body: Record<string, any>, photos: {sha: string, bytes: ArrayBuffer, type: string}[],
 *   tries: number, next: number, answer: Answer | null, durable?: boolean}} Entry
 * @typedef {{state: "done" | "late" | "waiting" | "busy" | "refused", problem?: any}} Outcome */

/** @param {Entry} entry */
const writeEntry = async (entry) => (entry.durable = await put(`out:${entry.id}`, entry));

/** Put a request into the queue; from here on it is not lost. @param {Record<string, any>} body @param {boolean} trusted
 * @param {import("./photos.js").Photo[]} photos @returns {Promise<Entry>} */
export async function enqueue(body, trusted, photos) {
  const named = photos.map((photo) => ({ sha: sha256(photo.bytes), ...photo }));
  const different = named.filter((photo, n) => named.findIndex((other) => other.sha === photo.sha) === n);
  const photoed = different.length ? { ...body, photos: different.map((photo) => photo.sha) } : body;
  const entry = { id: body.id, trusted, body: photoed, photos: different, tries: 0, next: 0, answer: null };
  await writeEntry(entry);
  return entry;
}

/** @param {string} path @param {number} patience @param {RequestInit} options */
async function call(path, patience, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(path, { ...options, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** What is being sent at this moment. @type {Set<string>} */
const inHand = new Set();

/** Try once to send it. @param {Entry} entry @param {(sentence: string) => void} progress @returns {Promise<Outcome>} */
export async function trySending(entry, progress = () => {}) {
  inHand.add(entry.id);
  try {
    const outcome = entry.answer ? null : await sendWords(entry, progress);
    if (outcome) return outcome;
    const all = entry.photos.length;
    while (entry.photos.length) {
      progress(w("photos", { n: all - entry.photos.length + 1, all }));
      const later = await sendPhoto(entry);
      if (later) return later;
    }
    await drop(`out:${entry.id}`);
    return { state: "done" };
  } catch {
    return postpone(entry, entry.answer ? "late" : "waiting");
  } finally {
    inHand.delete(entry.id);
  }
}

/** @param {Entry} entry @param {(sentence: string) => void} progress @returns {Promise<Outcome | null>} */
async function sendWords(entry, progress) {
  let body = entry.body;
  if (!entry.trusted) {
    progress(w("proving"));
    const proven = await fetchProof();
    if (proven) body = { ...body, proof: proven };
  }
  progress(w("sending"));
  const headers = { "Content-Type": "application/json", ...SPOKEN };
  const response = await call("/api/v1/requests", PATIENCE, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if ((response.status === 201 || response.status === 202) && answer.token) {
    entry.answer = answer;
    await writeEntry(entry);
    return null;
  }
  if (response.status < 400 || response.status === 429 || response.status >= 500) {
    return postpone(entry, "busy", Number(response.headers.get("Retry-After")) || 0);
  }
  await drop(`out:${entry.id}`);
  return { state: "refused", problem: answer };
}

/** Send the next photo; an outcome when it has to wait. @param {Entry} entry @returns {Promise<Outcome | null>} */
async function sendPhoto(entry) {
  const { sha, bytes, type } = entry.photos[0];
  const headers = { Authorization: `Bearer ${entry.answer?.token}`, "Content-Type": type || "image/jpeg" };
  const response = await call(`/api/v1/photos/${sha}`, UPLOAD, { method: "PUT", headers, body: bytes });
  if (response.status === 429 || response.status >= 500 || (response.ok && !(await response.json()).sha256)) return postpone(entry, "late");
  entry.photos = entry.photos.slice(1); // arrived, or one that the server cannot read: the words are there in any case
  await writeEntry(entry);
  return null;
}

/** @param {Entry} entry @param {"waiting" | "busy" | "late"} state @param {number} [seconds] @returns {Promise<Outcome>} */
async function postpone(entry, state, seconds = 0) {
  const wait = Math.max(seconds, PAUSES[Math.min(entry.tries, PAUSES.length - 1)]) * 1000;
  Object.assign(entry, { tries: entry.tries + 1, next: Date.now() + Math.min(wait, LONGEST_WAIT.asked) });
  await writeEntry(entry);
  return { state };
}

/** @type {Promise<void> | null} */
let running = null;
let timer = 0;

/** Send everything that waits, again and again until nothing does. @param {(entry: Entry, outcome: Outcome) => void} tellOutcome
 * @param {boolean} [now] whether or not it is time */
export function sendWaiting(tellOutcome, now = false) {
  running ??= sendEach(tellOutcome, now).finally(() => (running = null));
  return running;
}

/** @param {(entry: Entry, outcome: Outcome) => void} tellOutcome @param {boolean} now */
async function sendEach(tellOutcome, now) {
  clearTimeout(timer);
  let next = 0;
  for (const entry of /** @type {Entry[]} */ (await all("out:"))) {
    if (inHand.has(entry.id)) continue;
    const outcome = now || isDue(entry.next, LONGEST_WAIT.asked) ? await trySending(entry) : { state: /** @type {const} */ ("waiting") };
    tellOutcome(entry, outcome);
    if (outcome.state !== "done" && outcome.state !== "refused") next = Math.min(next || Infinity, entry.next);
  }
  if (next) timer = setTimeout(() => sendWaiting(tellOutcome), Math.max(1000, next - Date.now()));
}
