/** Seconds by cause as coloured spans and, always, as a list in words whose parts add up to what is shown. */
import { wholeMinutes } from "../../patrol/whole_minutes.js";
import { h, replaceContent } from "../../ui/dom.js";
import { durationText } from "../../ui/format.js";
import { w } from "../../ui/words.js";

const MINUTE = 60;

/** @param {Element} bar @param {Element} list @param {Record<string, number>} seconds */
export function timeSpans(bar, list, seconds) {
  const have = wholeMinutes(seconds);
  const pieces = have.map((part) => {
    const piece = h("span", { class: `span cause-${part.cause}` });
    piece.style.flexGrow = String(part.seconds);
    return piece;
  });
  replaceContent(bar, pieces);
  const long = have.filter(({ minutes }) => minutes);
  const small = have.filter(({ minutes }) => !minutes);
  const rows = long.map(({ cause, minutes }) => causeRow(`cause-${cause}`, w(`cause-${cause}`), w(`cause-${cause}-why`), durationText(minutes * MINUTE)));
  if (small.length) rows.push(causeRow("", w("cause-small"), small.map((part) => `${w(`cause-${part.cause}`)} ${durationText(part.seconds)}`).join(w("comma")), long.length ? "" : durationText(small.reduce((so, part) => so + part.seconds, 0))));
  replaceContent(list, rows);
  for (const element of [bar, list]) /** @type {HTMLElement} */ (element).hidden = have.length === 0;
}

/** @param {string} colour @param {string} name @param {string} why @param {string} long */
const causeRow = (colour, name, why, long) =>
  h("li", { class: "item" },
    h("span", { class: `swatch ${colour}`, "aria-hidden": "true" }),
    h("span", { class: "item-body" }, h("span", { class: "item-title" }, name), h("span", { class: "item-more" }, why)),
    h("span", { class: "num strong" }, long));
