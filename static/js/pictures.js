// The thread that makes pictures ready: it is sent one picture, and answers with it or with null.
import { makeReady } from "./outbox/photos/picture.js";

const thread = /** @type {any} */ (globalThis);

thread.addEventListener("message", async (/** @type {MessageEvent} */ { data: { job, original, type, side } }) => {
  const ready = await makeReady(original, type, side).catch(() => null);
  thread.postMessage({ job, ready }, ready ? [ready.bytes] : []);
});
