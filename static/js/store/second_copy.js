// The second copy of everything that waits to be sent, and how it comes back when the database was damaged or emptied. The
// database is the truth: the copy follows it, never slows it down, and an error in it is not shown.
import { publish, subscribe } from "./bus.js";
import { fileNameOf, fileNames, openFolder, readCopies, writeCopy } from "./copy_files.js";
import { currentTrouble, transaction } from "./database.js";

/** @typedef {import("./copy_files.js").Copy} Copy */

/** Files by op, as this page knows them. @type {Map<string, string> | null} */
let copied = null;
/** @type {Promise<void> | null} */
let running = null;
let again = false;

/** Bring back what the database lacks; from now on update the copies whenever the outbox changes. */
export async function startCopying() {
  subscribe("ops", () => void updateCopies());
  await restoreLost();
  await updateCopies();
}

/** Make the copies agree with the database. Called while it is at work, it works once more afterwards. */
export function updateCopies() {
  again = true;
  running ??= updateUntilCalm().finally(() => (running = null));
  return running;
}

async function updateUntilCalm() {
  while (again) {
    again = false;
    await mirror().catch(() => (copied = null)); // not an error: the next change looks at the files anew
  }
}

async function mirror() {
  const place = await openFolder();
  if (!place || currentTrouble()) return;
  const here = (copied ??= await fileNames(place));
  const { fresh, over } = await transaction(["ops", "receipts", "people"], "readonly", async (tx) => {
    const ops = tx.objectStore("ops");
    const ids = new Set(await ops.getAllKeys());
    const fresh = [];
    for (const id of ids) {
      if (here.has(id)) continue;
      const row = await ops.get(id);
      fresh.push({ ...row, name: (await tx.objectStore("people").get(row.person))?.name ?? "" });
    }
    // only what the database knows to be over: one that came back empty knows nothing
    const over = [];
    for (const id of here.keys()) if (!ids.has(id) && (await tx.objectStore("receipts").getKey(id))) over.push(id);
    return { fresh, over };
  });
  for (const copy of fresh) {
    await writeCopy(place, fileNameOf(copy), copy);
    here.set(copy.id, fileNameOf(copy));
  }
  for (const id of over) {
    await place.removeEntry(/** @type {string} */ (here.get(id)));
    here.delete(id);
  }
}

/** Put back into the outbox what has a copy and is unknown to the database, under its own person. Resolves with how many. */
export async function restoreLost() {
  try {
    const place = await openFolder();
    if (!place) return 0;
    const here = await fileNames(place);
    const lost = await transaction(["ops", "receipts"], "readonly", async (tx) => {
      const lost = [];
      for (const [id, name] of here) if (!(await isKnown(tx, id))) lost.push(name);
      return lost;
    });
    const copies = (await readCopies(place, lost)).sort((a, b) => a.n - b.n);
    if (!copies.length) return 0;
    await transaction(["ops", "receipts", "meta", "people"], "readwrite", async (tx) => {
      for (const copy of copies) if (!(await isKnown(tx, copy.id))) await bringBack(tx, copy);
    });
    publish("ops");
    return copies.length;
  } catch {
    return 0;
  }
}

/** @param {any} tx @param {string} id */
const isKnown = async (tx, id) => (await tx.objectStore("ops").getKey(id)) ?? (await tx.objectStore("receipts").getKey(id));

/** @param {any} tx @param {Copy} copy */
async function bringBack(tx, { name, ...row }) {
  // it may have been sent before the database was lost: a double is harmless, but it can no longer be withdrawn
  await tx.objectStore("ops").put({ ...row, state: "waiting", problem: null, next: 0, tries: 1 });
  const meta = tx.objectStore("meta");
  for (const [key, least] of /** @type {[string, number][]} */ ([["n", row.n], [`seq:${row.person}:${row.op.lane}`, row.op.seq]]))
    if (((await meta.get(key)) ?? 0) < least) await meta.put(least, key);
  const people = tx.objectStore("people");
  if (!(await people.getKey(row.person))) await people.put({ id: row.person, name, posts: [], token: "", refused: true });
}
