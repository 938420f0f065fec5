// Before a request is sent: has somebody nearby reported the same?
import { SPOKEN } from "./words.js";

const PATIENCE = 4000; // ms; the question is a courtesy, never a hurdle

/** Open matters like it, or null. @param {Record<string, any>} body @returns {Promise<{title: string, ref: string}[] | null>} */
export async function nearbyMatters(body) {
  const { category, area = "", qr = "", place } = body;
  const asked = new URLSearchParams({ category, area, qr, lat: place?.lat ?? "", lon: place?.lon ?? "" });
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(`/api/v1/requests/nearby?${asked}`, { signal: stop.signal, headers: SPOKEN });
    const found = /** @type {Record<string, string>[]} */ ((await response.json()).nearby);
    const offers = found.map((found) => ({ ref: found.ref, title: `${found.thing} · ${found.place} · ${found.when}` }));
    return offers.length ? offers.slice(0, 3) : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
