// How a request is answered from the cache. The network is the second choice and has a time limit.
import { CACHE, CHOICE } from "./kept_files.js";

const PATIENCE = 10_000;

/** @param {RequestInfo} request @returns {Promise<Response>} */
const network = (request) => fetch(request, { signal: AbortSignal.timeout(PATIENCE) });

/** The cached file of any version (names carry digests), else the network. @param {Request} request */
export async function fromCache(request) {
  const { pathname } = new URL(request.url);
  return (await caches.match(pathname, { ignoreVary: true })) ?? network(request);
}

/** The language chosen on this phone, else the browser's. */
async function language() {
  const chosen = await (await caches.open(CHOICE)).match("/language");
  const tag = chosen ? await chosen.text() : navigator.language;
  return tag.startsWith("en") ? "en" : "zh";
}

/** The app's one document, whichever of its addresses was asked for. @param {Request} request */
export async function shell(request) {
  const cache = await caches.open(CACHE);
  const address = `/shell/${await language()}`;
  const kept = (await cache.match(address, { ignoreVary: true })) ?? (await caches.match(address, { ignoreVary: true })); // another version's is better than none
  if (kept) return kept;
  try {
    return await network(request.url);
  } catch {
    return (await caches.match("/rescue.html", { ignoreVary: true })) ?? Response.error();
  }
}

/** A page that is not kept, however long it takes; without a network our own page says so, at the same address. @param {Request} request */
export async function online(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match("/offline.html", { ignoreVary: true })) ?? Response.error();
  }
}
