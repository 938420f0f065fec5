// What this phone can do for field work: the self-check page's plain verdicts.
import * as store from "../store/database.js";
import { CROWDED, fullness } from "../store/fullness.js";
import { clockError, measureAhead, setAhead } from "../store/office_clock.js";
import * as place from "./position.js";
import * as awake from "./wake_lock.js";

/** @typedef {{name: "position" | "camera" | "storage" | "kept" | "screen" | "battery" | "app" | "line" | "clock", verdict: "good" | "weak" | "bad",
 *   detail: Record<string, any>}} Check */

/** @returns {Promise<Check>} */
async function checkPosition() {
  if (!("geolocation" in navigator)) return { name: "position", verdict: "bad", detail: { why: "missing" } };
  const fix = await place.readOnce({ timeout: 15_000 });
  if (fix) return { name: "position", verdict: fix.acc <= 50 ? "good" : "weak", detail: { acc: Math.round(fix.acc) } };
  return { name: "position", verdict: "bad", detail: { why: place.lastErrorCode() === 1 ? "refused" : "none" } };
}

/** @returns {Promise<Check>} */
async function checkCamera() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
  const state = await navigator.permissions?.query(/** @type {any} */ ({ name: "camera" })).catch(() => null);
  if (state?.state === "denied") return { name: "camera", verdict: "weak", detail: { why: "refused" } };
  const found = devices.some((device) => device.kind === "videoinput");
  return { name: "camera", verdict: found ? "good" : "weak", detail: found ? {} : { why: "none" } };
}

/** How full the store is; a warning from 80 %. @returns {Promise<Check>} */
async function checkStorage() {
  const trouble = store.currentTrouble();
  if (trouble) return { name: "storage", verdict: "bad", detail: { why: trouble.kind } };
  const { used, quota, share } = await fullness();
  const detail = { used, quota, share: Math.round(share * 100) };
  return { name: "storage", verdict: share >= 0.95 ? "bad" : share >= CROWDED ? "weak" : "good", detail };
}

/** Whether the browser promises not to clear the store by itself; asks for the promise. @returns {Promise<Check>} */
async function checkPersistence() {
  const ask = navigator.storage;
  const kept = (await ask?.persisted?.().catch(() => false)) || (await ask?.persist?.().catch(() => false));
  return { name: "kept", verdict: kept ? "good" : "weak", detail: {} };
}

/** @returns {Promise<Check>} */
async function checkScreen() {
  if (!("wakeLock" in navigator)) return { name: "screen", verdict: "weak", detail: { why: "missing" } };
  if (awake.isHeld()) return { name: "screen", verdict: "good", detail: {} };
  try {
    const lock = await /** @type {any} */ (navigator).wakeLock.request("screen");
    await lock.release();
    return { name: "screen", verdict: "good", detail: {} };
  } catch {
    return { name: "screen", verdict: "weak", detail: { why: "refused" } }; // battery saver does this
  }
}

/** @returns {Promise<Check>} */
async function checkBattery() {
  const battery = await /** @type {any} */ (navigator).getBattery?.().catch(() => null);
  if (!battery) return { name: "battery", verdict: "good", detail: { why: "unknown" } };
  const level = Math.round(battery.level * 100);
  return { name: "battery", verdict: battery.charging || level > 20 ? "good" : "weak", detail: { level, charging: battery.charging } };
}

/** Whether the app would open without a network. @returns {Promise<Check>} */
async function checkApp() {
  const here = Boolean(navigator.serviceWorker?.controller);
  const installed = matchMedia("(display-mode: standalone)").matches;
  return { name: "app", verdict: here ? "good" : "bad", detail: { installed } };
}

/** Whether our server answers, and how long that takes. @returns {Promise<Check>} */
async function checkLine() {
  const began = performance.now();
  try {
    const response = await fetch("/healthz", { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(8000) });
    const ours = response.ok && response.headers.has("X-Request-Id");
    const ms = Math.round(performance.now() - began);
    return { name: "line", verdict: ours ? (ms < 2000 ? "good" : "weak") : "weak", detail: { ms } };
  } catch {
    return { name: "line", verdict: "weak", detail: { why: "none" } };
  }
}

/** Whether this phone's clock agrees with the office's, as of now or of when it last answered. @returns {Promise<Check>} */
async function checkClock() {
  const response = await fetch("/healthz", { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(8000) }).catch(() => null);
  if (response?.headers.has("X-Request-Id")) setAhead(measureAhead(response));
  const off = clockError();
  return { name: "clock", verdict: off ? "weak" : "good", detail: off ? { why: off > 0 ? "behind" : "ahead", off: Math.abs(off) } : {} };
}

/** Look at everything; takes up to 15 s for the position. @returns {Promise<Check[]>} */
export const runChecks = () =>
  Promise.all([checkPosition(), checkCamera(), checkStorage(), checkPersistence(), checkScreen(), checkBattery(), checkApp(), checkLine(), checkClock()]);
