/** The sheet in which somebody says which building: on the plan, or from the list with the nearest first. */
import * as session from "../../account/session.js";
import * as place from "../../device/position.js";
import * as names from "../../feed/names.js";
import { areaPath, areas, sortedByDistance, walkerPosts } from "../../feed/names.js";
import { h, icon, replaceContent } from "../../ui/dom.js";
import { openSheet } from "../../ui/sheet.js";
import { hasWord, w } from "../../ui/words.js";
import { gridPlan } from "./grid_plan.js";

const NAMED_WITHIN = 300; // metres; farther ones are listed without a distance

/**
 * Let somebody choose a building or checkpoint; undefined when they turned back, null for "by position".
 * @param {string | null} chosen
 * @param {{title?: string, position?: boolean, whole?: boolean, extra?: Node}} [how] `position`, `whole`: whether "by position" and one's whole areas are offered
 * @returns {Promise<string | null | undefined>}
 */
export async function chooseBuilding(chosen, how = {}) {
  /** @type {string | null | undefined} */
  let answer;
  const done = (/** @type {string | null} */ code) => {
    answer = code;
    sheet.close();
  };
  const row = (/** @type {string | null} */ code, /** @type {string} */ name, /** @type {string} */ more, kind = "place") =>
    h("li", {}, h("button", { class: "item", type: "button", "data-key": code ?? "", "aria-pressed": code === chosen, on: { click: () => done(code) } },
      icon(kind),
      h("span", { class: "item-body" }, h("span", { class: "item-title" }, name), h("span", { class: "item-more" }, more))));
  const holder = h("div", { class: "stack" });
  const draw = () => {
    const own = (walkerPosts().length ? walkerPosts() : (session.current()?.posts ?? [])).map((post) => post.area);
    const me = place.latest();
    const whole = (how.whole ?? how.position) === false ? [] : own.flatMap((code) => areas.get(code) ?? []);
    replaceContent(holder, how.extra ?? null, gridPlan(own, { chosen, pick: done, me }),
      h("ul", { class: "list" },
        how.position === false ? null : row(null, w("by-position"), w("by-position-why")),
        sortedByDistance(me).map(({ area, far }, index) => row(area.code, areaPath(area.code), distanceText(far, index), area.kind === "building" ? "building" : "place")),
        whole.map((area) => row(area.code, area.name, hasWord(`kind-${area.kind}`) ? w(`kind-${area.kind}`) : "", "building"))));
  };
  draw();
  const sheet = openSheet(how.title ?? w("where"), holder);
  const stop = names.watch(draw);
  await sheet.closed;
  stop();
  return answer;
}

/** @param {number} far metres to the walls @param {number} index */
function distanceText(far, index) {
  if (far > NAMED_WITHIN) return "";
  return w(far < 1 ? "far-here" : index ? "far" : "nearest", { m: Math.round(far) });
}
