// The rescue page: reads whatever the database holds, whichever version wrote it, and saves it as one file.
import { fileNames, openFolder, readCopies } from "./store/copy_files.js";
import { zipOf } from "./store/zip.js";

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @returns {Promise<IDBDatabase>} */
function open() {
  const request = indexedDB.open("gridwalk"); // no version: take it as it is
  request.onupgradeneeded = () => request.transaction?.abort(); // there was none; do not leave an empty one
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), 10_000));
  return /** @type {Promise<IDBDatabase>} */ (Promise.race([done(request), late]));
}

/** @param {IDBDatabase} db @param {string} name @returns {Promise<any[]>} */
const rows = async (db, name) =>
  db.objectStoreNames.contains(name) ? done(db.transaction(name).objectStore(name).getAll()) : [];

/** What the second copy has and the database knows nothing of. @param {Set<string>} known ids */
async function copies(known) {
  const place = await openFolder();
  if (!place) return [];
  return readCopies(place, [...(await fileNames(place))].filter(([id]) => !known.has(id)).map(([, name]) => name));
}

/** @param {IDBDatabase | null} db null where it does not open */
async function found(db) {
  const waiting = db ? await rows(db, "ops") : [];
  const receipts = db ? await rows(db, "receipts") : [];
  const more = await copies(new Set([...waiting, ...receipts].map(({ id }) => id))).catch(() => []);
  const lacking = receipts.filter((receipt) => receipt.lacks);
  const ops = [...lacking, ...waiting, ...more].sort((a, b) => a.n - b.n).map((row) => row.op);
  /** @type {Record<string, ArrayBuffer>} */
  const blobs = {};
  for (const sha of new Set(ops.flatMap((op) => op.photos))) {
    const bytes = db && (await done(db.transaction("blobs").objectStore("blobs").get(sha)));
    if (bytes) blobs[sha] = bytes;
  }
  const device = db && (await done(db.transaction("meta").objectStore("meta").get("device")));
  return { ops, blobs, device: device ?? "", person: ops[0]?.person ?? "" };
}

const say = (/** @type {string} */ text) => {
  const place = document.getElementById("found");
  if (place) place.textContent = text;
};

async function main() {
  const held = await found(await open().catch(() => null));
  const photos = Object.keys(held.blobs).length;
  say(`${held.ops.length} 条记录，${photos} 张照片 · ${held.ops.length} records, ${photos} photos`);
  const button = /** @type {HTMLButtonElement | null} */ (document.getElementById("save"));
  if (!button || !held.ops.length) return;
  button.disabled = false;
  button.onclick = async () => {
    const name = `gridwalk-${new Date().toISOString().slice(0, 16).replace(/[^0-9]/g, "")}.zip`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await zipOf(held));
    link.download = name;
    link.click();
  };
}

main().catch(() => say("这部手机里没有找到内容，或打不开。 · Nothing was found on this phone, or it cannot be opened."));
