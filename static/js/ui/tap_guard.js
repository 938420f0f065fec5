/** A guard against double taps. What has just taken another thing's place ignores taps for 600 ms, and after that a tap that
 * began before; what stands where an act was just made, for 1,500 ms after it last moved; what a closed sheet lay over ignores
 * fingers for 400 ms. So the second half of a double tap never answers a question that nobody has read, never says of a place
 * that one has come there, and never raises an alarm. */

const ASLEEP = 600; // ms
export const TAKEN_PLACE = 1500; // ms: another act stands where one was just tapped, and a slow hand may tap once more
const UNDER = 400; // ms in which a second tap may still be on its way to what has just closed
const ACTS = "button, a.button";
const TELEPHONE = 'a[href^="tel:"]';

let touchBegan = 0; // when the touch or key under way began, in the time of events; 0: none is (a screen reader's click has none)
let clickBegan = 0; // when what has just been clicked was begun
let byFinger = false; // or by a mouse; keys may do at once what they like
let pageWakesAt = 0;

/** @type {WeakMap<Element, number>} */
const wakesAt = new WeakMap();

for (const kind of ["pointerdown", "keydown"])
  globalThis.addEventListener?.(kind, ({ timeStamp }) => {
    touchBegan = timeStamp;
    byFinger = kind === "pointerdown";
  }, true);
globalThis.addEventListener?.("click", (event) => {
  clickBegan = touchBegan || event.timeStamp;
  if (touchBegan && byFinger && clickBegan < pageWakesAt && !isTelephone(event)) stop(event);
  touchBegan = 0;
}, true);

/** @param {Event} event */
const isTelephone = ({ target }) => Boolean(/** @type {Element} */ (target).closest?.(TELEPHONE));

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** A sheet closes: what lies under it takes no finger for a moment. Keys and telephone links go on working. */
export function ignoreFingers() {
  pageWakesAt = performance.now() + UNDER;
  const { classList } = document.documentElement;
  classList.add("deaf");
  setTimeout(() => performance.now() >= pageWakesAt && classList.remove("deaf"), UNDER + 1);
}

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
  stop(event);
  if (performance.now() + ASLEEP > until) ignoreTaps(root);
}
