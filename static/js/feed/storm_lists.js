// How long a storm's list of doors stays on this phone: until the office says that it is over, and where no word comes from there, until its time.
import { transaction } from "../store/database.js";
import { officeNow } from "../store/office_clock.js";

const HOUR = 3_600_000;
const ofKind = (/** @type {string} */ person) => IDBKeyRange.bound([person, "storm"], [person, "storm", "\uffff"]);

/** When a list leaves this phone if no word comes, by this phone's clock: at the end that is expected, unless the office was heard
 * after it, and so many hours after the latest word at most. @param {{until: string | null, keep_hours: number}} list @param {number} heard epoch ms */
export function keptUntil({ until, keep_hours }, heard) {
  const most = heard + keep_hours * HOUR;
  const expected = Date.parse(until ?? "") - (officeNow() - Date.now());
  return expected > heard ? Math.min(expected, most) : most;
}

/** The lists of a person with when each leaves, and whether others left because no word came. @param {string} person
 * @returns {Promise<{lists: any[], areForgotten: boolean}>} */
export const readLists = (person) =>
  transaction(["feed", "kept"], "readonly", async (tx) => {
    const [cursor, rows] = await Promise.all([tx.objectStore("kept").get([person, "cursor"]), tx.objectStore("feed").getAll(ofKind(person))]);
    return { lists: rows.map((/** @type {any} */ { data }) => ({ ...data, keptUntil: keptUntil(data, cursor?.at ?? 0) })), areForgotten: Boolean(cursor?.anew) };
  });

/** Let go of every list whose time has come, whoever had it on this phone, and of the answers that the office has; what waits to be sent
 * stays. Whoever had one is told everything anew when the line is back. True where something left. @returns {Promise<boolean>} */
export async function forgetExpired() {
  const holders = await transaction(["feed", "kept"], "readonly", async (tx) => {
    const keys = /** @type {string[][]} */ (await tx.objectStore("kept").getAllKeys());
    const held = await Promise.all(keys.filter(([, name]) => name === "cursor").map(async ([person]) => ({ person, count: await tx.objectStore("feed").count(ofKind(person)) })));
    return held.filter(({ count }) => count).map(({ person }) => person);
  });
  const left = await Promise.all(holders.map(forgetExpiredOf));
  return left.some(Boolean);
}

/** @param {string} person */
const forgetExpiredOf = (person) =>
  transaction(["feed", "kept", "receipts"], "readwrite", async (tx) => {
    const [feed, kept] = [tx.objectStore("feed"), tx.objectStore("kept")];
    const cursor = await kept.get([person, "cursor"]);
    const rows = await feed.getAll(ofKind(person));
    const over = rows.filter((/** @type {any} */ { data }) => keptUntil(data, cursor?.at ?? 0) <= Date.now()).map((/** @type {any} */ { id }) => id);
    if (!over.length) return false;
    for (const id of over) await feed.delete([person, "storm", id]);
    await forgetDoors(tx.objectStore("receipts"), person, ({ body }) => over.includes(body.storm));
    await kept.put({ ...cursor, anew: true });
    return true;
  });

/** What was said at the doors of storms that are over leaves this phone as their lists do. @param {any} receipts the store @param {string} person
 * @param {(op: import("../store/database.js").Op) => boolean} isOver */
export async function forgetDoors(receipts, person, isOver) {
  for (const { id, op, person: whose } of await receipts.getAll()) if (whose === person && op.type === "storm.door" && isOver(op)) await receipts.delete(id);
}

/** The same where everything was told anew: a storm that is not among it is over. @param {string} person */
export const forgetOtherDoors = (person) =>
  transaction(["feed", "receipts"], "readwrite", async (tx) => {
    const lasting = (await tx.objectStore("feed").getAllKeys(ofKind(person))).map((/** @type {any} */ key) => key[2]);
    await forgetDoors(tx.objectStore("receipts"), person, ({ body }) => !lasting.includes(body.storm));
  });
