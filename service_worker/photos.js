// Photos that a person has looked at, in a cache of that person alone: the browser's own cache does not tell persons apart.
import { get } from "../static/js/store/database.js";

export const PREFIX = "photos-";
const MOST = 300;
const FRESH = 86_400_000; // ms; the bytes never change, but who may see them does
const PATIENCE = 20_000;

/** The name of the photo cache of whoever is signed in on this phone; "" for nobody. */
export async function cacheName() {
  const person = await get("meta", "current").catch(() => null);
  return person ? PREFIX + person : "";
}

/** @param {Request} request @returns {Promise<Response>} */
export async function photoFirstFromCache(request) {
  const name = await cacheName();
  const kept = name ? await (await caches.open(name)).match(request.url, { ignoreVary: true }) : undefined;
  if (kept && Date.now() - Date.parse(kept.headers.get("Date") ?? "") < FRESH) return kept;
  try {
    const reply = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (name) await keepReply(name, request.url, reply).catch(() => {}); // no room: shown all the same
    return reply;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** @param {string} name @param {string} url @param {Response} reply */
async function keepReply(name, url, reply) {
  if (reply.status >= 500 || !reply.headers.has("X-Request-Id")) return; // no answer of ours
  if (name !== (await cacheName())) return; // they have signed out meanwhile
  const cache = await caches.open(name);
  if (reply.status !== 200) return void (await cache.delete(url));
  await cache.put(url, reply.clone());
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((old) => cache.delete(old)));
}
