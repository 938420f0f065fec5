// A chosen file made ready for sending: a JPEG no larger than need be, on white; or why it cannot go.
import { createElement } from "./dom.js";

const SIDE = 2048; // px of the longer side
const PATIENCE = 20_000; // ms for reading one; some phones never answer, and the server can read it as it is

/** @typedef {{bytes: ArrayBuffer, type: string, name?: string}} Photo
 * @typedef {"empty" | "kind" | "large" | "broken"} Why a key of the words */

/** The picture, null where the browser cannot read it, undefined where it does not say in time. @param {string} url */
async function decode(url) {
  const picture = new Image();
  picture.src = url;
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  return Promise.race([picture.decode().then(() => picture, () => null), late]);
}

/** Without what the camera noted in it, and on white where it is transparent, as the server shows it.
 * @param {HTMLImageElement} picture @returns {Promise<Blob | null>} */
function draw(picture) {
  const scale = Math.min(1, SIDE / Math.max(picture.naturalWidth, picture.naturalHeight));
  const [width, height] = [picture.naturalWidth, picture.naturalHeight].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = createElement("canvas", { width, height });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
}

/** @param {File} file @returns {Promise<{photo: Photo} | {why: Why}>} */
export async function prepare(file) {
  if (!file.size) return { why: "empty" };
  if (file.type && !file.type.startsWith("image/")) return { why: "kind" };
  const url = URL.createObjectURL(file);
  const picture = await decode(url);
  const blob = picture && (await draw(picture).catch(() => null));
  URL.revokeObjectURL(url);
  if (blob?.type === "image/jpeg") return { photo: { bytes: await blob.arrayBuffer(), type: blob.type, name: file.name } };
  // a HEIC in a browser that cannot read it: the server can; any other kind that it takes, every browser reads
  if (file.type && !PHOTOS_TAKEN.types.includes(file.type)) return { why: "kind" };
  if (picture === null && file.type && !/hei[cf]/.test(file.type)) return { why: "broken" };
  if (file.size > PHOTOS_TAKEN.bytes) return { why: "large" };
  const bytes = await file.arrayBuffer().catch(() => null);
  return bytes ? { photo: { bytes, type: file.type, name: file.name } } : { why: "broken" };
}
