// Photos: read at once, made smaller for a slow line, stored under their digest. If anything fails, the original is stored.
import * as session from "../account/session.js";
import { latest } from "../device/position.js";
import { currentTrouble, get, transaction } from "../store/database.js";
import { sha256 } from "../store/ids.js";
import { placeOf } from "./outbox.js";

const SIDE = 2048; // px of the longer side
const TARGET = 340_000; // bytes
const QUALITIES = [0.82, 0.7, 0.55, 0.4];
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

/** @typedef {{sha: string, url: string, width: number, height: number, size: number, place: import("../store/database.js").Place | null}} Taken */

/** A file that is no picture, or a picture cut short: no server will take it. */
export class Unreadable extends Error {}

/**
 * Store a photo. Call it in the handler that got the file: a moment later the file may be gone or changed. Throws Unreadable.
 * @param {Blob} file @param {string} [person] whose it is @returns {Promise<Taken>}
 */
export async function keepPhoto(file, person = session.current()?.id) {
  const original = await file.arrayBuffer();
  const place = placeOf(latest()) ?? null;
  await session.ready;
  const late = new Promise((done) => setTimeout(() => done(null), limits.patience));
  const picture = (await Promise.race([prepare(original, file.type), late]).catch(() => null)) ?? (await asItCame(original, file.type));
  const sha = await sha256(picture.bytes);
  const { bytes, ...about } = picture;
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
  const address = URL.createObjectURL(new Blob([bytes], { type: picture.mime }));
  urls.set(sha, address);
  return { sha, url: address, width: picture.width, height: picture.height, size: bytes.byteLength, place };
}

/** What this phone could not make smaller, as long as its bytes are a whole picture. @param {ArrayBuffer} bytes @param {string} type */
async function asItCame(bytes, type) {
  const whole = await import("./picture_file.js").then(({ isWholePicture }) => isWholePicture(new Uint8Array(bytes)), () => true);
  if (!whole) throw new Unreadable();
  return { bytes, mime: type || "image/jpeg", width: 0, height: 0 };
}

/** @param {ArrayBuffer} original @param {string} type */
async function prepare(original, type) {
  const picture = await createImageBitmap(new Blob([original], { type }), { imageOrientation: "from-image" });
  try {
    const side = (await isCrowded()) ? SIDE / 2 : SIDE;
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const canvas = drawScaled(picture, width, height);
    for (const quality of QUALITIES) {
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
      if (blob.type !== "image/jpeg" || !blob.size) return null;
      if (blob.size > TARGET && quality !== QUALITIES[QUALITIES.length - 1]) continue;
      return (await showsSomething(blob, picture)) ? { bytes: await blob.arrayBuffer(), mime: "image/jpeg", width, height } : null;
    }
    return null;
  } finally {
    picture.close();
  }
}

/** @param {ImageBitmap} picture @param {number} width @param {number} height */
function drawScaled(picture, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}

/** Whether the prepared photo can be decoded and shows something: some phones produce black or empty ones.
 * @param {Blob} blob @param {ImageBitmap} picture */
async function showsSomething(blob, picture) {
  const again = await createImageBitmap(blob);
  try {
    const [before, after] = [picture, again].map(brightnessRange);
    return after > 2 || before <= 2;
  } finally {
    again.close();
  }
}

/** The range of brightness among 16 × 16 points of a picture. @param {ImageBitmap} picture */
function brightnessRange(picture) {
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (drawScaled(picture, 16, 16).getContext("2d"));
  const { data } = context.getImageData(0, 0, 16, 16);
  let [least, most] = [255, 0];
  for (let i = 0; i < data.length; i += 4) {
    const light = (data[i] + data[i + 1] + data[i + 2]) / 3;
    least = Math.min(least, light);
    most = Math.max(most, light);
  }
  return most - least;
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
