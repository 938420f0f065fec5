// Photos: read at once, made ready for a thin line, stored under their digest. If anything fails, the original is stored.
import * as session from "../../account/session.js";
import { latest } from "../../device/position.js";
import { currentTrouble, get, transaction } from "../../store/database.js";
import { sha256 } from "../../store/ids.js";
import { placeOf } from "../op.js";
import { readyPicture } from "./picture_thread.js";

const SIDE = 2048; // px of the longer side
export const limits = { patience: 20_000 }; // ms for making one ready; some phones never answer, and the original does as well
const CROWDED = 0.8; // share of the quota above which pictures are made smaller

/** @type {Map<string, string>} */
const urls = new Map();
/** Photos that are being prepared. @type {Set<Promise<boolean>>} */
const pending = new Set();

/** Whether a photo is being prepared just now. */
export const isPreparing = () => pending.size > 0;

/** Wait until all photos are prepared; false when one of them could not be stored. @returns {Promise<boolean>} */
export async function allPrepared() {
  let whole = true;
  while (pending.size) whole = (await Promise.all(pending)).every(Boolean) && whole;
  return whole;
}

/** Count a photo as being prepared until `work` is done; it resolves with whether the photo was stored. @param {Promise<boolean>} work */
export function trackPreparation(work) {
  pending.add(work);
  return work.finally(() => pending.delete(work));
}

/** @typedef {{sha: string, url: string, width: number, height: number, size: number, place: import("../../store/database.js").Place | null}} Taken */

/** A file that is no picture, or a picture cut short: no server will take it. */
export class Unreadable extends Error {}

/**
 * Store a photo. Call it in the handler that got the file: a moment later the file may be gone or changed. Throws Unreadable.
 * @param {Blob} file @param {string} [person] whose it is @returns {Promise<Taken>}
 */
export async function keepPhoto(file, person = session.current()?.id) {
  const [original, crowded] = await Promise.all([file.arrayBuffer(), isCrowded().catch(() => false)]);
  const place = placeOf(latest()) ?? null;
  await session.ready;
  const ready = await readyPicture(original, file.type, crowded ? SIDE / 2 : SIDE, limits.patience);
  const { bytes, sha, ...about } = ready ?? (await asItCame(original, file.type));
  await transaction(["photos", "blobs"], "readwrite", async (tx) => {
    const photos = tx.objectStore("photos");
    const known = await photos.get(sha);
    await tx.objectStore("blobs").put(bytes, sha);
    await photos.put(
      known
        ? { ...known, problem: null, dropped: 0 }
        : { sha, size: bytes.byteLength, ...about, at: Date.now(), person: person ?? session.current()?.id ?? "", place, server: 0, tries: 0, next: 0, problem: null },
    );
  });
  const address = URL.createObjectURL(new Blob([bytes], { type: about.mime }));
  urls.set(sha, address);
  return { sha, url: address, width: about.width, height: about.height, size: bytes.byteLength, place };
}

/** What this phone could not make smaller, as long as its bytes are a whole picture. @param {ArrayBuffer} bytes @param {string} type */
async function asItCame(bytes, type) {
  const whole = await import("./picture_file.js").then(({ isWholePicture }) => isWholePicture(new Uint8Array(bytes)), () => true);
  if (!whole) throw new Unreadable();
  return { bytes, mime: type || "image/jpeg", width: 0, height: 0, sha: await sha256(bytes) };
}

async function isCrowded() {
  if (currentTrouble()?.kind === "full") return true; // what the browser estimates may be far from what the disk has left
  const { usage = 0, quota = Infinity } = (await navigator.storage?.estimate?.()) ?? {};
  return usage > quota * CROWDED;
}

/** A URL by which the page can show the photo: from this phone, else from the server. @param {string} sha */
export async function urlOf(sha) {
  const known = urls.get(sha);
  if (known) return known;
  const bytes = await get("blobs", sha);
  if (!bytes) return `/api/v1/photos/${sha}?size=1024`;
  const about = await get("photos", sha);
  const address = URL.createObjectURL(new Blob([bytes], { type: about?.mime ?? "image/jpeg" }));
  urls.set(sha, address);
  return address;
}

/** Release the URL of a photo that no screen shows any more. @param {string} sha */
export function releaseUrl(sha) {
  const known = urls.get(sha);
  if (known) URL.revokeObjectURL(known);
  urls.delete(sha);
}
