// A reserve of storage for the day the phone is full: blocks of noise that are deleted so that words can still be written.

const BLOCKS = 4;
const SIZE = 262_144; // bytes: of a value this large a browser has the room back at once, of a small one long after
const AT_ONCE = 10; // pictures let go in one step
const PAUSE = 60_000; // ms between two tries to take room again

let tried = -Infinity;

/** @typedef {import("idb").IDBPDatabase} Database */
const nameOf = (/** @type {number} */ n) => `room:${n}`;

/** Free some room: the map file, which can be fetched again, one block, or when none is left the bytes of photos that the server has.
 * False when nothing is left to free.
 * @param {Database} db @param {boolean} blocks whether it is for words, which alone may have the blocks */
export async function freeRoom(db, blocks) {
  tried = performance.now(); // what was just given is not taken at once
  return (await freeGround()) || (blocks && (await freeBlock(db))) || freePhotos(db);
}

/** The pieces of a map file (ground/kept_file.js), whosever it is. */
async function freeGround() {
  let gone = false;
  for (const name of globalThis.caches ? await caches.keys() : []) if (name.startsWith("ground-")) gone = (await caches.delete(name)) || gone;
  return gone;
}

/** @param {Database} db */
async function freeBlock(db) {
  const tx = db.transaction("meta", "readwrite");
  const held = (await tx.store.getAllKeys(IDBKeyRange.bound(nameOf(0), nameOf(BLOCKS))))[0];
  if (held) await tx.store.delete(held);
  await tx.done;
  return Boolean(held);
}

/** @param {Database} db */
async function freePhotos(db) {
  const tx = db.transaction(["photos", "blobs"], "readwrite");
  const blobs = tx.objectStore("blobs");
  let gone = 0;
  for (const photo of await tx.objectStore("photos").getAll()) {
    if (gone === AT_ONCE) break;
    if (!photo.server || !(await blobs.getKey(photo.sha))) continue;
    await blobs.delete(photo.sha);
    gone++;
  }
  await tx.done;
  return gone > 0;
}

/** Write the blocks that are missing, where there is room. @param {Database} db @param {boolean} [now] however lately it was tried */
export async function refill(db, now = false) {
  if (!now && performance.now() - tried < PAUSE) return;
  tried = performance.now();
  const held = new Set(await db.getAllKeys("meta", IDBKeyRange.bound(nameOf(0), nameOf(BLOCKS))));
  for (let n = 0; n < BLOCKS; n++) {
    if (held.has(nameOf(n))) continue;
    const bytes = new Uint8Array(SIZE);
    for (let at = 0; at < SIZE; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536)); // zeros would be pressed to nothing
    await db.put("meta", bytes.buffer, nameOf(n));
  }
}
