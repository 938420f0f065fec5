// Which draft this page writes: every open page one of its own; a page that opens takes up the newest that no other has open.
import { newId } from "../ids.js";
import { all, drop, get, put } from "./keep.js";

/** @typedef {{key: string, at: number, values: Record<string, string>}} Draft */

const PATIENCE = 300; // ms in which a page that is just closing may let go

/** Where the photos of a draft are kept. @param {string} key */
export const photosOf = (key) => `photos:${key}`;

/** Keep a draft of its own. @param {string} id @param {Record<string, string>} values @param {any[]} photos */
export async function leave(id, values, photos) {
  const key = `ask:${id}`;
  await Promise.all([put(key, { key, at: Date.now(), values }), put(photosOf(key), photos)]);
}

/** Whether this page may write it; then it is this page's until it goes. @param {string} key @returns {Promise<boolean>} */
const hold = (key) =>
  new Promise((done) => {
    if (!navigator.locks) return done(true);
    navigator.locks
      .request(key, { ifAvailable: true }, (lock) => {
        done(Boolean(lock));
        return lock ? new Promise(() => {}) : null;
      })
      .catch(() => done(true));
  });

/** The key of this page's draft. @returns {Promise<string>} */
export async function claim() {
  const old = await get("draft"); // as it was kept before every page had its own
  if (old) {
    await leave(newId(), old.values, (await get("draft-photos")) ?? []);
    await Promise.all([drop("draft"), drop("draft-photos")]);
  }
  /** @type {Draft[]} */
  const kept = (await all("ask:")).sort((a, b) => b.at - a.at);
  for (const patience of kept.length ? [0, PATIENCE] : []) {
    await new Promise((done) => setTimeout(done, patience));
    for (const { key } of kept) if (await hold(key)) return key;
  }
  const fresh = `ask:${newId()}`;
  await hold(fresh);
  return fresh;
}
