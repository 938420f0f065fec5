// How this browser puts the app on the home screen, and whether it is there already.

/** @type {any} */
let offer = null;
globalThis.addEventListener?.("beforeinstallprompt", (event) => {
  event.preventDefault(); // offered when the worker asks, not over their work
  offer = event;
});

/** Whether it runs from the home screen. */
export const isInstalled = () =>
  matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone === true;

/** Which steps to show: one tap, or what this browser wants done by hand.
 * @returns {"installed" | "prompt" | "wechat" | "ios-safari" | "ios-other" | "huawei" | "xiaomi" | "chrome" | "firefox" | "other"} */
export function installSteps() {
  const agent = navigator.userAgent;
  if (isInstalled()) return "installed";
  if (offer) return "prompt";
  if (/MicroMessenger/i.test(agent)) return "wechat";
  if (/iPhone|iPad/.test(agent)) return /CriOS|FxiOS|EdgiOS/.test(agent) ? "ios-other" : "ios-safari";
  if (/HuaweiBrowser/i.test(agent)) return "huawei";
  if (/MiuiBrowser/i.test(agent)) return "xiaomi";
  if (/Firefox/.test(agent)) return "firefox";
  return /Chrome/.test(agent) ? "chrome" : "other";
}

/** Show the browser's own question; true when the app was installed. */
export async function promptInstall() {
  if (!offer) return false;
  const event = offer;
  offer = null;
  await event.prompt();
  return (await event.userChoice)?.outcome === "accepted";
}
