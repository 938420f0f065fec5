// Sends a request: the words first, then photo by photo. What does not arrive is kept and sent again under the same id.
import { LONGEST_WAIT, isDue } from "../store/not_before.js";
import { fetchProof } from "./proof_of_work.js";
import { sha256 } from "./sha256.js";
import { all, drop, put } from "./store.js";
import { SPOKEN, w } from "./words.js";

const PATIENCE = 20_000; // ms for an answer
const UPLOAD = 120_000; // and as much more as 10 kB/s take
const NOT_YET = [401, 408, 425, 429]; // even from our own server
const PAUSES = [5, 15, 30, 60, 120]; // s between tries

/** @typedef {{number: string, token: string, link: string, held?: boolean}} Answer
 * @typedef {{id: string, trusted: boolean, body: Record<string, any>, photos: {sha: string, bytes: ArrayBuffer, type: string, name?: string}[],
 *   untaken?: Untaken[], tries: number, next: number, answer: Answer | null, durable?: boolean}} Entry
 * @typedef {{name: string, why: string}} Untaken a photo that the server refused for good
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
    let wait = 0;
    for (const [n, photo] of [...entry.photos].entries()) {
      progress(w("photos", { n: n + 1, all }));
      wait = Math.max(wait, await sendPhoto(entry, photo));
    }
    if (entry.photos.length) return postpone(entry, entry.answer ? "late" : "busy", wait);
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
  const answer = response.ok ? await response.json() : {};
  if ((response.status === 201 || response.status === 202) && answer.token) {
    entry.answer = answer;
    await writeEntry(entry);
    return null;
  }
  const problem = await readVerdict(response);
  if (!problem) return postpone(entry, "busy", retryAfter(response));
  await drop(`out:${entry.id}`);
  return { state: "refused", problem };
}

const retryAfter = (/** @type {Response} */ response) => Number(response.headers.get("Retry-After")) || 0;

/** Why the server will never take it. Null where it may yet: what did not arrive whole, a full server, and whatever somebody between
 * says, a proxy that thinks it too large or a portal; only our own server's word ends it. @param {Response} response */
async function readVerdict(response) {
  if (response.status < 400 || response.status >= 500 || NOT_YET.includes(response.status)) return null;
  if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) return null;
  const problem = await response.json().catch(() => null);
  return String(problem?.type).startsWith("/problems/") ? problem : null;
}

/** Where the photos are kept that the server did not take, for the page that tells it. @param {string} number */
export const untakenKey = (number) => `untaken:${number}`;

/** Send a photo; the seconds to wait where it stays. @param {Entry} entry @param {Entry["photos"][number]} photo */
async function sendPhoto(entry, { sha, bytes, type, name }) {
  const headers = { Authorization: `Bearer ${entry.answer?.token}`, "Content-Type": type || "image/jpeg", ...SPOKEN };
  const response = await call(`/api/v1/photos/${sha}`, UPLOAD + bytes.byteLength / 10, { method: "PUT", headers, body: bytes });
  const problem = await readVerdict(response);
  if (!problem && !(response.ok && (await response.json()).sha256)) {
    if (response.status === 401) entry.answer = null; // a server that was restored has not heard the words: they go once more
    return retryAfter(response);
  }
  if (problem) {
    entry.untaken = [...(entry.untaken ?? []), { name: name || w("photo"), why: problem.detail }];
    await put(untakenKey(entry.answer?.number ?? ""), entry.untaken);
  }
  entry.photos = entry.photos.filter((other) => other.sha !== sha);
  await writeEntry(entry);
  return 0;
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
