// What is being written is kept as it is written, so that a dead phone costs at most a second of typing.
import { newId } from "./ids.js";
import * as session from "./session.js";
import { all, get, put, remove } from "./store.js";

const PAUSE = 300; // ms

/** @typedef {{id: string, fields: Record<string, any>, set: (patch: Record<string, any>) => void,
 *   flush: () => Promise<void>, clear: () => Promise<void>, close: () => Promise<void>}} Draft */

/** @type {Set<{dirty: boolean, flush: () => Promise<void>}>} */
const open_ = new Set();

/** Whether something unfinished is open here, so that the page must not be taken away. */
export const dirty = () => [...open_].some((draft) => draft.dirty);

/** Write all open drafts now: before the camera, on hidden. */
const flushAll = () => Promise.all([...open_].map((draft) => draft.flush()));

globalThis.document?.addEventListener("visibilitychange", () => void flushAll());
globalThis.addEventListener?.("pagehide", () => void flushAll());

/** The draft under `key` of the current person, as it was left; a new one has a fresh id. @param {string} key @returns {Promise<Draft>} */
export async function open(key) {
  await session.ready;
  const full = `${session.current()?.id ?? ""}:${key}`;
  /** @type {{key: string, id: string, fields: Record<string, any>, at: number}} */
  const kept = (await get("drafts", full)) ?? { key: full, id: newId(), fields: {}, at: Date.now() };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let behind = false;
  const flush = async () => {
    clearTimeout(timer);
    if (!behind) return;
    behind = false;
    await put("drafts", { ...kept, at: Date.now() });
  };
  const state = { dirty: Object.keys(kept.fields).length > 0, flush };
  open_.add(state);
  return {
    id: kept.id,
    fields: kept.fields,
    set(patch) {
      Object.assign(kept.fields, patch);
      behind = state.dirty = true;
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), PAUSE);
    },
    flush,
    /** Done with: it was sent or given up. */
    async clear() {
      clearTimeout(timer);
      behind = state.dirty = false;
      open_.delete(state);
      await remove("drafts", full);
    },
    /** Left for later. */
    async close() {
      await flush();
      open_.delete(state);
    },
  };
}

/** Keys of the current person's drafts, newest first. @returns {Promise<{key: string, id: string, at: number}[]>} */
export async function kept() {
  const mine = `${session.current()?.id ?? ""}:`;
  return (await all("drafts"))
    .filter((draft) => draft.key.startsWith(mine))
    .map(({ key, id, at }) => ({ key: key.slice(mine.length), id, at }))
    .sort((a, b) => b.at - a.at);
}
