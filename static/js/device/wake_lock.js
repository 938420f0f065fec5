// Keeps the screen on while a patrol runs, since a web page gets no position behind a locked screen.

let wanted = false;
/** @type {any} */
let lock = null;
let refused = false;

/** Whether the screen stays on just now. */
export const isHeld = () => Boolean(lock && !lock.released);
/** Whether the phone refused (battery saver, an old system). */
export const isRefused = () => refused;

async function requestLock() {
  if (!wanted || isHeld() || document.visibilityState !== "visible") return;
  const wakeLock = /** @type {any} */ (navigator).wakeLock;
  if (!wakeLock) {
    refused = true;
    return;
  }
  try {
    lock = await wakeLock.request("screen");
    refused = false;
    if (!wanted) releaseScreen();
  } catch {
    refused = true; // some phones want a tap first: the next one asks again
  }
}

/** Keep the screen on until `releaseScreen`. */
export function keepScreenOn() {
  if (!wanted) {
    wanted = true;
    document.addEventListener("visibilitychange", requestLock);
    document.addEventListener("pointerdown", requestLock, { passive: true });
  }
  return requestLock();
}

export function releaseScreen() {
  wanted = false;
  document.removeEventListener("visibilitychange", requestLock);
  document.removeEventListener("pointerdown", requestLock);
  void lock?.release?.().catch(() => {});
  lock = null;
}
