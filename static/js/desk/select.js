// Several rows are selected to be handled together: by their boxes, by x on the row in focus, with shift up to the one selected last.

/** @type {Set<string>} what is selected, also while the list is drawn anew */
const selected = new Set();
let last = "";

/** @returns {HTMLInputElement[]} */
const boxes = () => [...document.querySelectorAll("#rows input.pick")].map((box) => /** @type {HTMLInputElement} */ (box));

/** How many are selected stands on the button that handles them together. */
function show() {
  const all = boxes();
  for (const box of all) box.checked = selected.has(box.value);
  for (const id of selected) if (!all.some((box) => box.value === id)) selected.delete(id);
  const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-several]"));
  if (!button) return;
  button.hidden = selected.size === 0;
  const count = button.querySelector(".num");
  if (count) count.textContent = String(selected.size);
}

/** @param {string} id @param {boolean} is @param {boolean} [through] all between it and the one before too */
function choose(id, is, through = false) {
  const ids = boxes().map(({ value }) => value);
  const [from, to] = [ids.indexOf(last), ids.indexOf(id)].sort((one, other) => one - other);
  const meant = through && from >= 0 ? ids.slice(from, to + 1) : [id];
  for (const one of meant) selected[is ? "add" : "delete"](one);
  last = id;
  show();
}

/** Select the row in focus, or the open one; or let it go. @param {boolean} through */
export function selectRow(through) {
  const row = document.activeElement?.closest("#rows li") ?? document.querySelector("#rows a.deskrow[aria-current]")?.closest("li");
  const box = /** @type {HTMLInputElement | null | undefined} */ (row?.querySelector("input.pick"));
  if (box) choose(box.value, through || !selected.has(box.value), through);
}

export function startSelecting() {
  if (!document.getElementById("rows")) return;
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.matches("input.pick")) choose(box.value, box.checked, event.shiftKey);
  });
  for (const box of boxes()) if (box.checked) selected.add(box.value);
  show();
  new MutationObserver(show).observe(/** @type {Element} */ (document.getElementById("rows")), { childList: true });
}
