// A lease, so that only one page (or the service worker) sends at a time. It saves bandwidth; the ids of the ops are what keeps
// anything from arriving twice.
import { get, transaction } from "../store/database.js";
import { newId } from "../store/ids.js";
import { isDue } from "../store/not_before.js";

const NAME = "gridwalk-drain";
const TERM = 60_000; // ms a lease holds without a heartbeat
const BEAT = 10_000;

/** Take the lease or extend it; false while somebody else holds it. @param {string} holder */
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
 * Do `work` unless another page is sending. Its signal is aborted when the lease is lost. A holder that was frozen and let its
 * lease run out loses it. Resolves with whether the work was done here.
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
