// The service worker: keeps the app on the phone, hands it out without a network, and never touches what people send.
import { sendInBackground } from "./background_send.js";
import { activate, install, onMessage } from "./lifecycle.js";
import { openNotification, showNotification } from "./push.js";
import { respond } from "./rules.js";

const sw = /** @type {any} */ (globalThis);

sw.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
sw.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
sw.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(onMessage(event)));
sw.addEventListener("sync", (/** @type {any} */ event) => event.waitUntil(sendInBackground()));
sw.addEventListener("push", (/** @type {any} */ event) => event.waitUntil(showNotification(event)));
sw.addEventListener("notificationclick", (/** @type {any} */ event) => event.waitUntil(openNotification(event)));
sw.addEventListener("fetch", (/** @type {any} */ event) => {
  const reply = respond(event.request);
  if (reply) event.respondWith(reply);
});
