/** A guard against double taps. What has just taken another thing's place ignores taps for 600 ms, and after that a tap that
 * began before. So the second half of a double tap never answers a question that nobody has read. */

const ASLEEP = 600; // ms
const ACTS = "button, a.button";
const TELEPHONE = 'a[href^="tel:"]';

let touchBegan = 0; // when the touch or key under way began, in the time of events; 0: none is (a screen reader's click has none)
let clickBegan = 0; // when what has just been clicked was begun

/** @type {WeakMap<Element, number>} */
const wakesAt = new WeakMap();

for (const kind of ["pointerdown", "keydown"]) globalThis.addEventListener?.(kind, ({ timeStamp }) => (touchBegan = timeStamp), true);
globalThis.addEventListener?.("click", ({ timeStamp }) => {
  clickBegan = touchBegan || timeStamp;
  touchBegan = 0;
}, true);

/** Ignore taps on buttons below `root` for a moment. Telephone links always work: whoever is in danger waits for nothing.
 * @param {Element} root @param {number} [ms] */
export function ignoreTaps(root, ms = ASLEEP) {
  const until = performance.now() + ms;
  if (!wakesAt.has(root)) root.addEventListener("click", swallowTap, true);
  wakesAt.set(root, until);
  root.setAttribute("aria-disabled", "true");
  setTimeout(() => wakesAt.get(root) === until && root.removeAttribute("aria-disabled"), ms);
}

/** Stop a tap that came too early; it makes the moment begin anew. @param {Event} event */
function swallowTap(event) {
  const root = /** @type {Element} */ (event.currentTarget);
  const until = wakesAt.get(root) ?? 0;
  if (clickBegan >= until) return;
  const act = /** @type {Element} */ (event.target).closest(ACTS);
  if (!act || act.matches(TELEPHONE)) return; // choosing and writing do nothing yet
  event.preventDefault();
  event.stopImmediatePropagation();
  if (performance.now() + ASLEEP > until) ignoreTaps(root);
}
