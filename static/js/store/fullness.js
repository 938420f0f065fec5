// How full the browser's room for this app is.

/** From this share on the person is told to send what waits. */
export const CROWDED = 0.8;

/** Bytes used, bytes allowed, and the one by the other (0–1); zeros where the browser does not say.
 * @returns {Promise<{used: number, quota: number, share: number}>} */
export async function fullness() {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  return { used: usage, quota, share: quota ? usage / quota : 0 };
}
