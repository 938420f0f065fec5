// The service worker: keeps the app on the phone, hands it out without a network, and never touches what people send.
import { handle } from "./rules.js";
import { activate, install, listen } from "./lifecycle.js";
import { opened, told } from "./push.js";
import { wake } from "./background_send.js";

const sw = /** @type {any} */ (globalThis);

sw.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
sw.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
sw.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(listen(event)));
sw.addEventListener("sync", (/** @type {any} */ event) => event.waitUntil(wake()));
sw.addEventListener("push", (/** @type {any} */ event) => event.waitUntil(told(event)));
sw.addEventListener("notificationclick", (/** @type {any} */ event) => event.waitUntil(opened(event)));
sw.addEventListener("fetch", (/** @type {any} */ event) => {
  const reply = handle(event.request);
  if (reply) event.respondWith(reply);
});
