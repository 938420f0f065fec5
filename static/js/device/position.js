// Where this phone is (WGS-84). Read only while something watches: a running patrol or an open form.

/** `raw` is what the sensor gave as its time where the phone's own was taken.
 * @typedef {{lat: number, lon: number, acc: number, at: number, source: "browser", speed: number | null, raw?: number}} Fix */

const APART = 120_000; // ms; a sensor farther from the phone's clock is mistaken: a week roll-over, another epoch, another day
const UNKNOWN = 100; // metres, where the sensor does not say how sure it is
const USELESS = 100_000; // metres
const FASTEST = 10_000; // metres per second that the office takes

/** @type {Fix | null} */
let last = null;
/** What the phone said when it had no position: 1 refused, 2 not found, 3 took too long. */
let failing = 0;
/** @type {Set<(fix: Fix | null, code: number) => void>} */
const watchers = new Set();
/** @type {number | null} */
let id = null;

/** @param {any} value @param {number} most */
const within = (value, most) => typeof value === "number" && Math.abs(value) <= most;

/** A fix from a reading of the sensor, or null where it names no place. Every reading passes here. Odd values are nulled, an
 * unknown accuracy is 100 m, and a time far from the phone's is the phone's.
 * @param {{coords: any, timestamp: number}} position @param {number} [now] epoch ms on this phone's clock @returns {Fix | null} */
export function fixOf({ coords, timestamp }, now = Date.now()) {
  const { latitude: lat, longitude: lon, accuracy, speed } = coords;
  if (!within(lat, 90) || !within(lon, 180) || (lat === 0 && lon === 0) || accuracy > USELESS) return null; // 0, 0 is how sensors say nowhere
  const sound = Math.abs(timestamp - now) <= APART;
  return {
    lat,
    lon,
    acc: accuracy > 0 ? Math.max(0.1, Math.round(accuracy * 10) / 10) : UNKNOWN,
    at: Math.round(sound ? timestamp : now),
    source: "browser",
    speed: within(speed, FASTEST) && speed >= 0 ? speed : null,
    ...(sound || !Number.isFinite(timestamp) ? {} : { raw: timestamp }),
  };
}

/** The latest position, however old (see its `at`, epoch ms); null when none was read yet. */
export const latest = () => last;

/** Why there is no position just now: 0 no error, 1 not allowed, 2 not found, 3 took too long. */
export const lastErrorCode = () => failing;

/** @param {GeolocationPosition} position */
function onPosition(position) {
  const fix = fixOf(position);
  if (!fix) return;
  failing = 0;
  last = fix;
  for (const fn of watchers) fn(last, 0);
}

/** @param {GeolocationPositionError} error */
function onError(error) {
  failing = error.code;
  for (const fn of watchers) fn(null, error.code);
}

/** Some phones tell a watch only of movement: ask outright before calling the position lost. */
function askOutright() {
  if (id !== null) navigator.geolocation.getCurrentPosition(onPosition, onError, { enableHighAccuracy: true, maximumAge: 0, timeout: 15_000 });
}

function startWatching() {
  if (id !== null || !("geolocation" in navigator)) return;
  id = navigator.geolocation.watchPosition(
    onPosition,
    // the watch goes on: code 2 comes and goes between fixes; code 3 may only mean that the phone stands still
    (error) => (error.code === 3 ? askOutright() : onError(error)),
    { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 },
  );
}

/** Call `fn` with every position, or with null and a code when there is none; returns a function that stops it.
 * @param {(fix: Fix | null, code: number) => void} fn */
export function watch(fn) {
  watchers.add(fn);
  startWatching();
  return () => {
    watchers.delete(fn);
    if (watchers.size || id === null) return;
    navigator.geolocation.clearWatch(id);
    id = null;
  };
}

/** Watch anew after the phone slept: some phones forget the watch. */
export function restartWatch() {
  if (id === null) return;
  navigator.geolocation.clearWatch(id);
  id = null;
  startWatching();
}

/** One position, at most 10 s old; null when none comes in time. @param {{timeout?: number}} [options] @returns {Promise<Fix | null>} */
export function readOnce({ timeout = 10_000 } = {}) {
  if (last && Date.now() - last.at < 10_000) return Promise.resolve(last);
  return new Promise((resolve) => {
    const stop = watch((fix) => fix && done(fix));
    const timer = setTimeout(() => done(null), timeout);
    /** @param {Fix | null} fix */
    const done = (fix) => {
      clearTimeout(timer);
      stop();
      resolve(fix);
    };
  });
}
