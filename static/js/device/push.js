/** Web push on this phone: whether it can, whether it is on, and turning it on and off. */

/** @typedef {"unable" | "denied" | "off" | "on"} Stands */

const worker = async () => (await navigator.serviceWorker?.getRegistration("/")) ?? null;

/** Whether push is on here. If so, the server is told again, because the phone may be another person's now. @returns {Promise<Stands>} */
export async function pushState() {
  const registration = "PushManager" in globalThis && "Notification" in globalThis ? await worker() : null;
  if (!registration?.pushManager) return "unable";
  if (Notification.permission === "denied") return "denied";
  const subscription = await registration.pushManager.getSubscription().catch(() => null);
  if (subscription && Notification.permission === "granted") void register("POST", subscription).catch(() => {});
  return subscription ? "on" : "off";
}

/** Turn it on, after the browser has asked. Resolves with whether it is on now. */
export async function turnOn() {
  const registration = await worker();
  if (!registration || (await Notification.requestPermission()) !== "granted") return false;
  const response = await fetch("/api/v1/push", { headers: { Accept: "application/json" } });
  if (response.status !== 200) return false;
  const { key } = await response.json();
  await (await registration.pushManager.getSubscription())?.unsubscribe(); // it may have been made for a former key
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  if (await register("POST", subscription)) return true;
  await subscription.unsubscribe();
  return false;
}

/** Turn it off here. The server hears of it now, or later from the push service. */
export async function turnOff() {
  const subscription = await (await worker())?.pushManager.getSubscription();
  if (!subscription) return true;
  void register("DELETE", subscription).catch(() => {});
  return subscription.unsubscribe();
}

/** @param {"POST" | "DELETE"} method @param {PushSubscription} subscription */
async function register(method, subscription) {
  const { endpoint, keys } = subscription.toJSON();
  const response = await fetch("/api/v1/push", {
    method,
    headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" },
    body: JSON.stringify(method === "POST" ? { endpoint, keys } : { endpoint }),
  });
  return response.status === 204;
}
