/** A place that is corrected afterwards: a button that names it and opens plan and list. */
import { areaPath } from "../../feed/names.js";
import { h, icon, replaceContent } from "../../ui/dom.js";
import { w } from "../../ui/words.js";
import { chooseBuilding } from "./choose_building.js";

/** @param {string | null} area the code of the place, as it is
 * @param {(area: string) => void} changed called with another one
 * @param {string} [name] what it is called, where that is more than the name of the area */
export function placeChoice(area, changed, name) {
  let chosen = area;
  const choose = async () => {
    const other = await chooseBuilding(chosen, { position: false, whole: true });
    if (!other) return;
    changed((chosen = other));
    draw(areaPath(other));
  };
  const button = h("button", { class: "card item", type: "button", "data-key": "where", on: { click: () => void choose() } });
  const draw = (/** @type {string} */ said) => replaceContent(button, icon("place"), h("span", { class: "item-body" }, h("span", { class: "item-title" }, said)), h("span", { class: "tag info" }, w("change")));
  draw(name ?? (area ? areaPath(area) : w("unknown-place")));
  return button;
}
