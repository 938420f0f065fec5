// Makes a picture ready for a thin line: upright, smaller, as a JPEG that is proved to show something. It runs in a thread of
// its own where there is one (../../pictures.js), so that the screen goes on answering.
import { sha256 } from "../../store/ids.js";

const TARGET = 340_000; // bytes
/** Qualities that are tried, and what a picture weighs in each beside the best one, as measured on photos of streets and stairwells.
 * @type {[number, number][]} */
const QUALITIES = [[0.82, 1], [0.7, 0.74], [0.55, 0.57], [0.4, 0.46]];

/** @typedef {{bytes: ArrayBuffer, mime: string, width: number, height: number, sha: string}} Ready */

/** The picture made ready, or null where this phone cannot. Throws where it cannot even decode it.
 * @param {ArrayBuffer} original @param {string} type @param {number} side px of the longer side, at most @returns {Promise<Ready | null>} */
export async function makeReady(original, type, side) {
  const picture = await createImageBitmap(new Blob([original], { type }), { imageOrientation: "from-image" });
  try {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const blob = await encode(drawScaled(picture, width, height, "high"));
    if (!blob || !(await showsSomething(blob, picture))) return null;
    const bytes = await blob.arrayBuffer();
    return { bytes, mime: "image/jpeg", width, height, sha: await sha256(bytes) };
  } finally {
    picture.close();
  }
}

/** In the best quality that fits the target; what it weighs in the best one tells which of the others are worth trying.
 * @param {OffscreenCanvas} canvas @returns {Promise<Blob | null>} */
async function encode(canvas) {
  let best = 0;
  for (const [index, [quality, share]] of QUALITIES.entries()) {
    const isLast = index === QUALITIES.length - 1;
    if (index && !isLast && best * share > TARGET) continue;
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
    if (blob.type !== "image/jpeg" || !blob.size) return null;
    if (blob.size <= TARGET || isLast) return blob;
    best ||= blob.size;
  }
  return null;
}

/** @param {ImageBitmap} picture @param {number} width @param {number} height @param {ImageSmoothingQuality} smooth */
function drawScaled(picture, width, height, smooth) {
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.imageSmoothingQuality = smooth;
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
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (drawScaled(picture, 16, 16, "low").getContext("2d"));
  const { data } = context.getImageData(0, 0, 16, 16);
  let [least, most] = [255, 0];
  for (let i = 0; i < data.length; i += 4) {
    const light = (data[i] + data[i + 1] + data[i + 2]) / 3;
    least = Math.min(least, light);
    most = Math.max(most, light);
  }
  return most - least;
}
