// Deletes what belongs to whoever is not signed in. Only what their unsent work needs stays, until it is sent.
import { transaction } from "../store/database.js";
import { updateCopies } from "../store/second_copy.js";

const STORES = ["ops", "receipts", "photos", "blobs", "points", "drafts", "people", "meta", "kept", "feed"];

/**
 * Delete what belongs to everyone but the person signed in: news, names, areas, receipts, photos, tracks in ops, and, where
 * nothing of theirs waits, who they are and their token, which the office is told to end. What was begun (drafts, a
 * patrol that runs) and what waits stays, hidden. Doing it twice is harmless; a start finishes what was cut off.
 */
export async function forget() {
  await updateCopies(); // the copy of what is over goes before the receipts that tell so
  const { me, tokens } = await transaction(STORES, "readwrite", async (tx) => {
    const me = (await tx.objectStore("meta").get("current")) ?? "";
    // keys begin with the person; an array comes after every string
    for (const name of ["feed", "kept"])
      for (const range of [IDBKeyRange.upperBound([me], true), IDBKeyRange.lowerBound([me, []])]) await tx.objectStore(name).delete(range);
    const others = (await tx.objectStore("people").getAll()).filter((/** @type {any} */ person) => person.id !== me);
    if (!others.length) return { me, tokens: [] };
    await deleteReceipts(tx, me);
    await deleteTracks(tx, me);
    await deletePhotos(tx, me);
    return { me, tokens: await deletePeople(tx, others) };
  });
  for (const name of globalThis.caches ? await caches.keys() : [])
    if (/^(photos|ground)-/.test(name) && !name.endsWith(`-${me || "nobody"}`)) await caches.delete(name);
  await Promise.all(tokens.map(endToken));
}

/** Delete receipts of others, unless a photo of theirs still waits to be sent. @param {any} tx @param {string} me */
async function deleteReceipts(tx, me) {
  let at = await tx.objectStore("receipts").openCursor();
  while (at) {
    if (at.value.person !== me && !at.value.lacks) await at.delete();
    at = await at.continue();
  }
}

/** Delete track points of others that are in ops already; the rest is unsent work. @param {any} tx @param {string} me */
async function deleteTracks(tx, me) {
  const walks = await tx.objectStore("meta").getAll(IDBKeyRange.bound("patrol:", "patrol:\uffff"));
  const ownPatrols = new Set(walks.map((/** @type {any} */ walk) => walk.patrol)); // one that runs is not over, whosever it is
  for (const name of ["ops", "receipts"])
    for (const { person, op } of await tx.objectStore(name).getAll()) if (person === me) ownPatrols.add(op.body.patrol);
  let at = await tx.objectStore("points").openCursor();
  while (at) {
    if (at.value.cut && !ownPatrols.has(at.value.patrol)) await at.delete();
    at = await at.continue();
  }
}

/** Delete photos of others that are named neither by an op that waits nor by a draft. @param {any} tx @param {string} me */
async function deletePhotos(tx, me) {
  const waiting = [await tx.objectStore("ops").getAll(), await tx.objectStore("drafts").getAll()];
  const lacking = (await tx.objectStore("receipts").getAll()).filter((/** @type {any} */ receipt) => receipt.lacks);
  const wanted = new Set(JSON.stringify([waiting, lacking]).match(/[0-9a-f]{64}/g) ?? []);
  for (const { sha, person } of await tx.objectStore("photos").getAll()) {
    if (person === me || wanted.has(sha)) continue;
    await tx.objectStore("photos").delete(sha);
    await tx.objectStore("blobs").delete(sha);
  }
}

/** @param {any} tx @param {import("./session.js").Person[]} others @returns {Promise<string[]>} the tokens that nobody needs */
async function deletePeople(tx, others) {
  const meta = tx.objectStore("meta");
  const keys = (await meta.getAllKeys()).map(String);
  const tokens = [];
  for (const { gone, ...person } of others) {
    const waits =
      (await tx.objectStore("ops").index("person").count(person.id)) +
      (await tx.objectStore("receipts").index("lacks").count(IDBKeyRange.only([person.id, 1])));
    if (waits || keys.includes(`patrol:${person.id}`)) {
      if (person.posts.length || gone) await tx.objectStore("people").put({ ...person, posts: [] });
      continue;
    }
    await tx.objectStore("people").delete(person.id);
    for (const key of keys) if (key.split(":")[1] === person.id) await meta.delete(key);
    if (person.token) tokens.push(person.token);
  }
  return tokens;
}

/** Tell the server that a token is no longer used. Without a signal it simply expires: nobody holds it any more. @param {string} token */
const endToken = (token) =>
  fetch("/api/v1/sync-token", {
    method: "DELETE",
    credentials: "omit",
    cache: "no-store",
    redirect: "manual",
    keepalive: true, // the page goes
    headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
