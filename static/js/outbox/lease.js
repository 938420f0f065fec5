// Only one page (or the service worker) sends at a time. This saves bandwidth; that nothing arrives twice rests on ids.
import { due } from "../store/not_before.js";
import { newId } from "../store/ids.js";
import { get, within } from "../store/database.js";

const NAME = "gridwalk-drain";
const TERM = 60_000; // ms a lease holds without a heartbeat
const BEAT = 10_000;

/** Hold the lease, or lengthen it; false when someone else's is live. @param {string} holder */
function hold(holder) {
  return within(["meta"], "readwrite", async (tx) => {
    const meta = tx.objectStore("meta");
    const lease = await meta.get("lease");
    if (lease && lease.holder !== holder && !due(lease.until, TERM) && !navigator.locks) return false;
    await meta.put({ holder, until: Date.now() + TERM }, "lease");
    return true;
  });
}

/** @param {string} holder */
function let_go(holder) {
  return within(["meta"], "readwrite", async (tx) => {
    const meta = tx.objectStore("meta");
    if ((await meta.get("lease"))?.holder === holder) await meta.delete("lease");
  });
}

/** @param {string} holder @param {AbortController} control @param {(signal: AbortSignal) => Promise<void>} work */
async function holding(holder, control, work) {
  if (!(await hold(holder).catch(() => true))) return false; // a full phone cannot note it: it sends all the same
  const beat = setInterval(() => void hold(holder).catch(() => {}), BEAT);
  try {
    await work(control.signal);
  } finally {
    clearInterval(beat);
    await let_go(holder).catch(() => {});
  }
  return true;
}

/**
 * Do `work` unless another page is at it; its signal says when the lease was lost. A holder that was frozen, and so let
 * its lease run out, is pushed aside. Resolves with whether the work was done here.
 * @param {(signal: AbortSignal) => Promise<void>} work @returns {Promise<boolean>}
 */
export async function alone(work) {
  const holder = newId();
  const control = new AbortController();
  if (!navigator.locks) return holding(holder, control, work);
  const request = (/** @type {LockOptions} */ options) =>
    navigator.locks
      .request(NAME, options, (lock) => (lock ? holding(holder, control, work) : null))
      .catch((error) => {
        if (error?.name !== "AbortError") throw error;
        control.abort();
        return false;
      });
  const done = await request({ ifAvailable: true });
  if (done !== null) return Boolean(done);
  const lease = await get("meta", "lease");
  return lease && due(lease.until, TERM) ? Boolean(await request({ steal: true })) : false;
}
