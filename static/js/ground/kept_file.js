// The map file on this phone, in pieces of one megabyte in a cache of its owner's: what is here already is never fetched twice.
import * as session from "../account/session.js";

/** @typedef {{id: string, area: string, bytes: number, digest: string, tiles: string, lowest: number, highest: number,
 *   bounds: [number, number, number, number], datum: string, attribution: string}} MapFile as GET /api/v1/maps tells of it */

export const PIECE = 1_048_576;
const ABOUT = "/ground/about";

/** The owner's cache, which goes when they sign out (account/forget.js) and when room is needed for words (store/reserve.js).
 * @returns {Promise<Cache | null>} */
export async function ownCache() {
  const id = session.current()?.id;
  return id && globalThis.caches ? caches.open(`ground-${id}`) : null;
}

/** @param {string} digest @param {number} n */
const keyOf = (digest, n) => `/ground/${digest}/${n}`;

/** @param {MapFile} file */
export const piecesOf = ({ bytes }) => Math.ceil(bytes / PIECE);

/** The file that was asked for, and how many of its pieces are here. @returns {Promise<{file: MapFile, got: number} | null>} */
export async function keptFile() {
  const cache = await ownCache();
  const about = await cache?.match(ABOUT);
  if (!cache || !about) return null;
  const file = await about.json();
  const here = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith(`/ground/${file.digest}/`));
  return { file, got: here.length };
}

/** Begin with a file: whatever another one has left goes. @param {Cache} cache @param {MapFile} file */
export async function beginFile(cache, file) {
  for (const request of await cache.keys()) if (!new URL(request.url).pathname.startsWith(`/ground/${file.digest}/`)) await cache.delete(request);
  await cache.put(ABOUT, new Response(JSON.stringify(file)));
}

/** @param {Cache} cache @param {MapFile} file @param {number} n @returns {Promise<ArrayBuffer | null>} */
export const readPiece = async (cache, file, n) => (await cache.match(keyOf(file.digest, n)))?.arrayBuffer() ?? null;

/** @param {Cache} cache @param {MapFile} file @param {number} n */
export const hasPiece = async (cache, file, n) => Boolean(await cache.match(keyOf(file.digest, n)));

/** @param {Cache} cache @param {MapFile} file @param {number} n @param {ArrayBuffer} bytes */
export const writePiece = (cache, file, n, bytes) => cache.put(keyOf(file.digest, n), new Response(bytes));

/** Delete the file from this phone. */
export async function dropFile() {
  const id = session.current()?.id;
  if (id) await caches.delete(`ground-${id}`);
}
