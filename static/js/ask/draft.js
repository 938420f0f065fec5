// Which draft this page writes. Every open page has its own; a page that opens takes the newest one that no other page has open.
import { newId } from "../store/ids.js";
import { all, drop, get, put } from "./store.js";

/** @typedef {{key: string, at: number, values: Record<string, string>, qr?: string}} Draft */

const PATIENCE = 300; // ms in which a page that is just closing may let go
const OWN_PATIENCE = 5000; // and this tab's own former page, which is on its way out however slow the phone is
const OWN = "draft"; // in the tab's own storage: the key of its draft

/** Where the photos of a draft are kept. @param {string} key */
export const photosKey = (key) => `photos:${key}`;

/** Store a draft. @param {string} id @param {Record<string, string>} values @param {any[]} photos */
export async function writeDraft(id, values, photos) {
  const key = `ask:${id}`;
  await Promise.all([put(key, { key, at: Date.now(), values }), put(photosKey(key), photos)]);
}

/** Lock a draft for this page, until the page goes. False when another page has it.
 * @param {string} key @param {number} [wait] ms for whoever has it to let go @returns {Promise<boolean>} */
const lockDraft = (key, wait = 0) =>
  new Promise((done) => {
    if (!navigator.locks) return done(true);
    const late = new AbortController();
    if (wait) setTimeout(() => late.abort(), wait);
    navigator.locks
      .request(key, wait ? { signal: late.signal } : { ifAvailable: true }, (lock) => {
        done(Boolean(lock));
        return lock ? new Promise(() => {}) : null;
      })
      .catch(() => done(!late.signal.aborted));
  });

/** The draft that this tab wrote last, or null; with `key`, remember it. @param {string} [key] to be remembered */
function tabsDraft(key) {
  try {
    if (key) sessionStorage.setItem(OWN, key);
    return sessionStorage.getItem(OWN);
  } catch {
    return null;
  }
}

/** The key of this page's draft. A draft belongs to the poster where it was begun: its words and photos are of that place.
 * @param {string} qr the poster's code, "" without one @returns {Promise<string>} */
export async function claimDraft(qr) {
  const key = await chooseDraft(qr);
  tabsDraft(key);
  return key;
}

/** @param {string} qr */
async function chooseDraft(qr) {
  const isOfHere = (/** @type {Draft | undefined} */ draft) => draft && (draft.qr ?? "") === qr;
  const former = tabsDraft();
  if (former && isOfHere(await get(former)) && (await lockDraft(former, OWN_PATIENCE))) return former; // the page was opened anew
  const old = await get("draft"); // as it was kept before every page had its own
  if (old) {
    await writeDraft(newId(), old.values, (await get("draft-photos")) ?? []);
    await Promise.all([drop("draft"), drop("draft-photos")]);
  }
  /** @type {Draft[]} */
  const kept = (await all("ask:")).filter(isOfHere).sort((a, b) => b.at - a.at);
  for (const patience of kept.length ? [0, PATIENCE] : []) {
    await new Promise((done) => setTimeout(done, patience));
    for (const { key } of kept) if (await lockDraft(key)) return key;
  }
  const fresh = `ask:${newId()}`;
  await lockDraft(fresh);
  return fresh;
}
