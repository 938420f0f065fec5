/** Where something is: filled in from the position, changeable on the plan or by the list, worded for people. */
import * as place from "../../device/position.js";
import { h, icon, put } from "../../ui/dom.js";
import * as names from "../../feed/names.js";
import { areaPath, field, nearest } from "../../feed/names.js";
import { w } from "../../ui/words.js";
import * as session from "../../account/session.js";

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
    const near = nearest(fix);
    const name = chosen ? areaPath(chosen) : near ? w("near", { name: areaPath(near.area.code) }) : here();
    const sure = chosen ? w("place-chosen") : fix ? w("place-fix", { m: Math.round(fix.acc) }) : w("place-none");
    put(holder,
      h("button", { class: "card item", type: "button", "data-key": "place", on: { click: change } },
        icon("place"),
        h("span", { class: "item-body" }, h("span", { class: "item-title" }, name), h("span", { class: "item-more" }, sure)),
        h("span", { class: "tag info" }, w("change")),
      ));
  };
  const change = async () => {
    const { choose } = await import("./choose_building.js");
    const area = await choose(bound.get().area ?? null);
    if (area === undefined) return;
    bound.set(area);
    draw();
  };
  draw();
  const ends = [place.watch(draw), names.watch(draw)];
  void place.once({ timeout: 10_000 }).catch(() => null).then(draw);
  return () => ends.forEach((end) => end());
}

/** Where one works, when nothing better is known. */
export function here() {
  const post = field()[0] ?? session.current()?.posts[0];
  return post ? post.area_name : w("unknown-place");
}
