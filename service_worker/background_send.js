// When the browser says that there is a signal again: an open page sends; if none is open, the same code sends from here.
import { run } from "../static/js/outbox/drain.js";

const sw = /** @type {any} */ (globalThis);

export async function sendInBackground() {
  const pages = await sw.clients.matchAll({ type: "window" });
  const open = pages.filter((/** @type {any} */ page) => page.visibilityState === "visible");
  for (const page of open) page.postMessage("wake");
  if (!open.length) await run();
}
