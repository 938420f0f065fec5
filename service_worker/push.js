// A message from the office while the app is shut: one line on the phone, and a tap that opens what it is about.
import { isField } from "./rules.js";

const sw = /** @type {any} */ (globalThis);

const openPages = async () => (await sw.clients.matchAll({ type: "window", includeUncontrolled: true })).filter((/** @type {any} */ page) => isField(new URL(page.url).pathname));

/** Browsers demand that something is shown; a message that came twice takes its own place. @param {any} event */
export async function showNotification(event) {
  let message = /** @type {any} */ ({});
  try {
    message = event.data?.json() ?? {};
  } catch {
    // not from our office, or of another version: still something must be shown
  }
  const { title = "巡格", body = "", tag, url, urgent = false } = message;
  await sw.registration.showNotification(String(title), { body: String(body), tag, data: { url }, requireInteraction: urgent === true });
  for (const page of await openPages()) page.postMessage("news");
}

/** @param {any} event */
export async function openNotification(event) {
  event.notification.close();
  const asked = new URL(event.notification.data?.url ?? "/inbox", location.origin);
  const to = asked.origin === location.origin ? asked.pathname : "/inbox";
  const [page] = await openPages();
  if (!page) return sw.clients.openWindow(to);
  page.postMessage({ go: to }); // the app goes there itself: a patrol or a draft on that page lives on
  return page.focus().catch(() => null);
}
