/** A small router on the History API: which screen an address shows. The page is never loaded anew, so that a running patrol
 * goes on while the screen changes. */
import { cloneTemplate, findElement, showMessage } from "./dom.js";
import { closeAllSheets } from "./sheet.js";
import { w } from "./words.js";

/** @typedef {{path: RegExp, template: string, nav?: string, open?: boolean, show: (root: HTMLElement, params: string[], query: URLSearchParams) => void | (() => void) | Promise<void | (() => void)>}} Screen */

const KEPT = "/rescue.html"; // the one page beside the screens that the service worker has

/** @type {Screen[]} */
let screens = [];
/** @type {(screen: Screen) => string | null} */
let guard = () => null;
/** @type {void | (() => void)} */
let leaveScreen = undefined;
let turn = 0;
/** @type {(() => void)[]} */
const shown = [];

/** Call `fn` whenever a screen stands. @param {() => void} fn */
export const watchShown = (fn) => void shown.push(fn);

/**
 * Show the screen of the present address, and follow links and the back button from now on.
 * @param {Screen[]} all the last one is shown where none matches
 * @param {(screen: Screen) => string | null} gate an address to go to instead, also one that is no screen of ours; or null
 */
export function start(all, gate) {
  screens = all;
  guard = gate;
  addEventListener("popstate", () => void show());
  document.addEventListener("click", followLink);
  return show(false);
}

/** Follow a plain click on a link to one of the screens. @param {MouseEvent} event */
function followLink(event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest?.("a[href]"));
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  if (link.hash && link.pathname === location.pathname) return;
  const screen = screenAt(link.pathname);
  if (!screen && (navigator.onLine || link.pathname === KEPT)) return;
  event.preventDefault();
  if (!screen) return showMessage(w("offline")); // a page of the server's: the browser's own error page would take this one's place
  void go(link.pathname + link.search);
}

/** @param {string} path */
function screenAt(path) {
  return screens.find((screen) => screen.path.test(path));
}

/**
 * Go to a field address.
 * @param {string} to
 * @param {boolean} [instead] replace the present entry of the history
 */
export function go(to, instead = false) {
  if (instead) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  return show();
}

/** Draw the screen of the present address anew. */
export const showAgain = () => show(false);

/** @param {boolean} [moved] whether focus and scroll go to the top of the screen */
async function show(moved = true) {
  const screen = screenAt(location.pathname) ?? screens[screens.length - 1];
  const elsewhere = guard(screen);
  if (elsewhere) return void (screenAt(new URL(elsewhere, location.href).pathname) ? go(elsewhere, true) : location.replace(elsewhere));
  const showing = ++turn;
  closeAllSheets();
  leaveScreen?.();
  leaveScreen = undefined;
  const main = findElement(document, "main");
  const root = document.createElement("div");
  root.className = "screen";
  const inner = document.createElement("div");
  inner.className = "inner";
  inner.append(cloneTemplate(`screen-${screen.template}`));
  root.append(inner, ...inner.querySelectorAll(":scope > .thumb"));
  main.replaceChildren(root);
  markTab(screen);
  const params = (screen.path.exec(location.pathname) ?? []).slice(1).map((part) => decodeURIComponent(part ?? ""));
  const done = await screen.show(root, params, new URLSearchParams(location.search));
  if (showing !== turn) return void done?.();
  leaveScreen = done;
  const heading = /** @type {HTMLElement | null} */ (root.querySelector("h1"));
  document.title = `${heading?.textContent?.trim() || ""} · ${document.documentElement.dataset.app ?? ""}`;
  root.dataset.ready = "";
  shown.forEach((fn) => fn());
  if (moved) {
    scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
  }
}

/** @param {Screen} screen */
function markTab(screen) {
  for (const link of document.querySelectorAll(".bottom a")) {
    if (link.getAttribute("href") === screen.nav) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
