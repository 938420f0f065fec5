// Keeps the desk up to date: asks every three seconds what has changed, and renews only that, never what somebody is working in.
import htmx from "htmx.org";
import { sound } from "./sound.js";

const SOON = 3000;
const LATER = 10_000; // a tab in the background
const TROUBLE = 15_000;
const OLD = 12_000; // from here on it is said that what stands here is not fresh

/** @type {string | null} */
let tag = null;
let timer = 0;
let askNumber = 0;
let answeredAt = Date.now();

const deskElement = () => /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));
const title = document.title;

/** Children that look the same stay the same elements, so focus, selection and scrolling stay too. @param {Element} now @param {Element} fresh */
function renewRows(now, fresh) {
  const held = document.activeElement?.closest("li")?.id;
  const known = new Map([...now.children].map((row) => [row.id, row]));
  const wanted = [...fresh.children].map((row) => {
    const old = known.get(row.id);
    return old && old.outerHTML === row.outerHTML ? old : row;
  });
  const same = wanted.length === now.children.length && wanted.every((row, at) => row === now.children[at]);
  if (same) return;
  now.replaceChildren(...wanted);
  if (held && document.activeElement === document.body) /** @type {HTMLElement | null} */ (document.querySelector(`#${held} a`))?.focus({ preventScroll: true });
}

/** @param {Element} now @param {Element} fresh */
function renewWhole(now, fresh) {
  if (now.innerHTML.trim() === fresh.innerHTML.trim()) return;
  const held = document.activeElement?.getAttribute("href");
  const inside = now.contains(document.activeElement);
  now.replaceChildren(...fresh.childNodes);
  htmx.process(now);
  if (inside && held) /** @type {HTMLElement | null} */ (now.querySelector(`a[href="${CSS.escape(held)}"]`))?.focus({ preventScroll: true });
}

/** Keep the active row where it is on the screen, whatever came above it. @param {() => void} change */
function keepScroll(change) {
  const focus = document.activeElement;
  const anchor = focus?.classList.contains("deskrow") ? focus : document.querySelector("a.deskrow[aria-current]");
  const id = anchor?.parentElement?.id;
  const before = anchor?.getBoundingClientRect().top;
  change();
  const after = id ? document.querySelector(`#${id} a`)?.getBoundingClientRect().top : undefined;
  if (before === undefined || after === undefined || before < 0 || before >= innerHeight) return;
  const list = /** @type {HTMLElement} */ (deskElement().querySelector(".room-left"));
  (getComputedStyle(list).overflowY === "auto" ? list : window).scrollBy(0, after - before);
}

/** Renew the open matter when others changed it; while somebody works in it, only say that it changed. @param {Document} fresh */
function renewPane(fresh) {
  const pane = /** @type {HTMLElement | null} */ (document.querySelector("#matter [data-matter]"));
  const now = fresh.getElementById("fresh")?.dataset;
  if (!pane || now?.for !== pane.dataset.matter || now?.version === pane.dataset.version) return;
  // what is being read, pointed at or written must not move away; the title has the focus after each renewal, and nobody works in it
  const held = document.activeElement;
  const isHeld = pane.contains(held) && !held?.classList.contains("matter-title");
  const busy = pane.querySelector("details[open], [data-undo]") || isHeld || pane.matches(":hover") || !now?.version;
  const changed = /** @type {HTMLElement | null} */ (pane.querySelector("[data-changed]"));
  if (busy && changed) changed.hidden = false;
  else void follow(`/desk/matters/${pane.dataset.matter}${location.search}`);
}

/** Put the matter as it is now where it stands, and leave the reader where they were in it. @param {string} path */
async function follow(path) {
  const pane = /** @type {HTMLElement} */ (document.getElementById("matter"));
  const [inPane, inPage] = [pane.scrollTop, scrollY];
  await htmx.ajax("GET", path, /** @type {any} */ ({ target: "#matter", swap: "innerHTML" }));
  pane.scrollTop = inPane;
  scrollTo({ top: inPage, behavior: "instant" });
}

/** @param {string} html */
function renewAll(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  keepScroll(() => {
    for (const now of document.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(now.id);
      if (next) (now.hasAttribute("data-rows") ? renewRows : renewWhole)(now, next);
    }
  });
  renewPane(fresh);
}

/** Show what rings in the title, and by sound where that was asked for. */
function ringAlarms() {
  const ids = [...document.querySelectorAll("#alarms [data-ring]")].map((line) => line.getAttribute("data-ring") ?? "");
  const words = JSON.parse(deskElement().dataset.words ?? "{}");
  const pageTitle = /** @type {HTMLElement | null} */ (document.querySelector("#matter [data-title]"))?.dataset.title ?? title;
  document.title = ids.length ? `(${ids.length}) ${words.alarm} · ${pageTitle}` : pageTitle;
  sound.heard(ids);
}

/** Whether words stand in an open form of the matter, so that colleagues are told. @returns {boolean} */
const isWriting = () => [.../** @type {NodeListOf<HTMLTextAreaElement>} */ (document.querySelectorAll("#matter details[open] textarea"))].some(({ value }) => value.trim() !== "");

/** @returns {string} */
function address() {
  const chosen = document.querySelector("[data-matter]")?.getAttribute("data-matter");
  return deskElement().dataset.desk + (chosen ? `&chosen=${chosen}${isWriting() ? "&writing=1" : ""}` : "");
}

/** Show that the page is out of date, or that one is signed out. @param {boolean} [out] signed out */
function showLate(out = false) {
  const late = deskElement().querySelector("[data-late]");
  if (!(late instanceof HTMLElement)) return;
  late.hidden = !out && Date.now() - answeredAt < OLD;
  for (const [name, shown] of Object.entries({ lost: !out, out })) /** @type {HTMLElement} */ (late.querySelector(`[data-${name}]`)).hidden = !shown;
}

async function askServer() {
  clearTimeout(timer);
  const turn = ++askNumber;
  let wait = document.hidden ? LATER : SOON;
  try {
    const answer = await fetch(address(), {
      headers: { "HX-Request": "true", Accept: "text/html", ...(tag ? { "If-None-Match": tag } : {}) },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(TROUBLE),
    });
    if (answer.status === 200 && answer.headers.has("X-Request-Id")) {
      const html = await answer.text();
      if (turn !== askNumber) return;
      tag = answer.headers.get("ETag");
      answeredAt = Date.now();
      renewAll(html);
    } else if (answer.status === 401) {
      return showLate(true);
    } else if (answer.status === 304) answeredAt = Date.now();
  } catch {
    wait = document.hidden ? LATER : SOON;
  }
  if (turn !== askNumber) return;
  ringAlarms();
  showLate();
  timer = setTimeout(askServer, wait);
}

export function startLive() {
  if (!document.querySelector("[data-desk]")) return;
  sound.start();
  ringAlarms();
  timer = setTimeout(askServer, SOON);
  document.addEventListener("visibilitychange", () => !document.hidden && void askServer());
  document.addEventListener("desk-moved", () => {
    tag = null;
    void askServer();
  });
}
