// Which draft this page writes. A draft belongs to the poster whose form it was begun on, or to the form without one. Every open page has
// its own; a page that opens takes the newest of its poster's that no other page has open. Another poster's is offered, never filled in.
import { newId } from "../store/ids.js";
import { all, drop, get, put } from "./store.js";

/** @typedef {{poster: string, form: string, place: string, href: string}} Here the poster's code ("" without one), the id of the form as it
 * stands, the place's name, and how to come back
 * @typedef {{key: string, at: number, values: Record<string, string>} & Partial<Here>} Draft */

const OLD = 14 * 86_400_000; // ms after which a draft is forgotten

/** The poster of a code as the form has it, without its signature. @param {string} [qr] */
export const posterOf = (qr = "") => qr.split(".")[0];

/** Where a poster's form is. @param {string} [qr] */
export const formOf = (qr) => (qr ? `/q/${qr}` : "/ask");

/** Whether a draft is this form's; the form stays the same when its language or size is changed. @param {Draft} draft @param {Here} here */
const belongs = ({ poster = "", form }, here) => poster === here.poster || form === here.form;

/** @param {Draft} draft */
export const isOld = ({ at }) => Date.now() - at > OLD;

const PATIENCE = 300; // ms in which a page that is just closing may let go
const OWN_PATIENCE = 5000; // and this tab's own former page, which is on its way out however slow the phone is
const OWN = "draft"; // in the tab's own storage: the key of its draft

/** Where the photos of a draft are kept. @param {string} key */
export const photosKey = (key) => `photos:${key}`;

/** Store a draft. @param {string} id @param {Record<string, string>} values @param {any[]} photos @param {string} [qr] of the form it was
 * begun on */
export async function writeDraft(id, values, photos, qr) {
  const key = `ask:${id}`;
  const draft = { key, at: Date.now(), values, poster: posterOf(qr), form: id, place: "", href: formOf(qr) };
  await Promise.all([put(key, draft), put(photosKey(key), photos)]);
}

/** The newest draft begun on another poster's form, which no page has open, with its photos; or null. @param {Here} here
 * @returns {Promise<{draft: Draft, photos: any[]} | null>} */
export async function otherDraft(here) {
  const held = new Set((await navigator.locks?.query())?.held?.map(({ name }) => name));
  /** @type {Draft[]} */
  const kept = (await all("ask:")).filter((draft) => !belongs(draft, here) && !isOld(draft) && !held.has(draft.key));
  for (const draft of kept.sort((a, b) => b.at - a.at)) {
    const photos = (await get(photosKey(draft.key))) ?? [];
    if (draft.values.text || photos.length) return { draft, photos };
  }
  return null;
}

/** Forget a draft and its photos. @param {string} key */
export const dropDraft = (key) => Promise.all([drop(key), drop(photosKey(key))]);

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

/** The key of this page's draft. @param {Here} here @returns {Promise<string>} */
export async function claimDraft(here) {
  const key = await chooseDraft(here);
  tabsDraft(key);
  return key;
}

/** @param {Here} here */
async function chooseDraft(here) {
  const former = tabsDraft();
  const known = former && (await get(former));
  if (known && belongs(known, here) && (await lockDraft(former, OWN_PATIENCE))) return former; // the page was opened anew
  const old = await get("draft"); // as it was kept before every page had its own
  if (old) {
    await writeDraft(newId(), old.values, (await get("draft-photos")) ?? []);
    await Promise.all([drop("draft"), drop("draft-photos")]);
  }
  /** @type {Draft[]} */
  const kept = (await all("ask:")).filter((draft) => belongs(draft, here)).sort((a, b) => b.at - a.at);
  for (const patience of kept.length ? [0, PATIENCE] : []) {
    await new Promise((done) => setTimeout(done, patience));
    for (const { key } of kept) if (await lockDraft(key)) return key;
  }
  const fresh = `ask:${newId()}`;
  await lockDraft(fresh);
  return fresh;
}
