/** What the plan's screen says of the map file: its size before it is fetched, how far it is, whose it is, and the way to be rid of it. */
import { begin, drop, look, state, watch } from "../../ground/download.js";
import { closeKept, openKept, picturesOver } from "../../ground/pictures.js";
import { h, replaceIfChanged } from "../../ui/dom.js";
import { w } from "../../ui/words.js";

const megabytes = (/** @type {number} */ bytes) => String(Math.max(0.1, Math.round(bytes / 100_000) / 10));

/** @param {string} words @param {() => void} act */
const button = (words, act) => h("button", { class: "button", type: "button", on: { click: act } }, words);

/** Keep the line under the plan, and the plan's ground, as they are; returns what the plan is drawn upon, and how it ends.
 * @param {HTMLElement} holder @param {() => void} again draws the plan anew */
export function planGround(holder, again) {
  let maker = "";
  let isOpen = false;
  let was = "";
  const draw = () => {
    const { kind, file, got } = state();
    const sizes = { mb: megabytes(file?.bytes ?? 0), got: megabytes(got) };
    const line = (/** @type {string} */ words) => h("p", { class: "quiet", role: "status" }, words);
    /** @type {Record<string, () => Node[]>} */
    const shown = {
      none: () => [],
      offered: () => [line(w("ground-why", sizes)), button(w("ground-get", sizes), () => void begin())],
      mobile: () => [line(w("ground-mobile", sizes)), button(w("ground-get", sizes), () => void begin())],
      loading: () => [line(w("ground-loading", sizes))],
      paused: () => [line(w("ground-paused", sizes)), button(w("ground-go-on"), () => void look())],
      full: () => [line(w("ground-full", sizes))],
      here: () => [line(maker), button(w("ground-drop", sizes), () => void drop())],
    };
    replaceIfChanged(holder, ...shown[kind]());
    if (kind === was) return;
    was = kind;
    if (kind === "here") void openKept().then((name) => ((maker = name ?? ""), (isOpen = name !== null), draw(), again()));
    else if (isOpen && kind !== "loading") (closeKept(), (isOpen = false), again());
  };
  const end = watch(draw);
  const onOnline = () => void look();
  addEventListener("online", onOnline);
  draw();
  void look();
  return {
    pictures: (/** @type {import("../../ground/pictures.js").Bounds} */ over) => (isOpen ? picturesOver(over, again) : []),
    end: () => (end(), removeEventListener("online", onOnline)),
  };
}
