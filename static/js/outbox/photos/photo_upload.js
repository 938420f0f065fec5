// Uploads photos one at a time under their digest, whether or not the op they belong to has been received.
import { ownReply } from "../../account/session.js";
import { transaction } from "../../store/database.js";
import { LONGEST_WAIT, isDue } from "../../store/not_before.js";
import { backoff, hasPhotoToSend, holdForLostPhotos } from "../answers.js";
import { retryAfter, waitsUntil } from "../batch.js";
import { PHOTO_LOST } from "../items.js";
import { OUTBOX_STORES } from "../op.js";

/** @typedef {import("../../store/database.js").Photo} Photo @typedef {import("../../store/database.js").Row} Row
 * @typedef {import("../../store/database.js").Receipt} Receipt */

/** What became of photos, as long as a full phone could not write it down. @type {Map<string, Partial<Photo>>} */
const unwritten = new Map();

/** The photo to send next: first those of received ops, then those of waiting ones; null when none is due.
 * @param {string} person @param {number} now @returns {Promise<{photo: Photo, bytes: ArrayBuffer | undefined} | null>} */
export function nextPhoto(person, now) {
  return transaction([...OUTBOX_STORES, "blobs"], "readonly", async (tx) => {
    /** @type {Receipt[]} */
    const lacking = await tx.objectStore("receipts").index("lacks").getAll(IDBKeyRange.only([person, 1]));
    /** @type {Row[]} */
    const rows = await tx.objectStore("ops").index("person").getAll(person);
    const byUrgency = (/** @type {any} */ a, /** @type {any} */ b) => a.rank - b.rank || a.n - b.n;
    const waiting = rows.filter((row) => !waitsUntil({ ...row, next: 0 }, now));
    for (const { op } of [...lacking.sort(byUrgency), ...waiting.sort(byUrgency)])
      for (const sha of op.photos) {
        /** @type {Photo | undefined} */
        const stored = await tx.objectStore("photos").get(sha);
        const photo = stored && { ...stored, ...unwritten.get(sha) };
        if (!photo || photo.server || photo.problem || photo.dropped || !isDue(photo.next, LONGEST_WAIT.asked, now)) continue;
        return { photo, bytes: await tx.objectStore("blobs").get(sha) };
      }
    return null;
  });
}

/** Ids among `rows` that name photos whose bytes are gone from this phone and that no server has, with these photos.
 * @param {Row[]} rows @returns {Promise<[id: string, lost: string[]][]>} */
function rowsWithLostPhotos(rows) {
  return transaction(["photos", "blobs"], "readonly", async (tx) => {
    /** @type {[string, string[]][]} */
    const found = [];
    for (const { id, op, rank } of rows) {
      if (rank === 0) continue; // an emergency goes whatever became of its picture
      const lost = [];
      for (const sha of op.photos) {
        const photo = await tx.objectStore("photos").get(sha);
        if (!photo?.server && !photo?.dropped && !(await tx.objectStore("blobs").getKey(sha))) lost.push(sha);
      }
      if (lost.length) found.push([id, lost]);
    }
    return found;
  });
}

/** Hold back rows that name a lost photo. @param {Row[]} rows @returns {Promise<number>} how many */
export async function holdRowsWithLostPhotos(rows) {
  const found = await rowsWithLostPhotos(rows);
  for (const [id, lost] of found) await holdForLostPhotos(id, lost);
  return found.length;
}

/** @param {string} sha @param {Partial<Photo>} patch */
async function notePhoto(sha, patch) {
  try {
    await writePhoto(sha, { ...unwritten.get(sha), ...patch });
    unwritten.delete(sha);
  } catch (error) {
    if (/** @type {any} */ (error).kind !== "full") throw error;
    unwritten.set(sha, { ...unwritten.get(sha), ...patch });
  }
}

/** @param {string} sha @param {Partial<Photo>} patch */
function writePhoto(sha, patch) {
  return transaction(OUTBOX_STORES, "readwrite", async (tx) => {
    const photos = tx.objectStore("photos");
    const photo = await photos.get(sha);
    if (photo) await photos.put({ ...photo, ...patch });
    if (!patch.server) return;
    await settleReceipts(tx);
  });
}

/** Mark as whole the receipts whose photos have all arrived or been dropped. @param {any} tx over OUTBOX_STORES */
export async function settleReceipts(tx) {
  for (const receipt of await tx.objectStore("receipts").index("lacks").getAll()) {
    if (await hasPhotoToSend(tx.objectStore("photos"), receipt.op.photos)) continue;
    delete receipt.lacks;
    await tx.objectStore("receipts").put(receipt);
  }
}

/**
 * Send one photo. "kept" the server has it, "later" try again, "refused" the token is not accepted, "bad" this picture never will be.
 * @param {import("../../account/session.js").Person} person @param {Photo} photo @param {ArrayBuffer | undefined} bytes @param {AbortSignal} signal
 * @returns {Promise<{kind: "kept" | "later" | "refused" | "bad", wait: number}>}
 */
export async function uploadPhoto(person, photo, bytes, signal) {
  if (!bytes) {
    await notePhoto(photo.sha, { problem: { type: PHOTO_LOST } });
    return { kind: "bad", wait: 0 };
  }
  await notePhoto(photo.sha, { tries: photo.tries + 1 });
  const ask = (/** @type {"HEAD" | "PUT"} */ method) => requestPhoto(person, photo, method, method === "PUT" ? bytes : undefined, signal);
  try {
    // the first time the sync answer has just said that it is missing; after that the last try may have arrived
    let response = photo.tries ? await ask("HEAD") : null;
    if (response?.status !== 200 && response?.status !== 507) response = await ask("PUT");
    return await handlePhotoReply(photo, response);
  } catch {
    await notePhoto(photo.sha, { next: Date.now() + backoff(photo.tries) });
    return { kind: "later", wait: 0 };
  }
}

/** @param {import("../../account/session.js").Person} person @param {Photo} photo @param {"HEAD" | "PUT"} method
 * @param {ArrayBuffer | undefined} body @param {AbortSignal} signal */
async function requestPhoto(person, photo, method, body, signal) {
  const stop = new AbortController();
  const patience = AbortSignal.timeout(20_000 + photo.size / 10); // ms: 10 kB/s is still worth waiting for
  for (const source of [patience, signal]) source.addEventListener("abort", () => stop.abort(), { once: true });
  const response = await fetch(`/api/v1/photos/${photo.sha}`, {
    method,
    body,
    credentials: "omit",
    redirect: "manual",
    cache: "no-store",
    headers: { Authorization: `Bearer ${person.token}`, "Content-Type": photo.mime, Accept: "application/json" },
    signal: stop.signal,
  });
  // a captive portal says 200 to anything; only our server gives every reply an id
  if (!response.headers.has("X-Request-Id")) throw new Error("not our server");
  return response;
}

/** @param {Photo} photo @param {Response} response @returns {Promise<{kind: "kept" | "later" | "refused" | "bad", wait: number}>} */
async function handlePhotoReply(photo, response) {
  if (response.status === 200 || response.status === 201) {
    await notePhoto(photo.sha, { server: Date.now(), problem: null });
    return { kind: "kept", wait: 0 };
  }
  if (response.status === 401) return { kind: "refused", wait: 0 };
  const problem = await ownReply(response);
  if (problem && [403, 413, 415, 422].includes(response.status)) {
    await notePhoto(photo.sha, { problem });
    return { kind: "bad", wait: 0 };
  }
  const wait = Math.max(retryAfter(response), backoff(photo.tries));
  await notePhoto(photo.sha, { next: Date.now() + wait });
  return { kind: "later", wait };
}
