// The thread in which pictures are made ready: begun before it is needed, ended when it has rested; without it the page does it.

/** @typedef {import("./picture.js").Ready} Ready */
const REST = 60_000; // ms

/** @type {Worker | null} */
let thread = null;
let works = true;
let last = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;
/** What was asked of it and not answered yet. @type {Map<number, (ready: Ready | null | "none") => void>} */
const jobs = new Map();

/** Begin the thread. */
export function beginThread() {
  const address = globalThis.document?.documentElement.dataset.pictures;
  if (!address || !works || !globalThis.Worker || !globalThis.OffscreenCanvas) return null;
  clearTimeout(resting);
  resting = setTimeout(endThread, REST);
  if (thread) return thread;
  thread = new Worker(address);
  thread.addEventListener("message", ({ data: { job, ready } }) => jobs.get(job)?.(ready));
  thread.addEventListener("error", () => {
    works = false; // its code is not here, or this browser has none: the page does it from now on
    endThread();
  });
  return thread;
}

/** End the thread. */
function endThread() {
  thread?.terminate();
  thread = null;
  for (const answer of jobs.values()) answer("none");
}

/** The picture made ready, or null where this phone cannot, or does not within `patience` ms.
 * @param {ArrayBuffer} original @param {string} type @param {number} side @param {number} patience @returns {Promise<Ready | null>} */
export async function readyPicture(original, type, side, patience) {
  const late = new Promise((done) => setTimeout(() => done("late"), patience));
  const first = await Promise.race([late, askThread(original, type, side)]);
  if (first === "late") endThread(); // it hangs
  if (first !== "none") return first === "late" ? null : first;
  const inPage = import("./picture.js").then(({ makeReady }) => makeReady(original, type, side));
  const own = await Promise.race([late, inPage.catch(() => null)]);
  return own === "late" ? null : own;
}

/** @param {ArrayBuffer} original @param {string} type @param {number} side @returns {Promise<Ready | null | "none">} "none" where no thread answers */
async function askThread(original, type, side) {
  const asked = beginThread();
  if (!asked) return "none";
  const job = ++last;
  try {
    return await new Promise((answer) => {
      jobs.set(job, answer);
      asked.postMessage({ job, original, type, side });
    });
  } finally {
    jobs.delete(job);
  }
}
