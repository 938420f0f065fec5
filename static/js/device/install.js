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

/** Whether the browser would put it there at a tap. */
export const mayPrompt = () => offer !== null;

/** Show the browser's own question; true when the app was installed. */
export async function promptInstall() {
  if (!offer) return false;
  const event = offer;
  offer = null;
  await event.prompt();
  return (await event.userChoice)?.outcome === "accepted";
}
