/** What this phone does not carry, asked of the office: the whole of a matter that is only a row here, and matters beyond those it was given. */
import * as session from "../account/session.js";
import { publish } from "../store/bus.js";
import { get, transaction } from "../store/database.js";
import { fetchJson, matters } from "./feed.js";

/** Fetch the whole matter and keep it with the others; whether it came. @param {string} id */
export async function fetchMatter(id) {
  const person = session.current()?.id;
  const data = await fetchJson(`/api/v1/matters/${encodeURIComponent(id)}`).catch(() => null);
  if (!data || !person || session.current()?.id !== person) return false;
  await transaction(["feed"], "readwrite", async (tx) => {
    const feed = tx.objectStore("feed");
    const before = await feed.get([person, "matter", id]);
    if (!before || before.version <= data.version) await feed.put({ person, kind: "matter", id, version: data.version, data });
  });
  publish("feed");
  return true;
}

/** Rows of the matters that the office finds by these words besides those here, where it has more than this phone was given; none
 * without a signal.
 * @param {string} words @returns {Promise<any[]>} */
export async function findBeyond(words) {
  const cursor = await get("kept", [session.current()?.id ?? "", "cursor"]);
  if (!cursor?.partial || [...words.trim()].length < 2) return [];
  const answer = await fetchJson(`/api/v1/matters?shape=row&q=${encodeURIComponent(words)}`).catch(() => null);
  const here = new Set((await matters()).map(({ id }) => id));
  return (answer?.matters ?? []).filter((/** @type {any} */ { id }) => !here.has(id));
}
