// What was typed in the last moment before a page went. The database answers such a page nothing any more, so the draft is
// noted in localStorage, which is written at once, and taken up by the next page before it opens a draft.
import { transaction } from "../store/database.js";

const PREFIX = "draft:";

/** Note a draft whose last changes may not reach the database. @param {import("./drafts.js").Kept} draft */
export function noteLastWords(draft) {
  try {
    localStorage.setItem(PREFIX + draft.key, JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // no room, or not allowed: then at most 300 ms of typing are lost
  }
}

/** The draft was sent or given up. @param {string} key */
export const dropLastWords = (key) => globalThis.localStorage?.removeItem(PREFIX + key);

/** Write what was noted into the drafts it belongs to. What was written later, or has gone out meanwhile, stays as it is. */
export async function takeUpLastWords() {
  for (const name of Object.keys(globalThis.localStorage ?? {}).filter((name) => name.startsWith(PREFIX))) {
    /** @type {import("./drafts.js").Kept} */
    const last = JSON.parse(localStorage.getItem(name) ?? "{}");
    await transaction(["drafts", "ops", "receipts"], "readwrite", async (tx) => {
      const there = await tx.objectStore("drafts").get(last.key);
      const gone = (await tx.objectStore("ops").getKey(last.id)) ?? (await tx.objectStore("receipts").getKey(last.id));
      if (!gone && (!there || (there.id === last.id && there.at <= last.at))) await tx.objectStore("drafts").put(last);
    });
    localStorage.removeItem(name);
  }
}
