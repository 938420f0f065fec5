// Keeps the screen on while a patrol runs, since a web page gets no position behind a locked screen.

let wanted = false;
/** @type {any} */
let lock = null;
let refused = false;

/** Whether the screen stays on just now. */
export const held = () => Boolean(lock && !lock.released);
/** Whether the phone refused (battery saver, an old system). */
export const isRefused = () => refused;

async function take() {
  if (!wanted || held() || document.visibilityState !== "visible") return;
  const wakeLock = /** @type {any} */ (navigator).wakeLock;
  if (!wakeLock) {
    refused = true;
    return;
  }
  try {
    lock = await wakeLock.request("screen");
    refused = false;
    if (!wanted) letGo();
  } catch {
    refused = true; // some phones want a tap first: the next one asks again
  }
}

/** Keep the screen on until `letGo`. */
export function hold() {
  if (!wanted) {
    wanted = true;
    document.addEventListener("visibilitychange", take);
    document.addEventListener("pointerdown", take, { passive: true });
  }
  return take();
}

export function letGo() {
  wanted = false;
  document.removeEventListener("visibilitychange", take);
  document.removeEventListener("pointerdown", take);
  void lock?.release?.().catch(() => {});
  lock = null;
}
