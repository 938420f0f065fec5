/** Where something is: filled in from the position, changeable on the plan or by the list, worded for people. */
import * as place from "../place.js";
import { h, icon, put } from "./dom.js";
import { areaPath, areas, buildings, field, nearest } from "./names.js";
import { plan } from "./plan.js";
import { open } from "./sheet.js";
import { known, w } from "./words.js";
import * as session from "../session.js";

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
    const area = await choose(bound.get().area ?? null);
    if (area === undefined) return;
    bound.set(area);
    draw();
  };
  draw();
  const stop = place.watch(draw);
  void place.once({ timeout: 10_000 }).catch(() => null).then(draw);
  return stop;
}

/** Where one works, when nothing better is known. */
export function here() {
  const post = field()[0] ?? session.current()?.posts[0];
  return post ? post.area_name : w("unknown-place");
}

/**
 * Let somebody choose a building; undefined when they turned back, null for "by position".
 * @param {string | null} chosen
 * @param {{title?: string, position?: boolean, extra?: Node}} [how]
 * @returns {Promise<string | null | undefined>}
 */
export async function choose(chosen, how = {}) {
  /** @type {string | null | undefined} */
  let answer;
  const own = (field().length ? field() : (session.current()?.posts ?? [])).map((post) => post.area);
  const near = nearest(place.latest());
  const all = buildings().sort((a, b) => Number(b.code === near?.area.code) - Number(a.code === near?.area.code));
  const done = (/** @type {string | null} */ code) => {
    answer = code;
    shown.close();
  };
  const row = (/** @type {string | null} */ code, /** @type {string} */ name, /** @type {string} */ more) =>
    h("li", {}, h("button", { class: "item", type: "button", "aria-pressed": code === chosen, on: { click: () => done(code) } },
      icon(code ? "building" : "place"),
      h("span", { class: "item-body" }, h("span", { class: "item-title" }, name), h("span", { class: "item-more" }, more))));
  const drawn = plan(own, { chosen, pick: done, me: place.latest() });
  const areasOwn = own.flatMap((code) => areas.get(code) ?? []);
  const list = h("ul", { class: "list" },
    how.position === false ? null : row(null, w("by-position"), w("by-position-why")),
    ...all.map((area) => row(area.code, areaPath(area.code), area.code === near?.area.code ? w("nearest", { m: Math.round(near.far) }) : "")),
    ...areasOwn.map((area) => row(area.code, area.name, known(`kind-${area.kind}`) ? w(`kind-${area.kind}`) : "")));
  const shown = open(how.title ?? w("where"), h("div", { class: "stack" }, how.extra ?? null, drawn, list));
  await shown.closed;
  return answer;
}
