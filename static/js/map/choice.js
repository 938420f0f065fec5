// One thing is chosen in the list and on its map alike: whichever of the two it is chosen in, the other marks it, and the address keeps it.
const wide = matchMedia("(min-width: 64rem)"); // narrower, list and map stand one below the other: nothing is scrolled away

/** @typedef {"list" | "map" | "address"} Side where it was chosen */

const list = /** @type {HTMLElement} */ (document.querySelector("[data-chooses]"));
/** @type {((id: string, side: Side) => void)[]} */
const hearers = [];
let chosen = "";

/** What is chosen, or "". */
export const chosenId = () => chosen;

/** @param {string} id @returns {HTMLElement | null} */
export const rowOf = (id) => list.querySelector(`[data-row="${CSS.escape(id)}"]`);

/** @param {(id: string, side: Side) => void} hear */
export const whenChosen = (hear) => void hearers.push(hear);

/** @param {string} id @param {Side} side */
export function choose(id, side) {
  if (id === chosen) return;
  chosen = id;
  history.replaceState(history.state, "", `#${id}`);
  for (const hear of hearers) hear(id, side);
  for (const row of list.querySelectorAll("[data-row]")) row.querySelector("a")?.toggleAttribute("aria-current", false);
  const row = rowOf(id);
  row?.querySelector("a")?.setAttribute("aria-current", "true");
  if (side !== "list" && wide.matches) row?.scrollIntoView({ block: "nearest" });
}

/** Go on in the list, at the row of what is chosen. @param {string} id */
export function goToRow(id) {
  const link = rowOf(id)?.querySelector("a");
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}

/** A row for what is on the map and further down in the list than this page of it. @param {HTMLElement} row */
export function addRow(row) {
  list.querySelector("[data-added]")?.remove();
  row.dataset.added = "";
  list.prepend(row);
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = event.target instanceof Element ? event.target.closest("[data-row]") : null;
  if (!by || !row) return;
  const all = [...list.querySelectorAll("[data-row]")];
  event.preventDefault();
  all[all.indexOf(row) + by]?.querySelector("a")?.focus();
}

/** Listen to the list; what the address names is chosen once the map is drawn. */
export function startChoosing() {
  list.addEventListener("focusin", ({ target }) => {
    const row = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-row]")) : null;
    if (row?.dataset.row) choose(row.dataset.row, "list");
  });
  list.addEventListener("keydown", walk);
  const named = decodeURIComponent(location.hash.slice(1));
  if (named) choose(named, "address");
}
