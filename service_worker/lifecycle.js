// The life of a version: it is cached whole or not at all, waits for a tap before it takes over, and deletes the caches of the old
// version only after its last page is closed.
import { CACHE, CHOICE, FILES_KEPT, PAGES_KEPT } from "./kept_files.js";
import { PREFIX } from "./photos.js";

const sw = /** @type {any} */ (globalThis);
const ANSWER_WITHIN = 2000;

/** @param {string} url @param {RequestInit} options */
async function fetchWhole(url, options) {
  const response = await fetch(new Request(url, { cache: "reload", credentials: "same-origin", ...options }));
  if (response.status !== 200 || response.redirected) throw new Error(`${url}: ${response.status}`);
  return response;
}

/** Everything this version caches; fetched where no version has it here yet. */
async function fetchAll() {
  const files = FILES_KEPT.map(async ({ url, digest }) => {
    const old = await caches.match(url); // a name carries its digest, so what is here need not be fetched again
    const integrity = `sha256-${digest}`;
    // the page has just loaded most of them: on a thin line its copy will do, if it is whole
    const near = () => fetchWhole(url, { integrity, cache: "default" }).catch(() => fetchWhole(url, { integrity }));
    return { url, response: old ?? (await near()) };
  });
  const pages = PAGES_KEPT.map(async (url) => {
    const response = await fetchWhole(url, {});
    if (!response.headers.has("X-Gridwalk")) throw new Error(`${url}: not our server`); // a captive portal's page
    return { url, response };
  });
  return Promise.all([...files, ...pages]);
}

/** Fetch everything first, then cache it: a half-filled cache must never be used. */
export async function install() {
  const all = await fetchAll();
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(all.map(({ url, response }) => cache.put(url, response)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

export async function activate() {
  await sw.clients.claim();
  await restoreMissing();
  await dropOldCaches();
}

/** Fetch again what is missing in this version's cache, because a former version or the browser deleted it. Without a signal or
 * room it is tried again next time. What is still here stays. */
async function restoreMissing() {
  const cache = await caches.open(CACHE);
  if ((await cache.keys()).length >= FILES_KEPT.length + PAGES_KEPT.length) return;
  for (const { url, response } of await fetchAll().catch(() => []))
    if (!(await cache.match(url, { ignoreVary: true }))) await cache.put(url, response).catch(() => {});
}

/** Which script a page runs; null when it does not say. @param {any} client @returns {Promise<string | null>} */
function scriptOf(client) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    setTimeout(() => resolve(null), ANSWER_WITHIN);
    client.postMessage("which", [port2]);
  });
}

/** Drop the caches of former versions, unless a page that is open still runs one of them. While a newer version waits for
 * its tap nothing is dropped: its cache would be among them. */
async function dropOldCaches() {
  if (sw.registration.waiting || sw.registration.installing) return;
  const old = (await caches.keys()).filter((name) => name !== CACHE && name !== CHOICE && !name.startsWith(PREFIX));
  if (!old.length) return;
  const pages = await sw.clients.matchAll({ type: "window", includeUncontrolled: true });
  const scripts = await Promise.all(pages.map(scriptOf));
  const ownFiles = FILES_KEPT.map(({ url }) => url);
  if (scripts.some((script) => script !== null && !ownFiles.includes(script))) return;
  if (scripts.includes(null) && pages.some((/** @type {any} */ page) => page.frameType === "top-level" && page.visibilityState === "hidden")) return;
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Messages from our own pages: "take over" after a tap, "hello" from a page that has just opened.
 * @param {any} event */
export async function onMessage(event) {
  if (event.source && new URL(event.source.url).origin !== location.origin) return;
  if (event.data === "take over") await sw.skipWaiting();
  if (event.data !== "hello") return;
  await restoreMissing();
  await dropOldCaches();
}
