// Writes down what the server answered about each op: received, again later, or a person must look at it. Nothing is dropped.
import { transaction } from "../store/database.js";
import { steppedKey } from "../store/moments.js";
import { PHOTO_LOST } from "./items.js";
import { OUTBOX_STORES, addIn, isNeedless, letGo, rowOf } from "./op.js";

/** @typedef {import("../store/database.js").Row} Row @typedef {import("../store/database.js").Receipt} Receipt
 * @typedef {import("./batch.js").Result} Result */

const DAY = 86_400_000;
const KEEP = 30 * DAY; // bodies of received ops, for the day a server is restored
const KEEP_PHOTOS = 7 * DAY;

/** How long to wait before the next try, ms: between 0 and 2 s doubled `tries` times, at most five minutes (full jitter). @param {number} tries */
export const backoff = (tries) => Math.random() * Math.min(300_000, 2000 * 2 ** Math.min(tries, 20));

/** Answers that a full phone could not write down. This page does not send their ops again; after a restart they are sent
 * once more, and the server recognises them. @type {Map<string, {row: Row, result: Result}>} */
const unwritten = new Map();

/** Whether this row was answered and the answer could not be written down yet. @param {Row} row */
export const isAnswered = (row) => unwritten.has(row.id);

/** Write down what could not be written before, if there is room by now. @param {string} person */
export async function writeUnwritten(person) {
  if (unwritten.size) await writeResults(person, [], []);
  for (const [id, { result }] of unwritten) if (result.status === "deferred" || result.status === "busy") unwritten.delete(id);
}

/**
 * Write down what became of a batch, in one transaction; on a full phone remember it.
 * @param {string} person @param {Row[]} batch @param {Result[]} results
 * @returns {Promise<{received: number, revoked: boolean}>}
 */
export async function writeResults(person, batch, results) {
  const all = [...[...unwritten.values()].filter(({ row }) => row.person === person), ...results.map((result, i) => ({ row: batch[i], result }))];
  try {
    const done = await writeResultsNow(person, all.map(({ row }) => row), all.map(({ result }) => result));
    for (const { row } of all) unwritten.delete(row.id);
    return done;
  } catch (error) {
    if (/** @type {any} */ (error).kind !== "full") throw error;
    for (const answer of all) unwritten.set(answer.row.id, answer);
    return { received: 0, revoked: results.some(({ problem }) => problem?.type === "/problems/revoked") };
  }
}

/** @param {string} person @param {Row[]} batch @param {Result[]} results @returns {Promise<{received: number, revoked: boolean}>} */
function writeResultsNow(person, batch, results) {
  return transaction(OUTBOX_STORES, "readwrite", async (tx) => {
    const ops = tx.objectStore("ops");
    let received = 0;
    let revoked = false;
    /** @type {Row["op"][]} */
    const needless = [];
    for (const [i, result] of results.entries()) {
      const row = await ops.get(batch[i].id);
      if (!row) continue;
      if (result.status === "applied" || result.status === "duplicate") {
        await receiveRow(tx, row, result);
        received++;
      } else if (result.status === "deferred" || result.status === "busy") {
        const since = row.since || Date.now();
        const state = result.status === "deferred" ? "deferred" : row.state;
        await ops.put({ ...row, state, since, next: Date.now() + 1000 + backoff(row.tries), fails: 0 });
      } else if (result.problem?.type === "/problems/superseded") {
        await ops.delete(row.id); // its correction has been received in its place
        await tx.objectStore("receipts").put({ ...receiptOf(row), ended: "superseded" });
      } else {
        if (await fileAsNote(tx, row, result.problem)) continue;
        revoked ||= result.problem?.type === "/problems/revoked";
        await ops.put({ ...row, state: "attention", fails: 0, problem: result.problem ?? { type: `/problems/${result.status}` } });
        if (isNeedless(row.op, true)) needless.push(row.op);
      }
    }
    for (const op of needless) await letGo(ops, op, await ops.index("person").getAll(person)); // what waited for it goes at once
    if (received) {
      await tx.objectStore("meta").put(Date.now(), `received:${person}`);
      await wakeDeferred(ops, person);
    }
    return { received, revoked };
  });
}

/** Where the matter went to others meanwhile, what was written and photographed is sent to them in place of the move, as the
 * office says. @param {any} tx @param {Row} row @param {any} problem @returns {Promise<boolean>} */
async function fileAsNote(tx, row, problem) {
  const { text, matter } = row.op.body;
  if (!problem?.file_as || (!text && !row.op.photos.length)) return false;
  await tx.objectStore("ops").delete(row.id);
  await tx.objectStore("receipts").put({ ...receiptOf(row), ended: "superseded" });
  const { type, lane, deps, at, place, photos, person } = row.op;
  await addIn(tx, { type, lane, deps, at: Date.parse(at), place, photos, person, body: { matter, move: problem.file_as, ...(text ? { text } : {}) }, supersedes: row.id });
  return true;
}

/** @param {Row} row @returns {Receipt} */
function receiptOf(row) {
  return { id: row.id, person: row.person, at: Date.now(), ended: "received", op: row.op, n: row.n, rank: row.rank };
}

/** @param {any} meta the store @param {string} key */
const countOne = async (meta, key) => meta.put(((await meta.get(key)) ?? 0) + 1, key);

/** @param {any} tx @param {Row} row @param {Result} result */
async function receiveRow(tx, row, { seq, entity, missing = [] }) {
  await tx.objectStore("ops").delete(row.id);
  if (row.op.type.startsWith("matter.")) await countOne(tx.objectStore("meta"), steppedKey(row.person));
  const photos = tx.objectStore("photos");
  let lacks = 0;
  for (const sha of row.op.photos) {
    const photo = await photos.get(sha);
    if (missing.includes(sha) && !photo?.dropped) lacks++;
    if (photo) await photos.put({ ...photo, server: missing.includes(sha) ? 0 : photo.server || Date.now() });
  }
  const receipt = { ...receiptOf(row), seq, ...(entity ? { entity } : {}), ...(lacks ? { lacks: 1 } : {}) };
  await tx.objectStore("receipts").put(receipt);
}

/** Something was received, so the ops that waited for it may be sent now. @param {any} ops @param {string} person */
async function wakeDeferred(ops, person) {
  for (const row of await ops.index("person").getAll(person))
    if (row.state === "deferred" && row.next) await ops.put({ ...row, next: 0 });
}

/** Note that the server failed on this one op. It is tried again later; after `most` failures a person must look at it.
 * @param {Row} row @param {import("../store/database.js").Problem} problem @param {number} most */
export function noteServerFailure(row, problem, most) {
  return transaction(["ops", "meta"], "readwrite", async (tx) => {
    const ops = tx.objectStore("ops");
    const now = await ops.get(row.id);
    if (!now) return;
    const fails = now.fails + 1;
    const since = now.since || Date.now();
    // only while its neighbours get through is it this op's own fault
    const others = ((await tx.objectStore("meta").get(`received:${row.person}`)) ?? 0) >= since;
    const given = fails >= most && (others || problem.type !== "/problems/internal");
    await ops.put({ ...now, fails, since, problem, state: given ? "attention" : now.state, next: Date.now() + backoff(fails) });
  });
}

/** Hold back a row whose photos are gone from this phone, until a person says what to do. @param {string} id @param {string[]} lost digests */
export function holdForLostPhotos(id, lost) {
  return transaction(["ops", "photos"], "readwrite", async (tx) => {
    const row = await tx.objectStore("ops").get(id);
    if (!row) return;
    const problem = { type: PHOTO_LOST };
    await tx.objectStore("ops").put({ ...row, state: "attention", problem });
    for (const sha of lost) {
      const known = await tx.objectStore("photos").get(sha);
      const photo = known ?? { sha, size: 0, mime: "", width: 0, height: 0, at: Date.now(), person: row.person, place: null, server: 0, tries: 0, next: 0 };
      await tx.objectStore("photos").put({ ...photo, problem });
    }
  });
}

/** After a sign-in, send again what was refused because of who sent it. @param {string} person */
export function retryAfterSignIn(person) {
  const hung = ["revoked", "other-person", "unknown-type", "no-post", "list-not-yours"].map((name) => `/problems/${name}`);
  return transaction(["ops"], "readwrite", async (tx) => {
    const ops = tx.objectStore("ops");
    for (const row of await ops.index("person").getAll(person))
      if (row.state === "attention" && hung.includes(row.problem?.type ?? ""))
        await ops.put({ ...row, state: "waiting", next: 0, problem: null });
  });
}

/** Ids of all ops of this person that the server confirmed and this phone still knows. @param {string} person @returns {Promise<string[]>} */
export function confirmedIds(person) {
  return transaction(["receipts"], "readonly", async (tx) =>
    (await tx.objectStore("receipts").getAll())
      .filter((/** @type {Receipt} */ receipt) => receipt.person === person && receipt.ended === "received")
      .map((/** @type {Receipt} */ receipt) => receipt.id),
  );
}

/** Put ops that a restored server lacks into the outbox again, as they were. @param {string[]} ids */
export function requeue(ids) {
  return transaction(OUTBOX_STORES, "readwrite", async (tx) => {
    const receipts = tx.objectStore("receipts");
    for (const id of ids) {
      const receipt = /** @type {Receipt | undefined} */ (await receipts.get(id));
      if (!receipt || receipt.ended !== "received") continue;
      await receipts.delete(id);
      await tx.objectStore("ops").put({ ...rowOf(receipt.op, receipt.n, receipt.rank, 0), tries: 1 });
    }
  });
}

/** After a restore, ask the server again about every photo that is still here. @param {string} person */
export function recheckPhotos(person) {
  return transaction(OUTBOX_STORES, "readwrite", async (tx) => {
    const photos = tx.objectStore("photos");
    const receipts = tx.objectStore("receipts");
    for (const photo of await photos.getAll())
      if (photo.person === person && photo.server) await photos.put({ ...photo, server: 0, next: 0, tries: 1 });
    for (const receipt of await receipts.getAll())
      if (receipt.person === person && receipt.ended === "received" && receipt.at > Date.now() - KEEP_PHOTOS && (await hasPhotoToSend(photos, receipt.op.photos)))
        await receipts.put({ ...receipt, lacks: 1 });
  });
}

/** Whether the server may lack one of these photos that nobody has dropped. @param {any} photos the store @param {string[]} shas */
export async function hasPhotoToSend(photos, shas) {
  for (const sha of shas) {
    const photo = await photos.get(sha);
    if (photo && !photo.server && !photo.dropped) return true;
  }
  return false;
}

/** Delete what the server has had long enough: bodies of ops after 30 days, photos and tracks after 7. */
export function deleteOld() {
  return transaction([...OUTBOX_STORES, "blobs", "points", "drafts"], "readwrite", async (tx) => {
    const now = Date.now();
    const wanted = new Set();
    for (const row of await tx.objectStore("ops").getAll()) for (const sha of row.op.photos) wanted.add(sha);
    for (const draft of await tx.objectStore("drafts").getAll())
      for (const sha of JSON.stringify(draft).match(/[0-9a-f]{64}/g) ?? []) wanted.add(sha);
    for (const receipt of await tx.objectStore("receipts").getAll()) {
      if (receipt.lacks) for (const sha of receipt.op.photos) wanted.add(sha);
      else if (receipt.at < now - KEEP) await tx.objectStore("receipts").delete(receipt.id);
    }
    for (const photo of await tx.objectStore("photos").getAll()) {
      if (wanted.has(photo.sha) || (photo.server || photo.at) > now - KEEP_PHOTOS) continue;
      await tx.objectStore("photos").delete(photo.sha);
      await tx.objectStore("blobs").delete(photo.sha);
    }
    let point = await tx.objectStore("points").openCursor();
    while (point) {
      if (point.value.cut && point.value.t < now - KEEP_PHOTOS) await point.delete();
      point = await point.continue();
    }
  });
}
