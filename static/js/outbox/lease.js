// Only one page (or the service worker) sends at a time. This saves bandwidth; that nothing arrives twice rests on ids.
import { get, transaction } from "../store/database.js";
import { newId } from "../store/ids.js";
import { isDue } from "../store/not_before.js";

const NAME = "gridwalk-drain";
const TERM = 60_000; // ms a lease holds without a heartbeat
const BEAT = 10_000;

/** Hold the lease, or lengthen it; false when someone else's is live. @param {string} holder */
function takeLease(holder) {
  return transaction(["meta"], "readwrite", async (tx) => {
    const meta = tx.objectStore("meta");
    const lease = await meta.get("lease");
    if (lease && lease.holder !== holder && !isDue(lease.until, TERM) && !navigator.locks) return false;
    await meta.put({ holder, until: Date.now() + TERM }, "lease");
    return true;
  });
}

/** @param {string} holder */
function dropLease(holder) {
  return transaction(["meta"], "readwrite", async (tx) => {
    const meta = tx.objectStore("meta");
    if ((await meta.get("lease"))?.holder === holder) await meta.delete("lease");
  });
}

/** @param {string} holder @param {AbortController} control @param {(signal: AbortSignal) => Promise<void>} work */
async function workUnderLease(holder, control, work) {
  if (!(await takeLease(holder).catch(() => true))) return false; // a full phone cannot note it: it sends all the same
  const beat = setInterval(() => void takeLease(holder).catch(() => {}), BEAT);
  try {
    await work(control.signal);
  } finally {
    clearInterval(beat);
    await dropLease(holder).catch(() => {});
  }
  return true;
}

/**
 * Do `work` unless another page is at it; its signal says when the lease was lost. A holder that was frozen, and so let
 * its lease run out, is pushed aside. Resolves with whether the work was done here.
 * @param {(signal: AbortSignal) => Promise<void>} work @returns {Promise<boolean>}
 */
export async function withLease(work) {
  const holder = newId();
  const control = new AbortController();
  if (!navigator.locks) return workUnderLease(holder, control, work);
  const request = (/** @type {LockOptions} */ options) =>
    navigator.locks
      .request(NAME, options, (lock) => (lock ? workUnderLease(holder, control, work) : null))
      .catch((error) => {
        if (error?.name !== "AbortError") throw error;
        control.abort();
        return false;
      });
  const done = await request({ ifAvailable: true });
  if (done !== null) return Boolean(done);
  const lease = await get("meta", "lease");
  return lease && isDue(lease.until, TERM) ? Boolean(await request({ steal: true })) : false;
}
