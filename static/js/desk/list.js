// The desk's list: a row opens beside it on a wide screen, and the keyboard walks it without taking over any field.
import htmx from "htmx.org";

const wide = matchMedia("(min-width: 64rem)");
const beside = matchMedia("(min-width: 90rem)"); // there is room for the facets beside the list
const narrow = matchMedia("(max-width: 63.99rem)"); // there they would stand before it: what is chosen is said, and the list comes first

/** @returns {HTMLElement | null} */
const deskElement = () => document.querySelector("[data-desk]");

/** Every row in the order in which it stands. @returns {HTMLAnchorElement[]} */
const rows = () => [...document.querySelectorAll("a.deskrow")].map((row) => /** @type {HTMLAnchorElement} */ (row));

/** The rows that stood behind the one where one was last, to go on from when that has left the list; null before one was anywhere.
 * @type {Set<string | undefined> | null} */
let behind = null;

/** @param {Element | null} row */
function rememberPlace(row) {
  const all = rows();
  const at = all.findIndex((other) => other === row);
  if (at >= 0) behind = new Set(all.slice(at + 1).map((other) => other.dataset.open));
}

/** Mark the row of the matter that is open. @param {string} [id] */
function markRow(id) {
  for (const row of rows()) {
    if (row.dataset.open === id) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  const map = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-map]"));
  if (map) map.hash = id ?? "";
  rememberPlace(document.querySelector("a.deskrow[aria-current]"));
}

/** What the pane shows after a swap: its address goes along, so that a reload or a bookmark shows the same, and its row is marked. */
function followPane() {
  const shown = /** @type {HTMLElement | null} */ (document.querySelector("#matter [data-address]"));
  if (!shown) return;
  const address = new URL(shown.dataset.address ?? "", location.href);
  if (address.pathname !== location.pathname) {
    history.pushState({ desk: true }, "", address);
    document.getElementById("matter")?.scrollTo(0, 0);
  }
  deskElement()?.classList.toggle("opened", Boolean(shown.dataset.matter) || wide.matches);
  markRow(shown.dataset.matter);
}

/** The matter on its way into the pane, the one that was asked for and came up last, and the row that was walked to since.
 * @type {{opening?: string, asked?: string, walked?: string}} */
const place = {};

/** Which matter is open in the pane. @returns {string | undefined} */
export const shownMatter = () => /** @type {HTMLElement | null} */ (document.querySelector("#matter [data-matter]"))?.dataset.matter;

/** The matter that was asked for and is not there yet. */
export const openingMatter = () => place.opening;

/** Whether what stands in the pane was asked for, and has not come up by itself. */
export const isAskedFor = () => place.asked !== undefined && place.asked === shownMatter();

/** The matter of the row in focus, or walked to before the row left the list; nothing once one is elsewhere. @returns {string | undefined} */
export function aimedAt() {
  const row = /** @type {HTMLElement | null} */ (document.activeElement?.closest("a.deskrow") ?? null);
  return row ? row.dataset.open : document.activeElement === document.body ? place.walked : undefined;
}

/** Open the row of a matter; whether it is in the list. @param {string} id */
export function openRow(id) {
  const row = rows().find(({ dataset }) => dataset.open === id);
  row?.click();
  return row !== undefined;
}

/** Open a matter in the pane; asked for twice while it is on its way, it is opened once. @param {HTMLAnchorElement} link */
async function openMatter(link) {
  const id = link.dataset.open;
  if (place.opening === id) return;
  place.opening = id;
  try {
    await htmx.ajax("GET", link.pathname + link.search, /** @type {any} */ ({ target: "#matter", swap: "innerHTML" }));
  } finally {
    if (place.opening === id) {
      place.opening = undefined;
      if (shownMatter() !== id) document.dispatchEvent(new Event("desk-unopened"));
    }
  }
}

/** To the next row from the one in focus, else from the open one, else from where that stood. @param {number} by */
function moveFocus(by) {
  const all = rows();
  const at = all.findIndex((row) => row === document.activeElement);
  const from = at >= 0 ? at : all.findIndex((row) => row.hasAttribute("aria-current"));
  const after = all.findIndex((row) => behind?.has(row.dataset.open));
  // what lies with others may press and stand on top: one begins with what waits for oneself
  const first = Math.max(0, all.findIndex((row) => !("aside" in row.dataset)));
  const gap = after >= 0 ? after : behind ? all.length : first; // it stood before this row, or at the end
  const to = from >= 0 ? from + by : by < 0 ? gap - 1 : gap;
  const next = all[Math.min(all.length - 1, Math.max(0, to))];
  next?.focus({ preventScroll: true });
  rememberPlace(next ?? null);
  place.walked = next?.dataset.open;
  next?.scrollIntoView({ block: "nearest" });
}

/** Open the row in focus, else the one that stands where one was last, else the first. */
function openFocused() {
  const focused = document.activeElement?.closest("a.deskrow");
  if (!focused) moveFocus(1);
  const row = /** @type {HTMLElement | null} */ (focused ?? document.activeElement?.closest("a.deskrow") ?? null);
  row?.click();
}

/** What the keys do with the list. @type {Record<string, () => void>} */
export const listActs = {
  next: () => moveFocus(1),
  previous: () => moveFocus(-1),
  open: openFocused,
  search: () => document.getElementById("q")?.focus(),
};

/** @param {MouseEvent} event */
function onClick(event) {
  const target = /** @type {Element} */ (event.target);
  const sample = target.closest("[data-sample]");
  if (sample) return useSample(sample);
  const copied = target.closest("[data-copy]");
  if (copied) return void copyText(copied);
  const link = /** @type {HTMLAnchorElement | null} */ (target.closest("a[data-open]"));
  if (!link || !wide.matches || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void openMatter(link);
}

/** Take an example as the beginning of an answer; what is written already stays. @param {Element} sample */
function useSample(sample) {
  const field = sample.closest("form")?.querySelector("textarea");
  if (!field) return;
  field.value = [field.value.trim(), sample.previousElementSibling?.textContent?.trim()].filter(Boolean).join("\n");
  field.focus();
}

/** Put the ready text on the clipboard; where that is not allowed it is selected, to be copied by hand. @param {Element} button */
async function copyText(button) {
  const field = /** @type {HTMLTextAreaElement} */ (document.getElementById(button.getAttribute("data-copy") ?? ""));
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  // of the card that the button stands in: an emergency's band above it has words of its own
  button.lastChild?.replaceWith(JSON.parse(button.closest("[data-words]")?.getAttribute("data-words") ?? "{}").copied ?? "✓");
}

/** Show what only works with a script. */
export function showScripted() {
  for (const hidden of document.querySelectorAll("[data-sample], [data-keys], [data-copy]")) /** @type {HTMLElement} */ (hidden).hidden = false;
}

export function startList() {
  showScripted();
  const facets = /** @type {HTMLDetailsElement | null} */ (document.querySelector("[data-facets]"));
  if (facets && (beside.matches || narrow.matches)) facets.open = beside.matches;
  document.addEventListener("click", onClick);
  if (!deskElement()) return;
  markRow(/** @type {HTMLElement | null} */ (document.querySelector("#matter [data-matter]"))?.dataset.matter);
  document.addEventListener("htmx:after:swap", () => {
    showScripted();
    place.asked = place.opening;
    place.walked = undefined;
    followPane();
    const focusPlace = /** @type {HTMLElement | null} */ (document.querySelector("#matter [data-focus]"));
    if (focusPlace) return focusPlace.focus();
    if (document.activeElement !== document.body) return;
    // the form that was sent is gone, and the focus with it: on to what it has become
    const title = /** @type {HTMLElement | null} */ (document.querySelector("#matter .matter-title"));
    title?.focus();
  });
  for (const kind of ["pointerdown", "focusin"])
    document.addEventListener(kind, ({ target }) => {
      if (!(target instanceof Element && target.closest("a.deskrow"))) place.walked = undefined;
    });
  addEventListener("popstate", () => location.reload());
}
