/** Seconds by cause as coloured spans and, always, as a list in words whose parts add up to what is shown. */
import { h, put } from "../../ui/dom.js";
import { length } from "../../ui/format.js";
import { parts } from "../../patrol/whole_minutes.js";
import { w } from "../../ui/words.js";

const MINUTE = 60;

/** @param {Element} bar @param {Element} list @param {Record<string, number>} seconds */
export function spans(bar, list, seconds) {
  const have = parts(seconds);
  const pieces = have.map((part) => {
    const piece = h("span", { class: `span cause-${part.cause}` });
    piece.style.flexGrow = String(part.seconds);
    return piece;
  });
  put(bar, pieces);
  const long = have.filter(({ minutes }) => minutes);
  const small = have.filter(({ minutes }) => !minutes);
  const rows = long.map(({ cause, minutes }) => row(`cause-${cause}`, w(`cause-${cause}`), w(`cause-${cause}-why`), length(minutes * MINUTE)));
  if (small.length) rows.push(row("", w("cause-small"), small.map((part) => `${w(`cause-${part.cause}`)} ${length(part.seconds)}`).join(w("comma")), long.length ? "" : length(small.reduce((so, part) => so + part.seconds, 0))));
  put(list, rows);
  for (const one of [bar, list]) /** @type {HTMLElement} */ (one).hidden = have.length === 0;
}

/** @param {string} colour @param {string} name @param {string} why @param {string} long */
const row = (colour, name, why, long) =>
  h("li", { class: "item" },
    h("span", { class: `swatch ${colour}`, "aria-hidden": "true" }),
    h("span", { class: "item-body" }, h("span", { class: "item-title" }, name), h("span", { class: "item-more" }, why)),
    h("span", { class: "num strong" }, long));
