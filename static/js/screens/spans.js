/** Seconds by cause as coloured spans and, always, as a list in words. */
import { h, put } from "../ui/dom.js";
import { length } from "../ui/format.js";
import { w } from "../ui/words.js";

export const CAUSES = ["in_area", "by_marks", "visit", "outside", "too_fast", "inaccurate", "gap"];

/** @param {Element} bar @param {Element} list @param {Record<string, number>} seconds */
export function spans(bar, list, seconds) {
  const have = CAUSES.filter((cause) => seconds[cause] > 0);
  const pieces = have.map((cause) => {
    const piece = h("span", { class: `span cause-${cause}` });
    piece.style.flexGrow = String(seconds[cause]);
    return piece;
  });
  put(bar, pieces);
  /** @type {HTMLElement} */ (bar).hidden = have.length === 0;
  put(list, have.map((cause) =>
    h("li", { class: "item" },
      h("span", { class: `swatch cause-${cause}`, "aria-hidden": "true" }),
      h("span", { class: "item-body" }, h("span", { class: "item-title" }, w(`cause-${cause}`)), h("span", { class: "item-more" }, w(`cause-${cause}-why`))),
      h("span", { class: "num strong" }, length(seconds[cause])))));
  /** @type {HTMLElement} */ (list).hidden = have.length === 0;
}
