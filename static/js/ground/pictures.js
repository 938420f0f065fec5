// The pictures of the map file as they lie under the phone's plan: read from what this phone keeps, and nowhere else.
import { PMTiles } from "pmtiles";
import { keptFile, ownCache, piecesOf, PIECE, readPiece } from "./kept_file.js";

/** @typedef {{west: number, south: number, east: number, north: number}} Bounds */
/** @typedef {Bounds & {href: string}} Picture */

const MOST = 12; // pictures under one plan
const READY_MOST = 60; // pictures kept ready

/** @type {{digest: string, archive: PMTiles, file: import("./kept_file.js").MapFile} | null} */
let opened = null;
/** @type {Map<string, string | null>} by tile its address; null while it is read, and where there is none */
const ready = new Map();

/** The kept file as what PMTiles reads from. @param {Cache} cache @param {import("./kept_file.js").MapFile} file */
const sourceOf = (cache, file) => ({
  getKey: () => file.digest,
  /** @param {number} offset @param {number} length */
  async getBytes(offset, length) {
    const end = Math.min(offset + length, file.bytes);
    const whole = new Uint8Array(end - offset);
    for (let n = Math.floor(offset / PIECE); n * PIECE < end; n++) {
      const piece = await readPiece(cache, file, n);
      if (!piece) throw new Error(`piece ${n} is not here`);
      const [from, to] = [Math.max(offset, n * PIECE), Math.min(end, (n + 1) * PIECE)];
      whole.set(new Uint8Array(piece, from - n * PIECE, to - from), from - offset);
    }
    return { data: whole.buffer };
  },
});

/** Whether the whole of a file is here, ready to be drawn from; its maker's name. @returns {Promise<string | null>} */
export async function openKept() {
  const kept = await keptFile().catch(() => null);
  const cache = await ownCache();
  if (!kept || !cache || kept.got < piecesOf(kept.file)) {
    closeKept();
    return null;
  }
  if (opened?.digest !== kept.file.digest) {
    closeKept();
    opened = { digest: kept.file.digest, archive: new PMTiles(sourceOf(cache, kept.file)), file: kept.file };
  }
  return kept.file.attribution;
}

export function closeKept() {
  opened = null;
  for (const href of ready.values()) if (href) URL.revokeObjectURL(href);
  ready.clear();
}

/** @param {number} lon @param {number} z */
const columnOf = (lon, z) => ((lon + 180) / 360) * 2 ** z;
/** @param {number} lat @param {number} z */
const rowOf = (lat, z) => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z;
/** @param {number} row @param {number} z */
const latOf = (row, z) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / 2 ** z))) * 180) / Math.PI;

/** The pictures over these bounds that are ready; what is not yet is read, and `again` is called when it is.
 * @param {Bounds} over @param {() => void} again @returns {Picture[]} */
export function picturesOver({ west, south, east, north }, again) {
  if (!opened) return [];
  const { lowest, highest } = opened.file;
  let z = highest;
  const range = () => ({ left: Math.floor(columnOf(west, z)), right: Math.floor(columnOf(east, z)), top: Math.floor(rowOf(north, z)), bottom: Math.floor(rowOf(south, z)) });
  let at = range();
  while (z > lowest && (at.right - at.left + 1) * (at.bottom - at.top + 1) > MOST) (z--, (at = range()));
  if ((at.right - at.left + 1) * (at.bottom - at.top + 1) > MOST) return [];
  const found = [];
  for (let x = at.left; x <= at.right; x++)
    for (let y = at.top; y <= at.bottom; y++) {
      const href = ready.get(`${z}/${x}/${y}`);
      if (href === undefined) void read(z, x, y, again);
      if (href) found.push({ href, west: (x / 2 ** z) * 360 - 180, east: ((x + 1) / 2 ** z) * 360 - 180, north: latOf(y, z), south: latOf(y + 1, z) });
    }
  return found;
}

/** @param {number} z @param {number} x @param {number} y @param {() => void} again */
async function read(z, x, y, again) {
  if (!opened) return;
  const { archive, file, digest } = opened;
  if (ready.size >= READY_MOST) {
    for (const href of ready.values()) if (href) URL.revokeObjectURL(href);
    ready.clear();
  }
  const key = `${z}/${x}/${y}`;
  ready.set(key, null);
  const tile = await archive.getZxy(z, x, y).catch(() => undefined);
  if (!tile || opened?.digest !== digest || !ready.has(key)) return;
  ready.set(key, URL.createObjectURL(new Blob([tile.data], { type: file.tiles === "jpg" ? "image/jpeg" : `image/${file.tiles}` })));
  again();
}
