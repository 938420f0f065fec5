/** Where something is: filled in from the position, changeable on the plan or by the list, worded for people. */
import * as session from "../../account/session.js";
import * as place from "../../device/position.js";
import * as names from "../../feed/names.js";
import { areaPath, nearestBuilding, walkerPosts } from "../../feed/names.js";
import { strayFrom } from "../../feed/own_ground.js";
import { h, icon, replaceContent } from "../../ui/dom.js";
import { distanceText } from "../../ui/format.js";
import { w } from "../../ui/words.js";

/**
 * Draw the line "5幢 · ±8 m [更改]" into `holder` and keep it true.
 * @param {HTMLElement} holder
 * @param {{get: () => {area?: string | null}, set: (area: string | null) => void}} bound
 * @returns {() => void} stops listening
 */
export function placeLine(holder, bound) {
  const draw = () => {
    const chosen = bound.get().area;
    const fix = place.latest();
    const near = nearestBuilding(fix);
    const stray = chosen ? null : strayFrom(fix);
    const name = chosen ? areaPath(chosen) : stray ? stray.own : near ? w("near", { name: areaPath(near.area.code) }) : placeOfWork();
    const sure = chosen ? w("place-chosen") : stray ? w(stray.beside ? "place-beside" : "place-outside", { beside: stray.beside, far: distanceText(stray.far) }) : fix ? w("place-fix", { m: Math.round(fix.acc) }) : w("place-none");
    replaceContent(holder,
      h("button", { class: "card item", type: "button", "data-key": "place", on: { click: change } },
        icon("place"),
        h("span", { class: "item-body" }, h("span", { class: "item-title" }, name), h("span", { class: stray ? "soon" : "item-more" }, sure)),
        h("span", { class: "tag info" }, w("change")),
      ));
  };
  const change = async () => {
    const { chooseBuilding: choose } = await import("./choose_building.js");
    const area = await choose(bound.get().area ?? null);
    if (area === undefined) return;
    bound.set(area);
    draw();
  };
  draw();
  const ends = [place.watch(draw), names.watch(draw)];
  void place.readOnce({ timeout: 10_000 }).catch(() => null).then(draw);
  return () => ends.forEach((end) => end());
}

/** Where one works, when nothing better is known. */
export function placeOfWork() {
  const post = walkerPosts()[0] ?? session.current()?.posts[0];
  return post ? post.area_name : w("unknown-place");
}
