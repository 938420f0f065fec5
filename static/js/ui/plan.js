/** The plan of a grid drawn from its own shapes: its outline, buildings with numbers, the track, and where one is. */
import { s } from "./dom.js";
import { areas, below, middle, rings } from "./names.js";
import { w } from "./words.js";

/** @typedef {{lat: number, lon: number}} Place */

const WIDE = 100;

/**
 * An SVG, or null where none of the areas has a shape (the list of buildings then stands alone).
 * @param {string[]} codes the areas to draw
 * @param {{seen?: Set<string>, track?: (Place & {t?: number})[], me?: Place | null, chosen?: string | null, pick?: (code: string) => void}} [what]
 */
export function plan(codes, what = {}) {
  const own = codes.flatMap((code) => areas.get(code) ?? []);
  const outlines = own.flatMap((area) => rings(area.geometry));
  if (!outlines.length) return null;
  const to = frame([...outlines.flat(), ...(what.track ?? []).map((fix) => [fix.lon, fix.lat])]);
  const drawn = s("svg", {
    class: "plan",
    viewBox: `-4 -4 ${WIDE + 8} ${to.high + 8}`,
    role: what.pick ? "group" : "img",
    "aria-label": w("plan-of", { name: own.map((area) => area.name).join("、") }),
  });
  for (const ring of outlines) drawn.append(s("path", { class: "plan-area", d: outline(ring, to.point) }));
  const all = blocks(codes);
  for (const block of all) drawn.append(...building(block, what, to, short(block, all)));
  for (const part of pieces(what.track ?? [])) drawn.append(s("path", { class: "plan-track", d: line(part.map((fix) => to.point([fix.lon, fix.lat]))) }));
  if (what.me) {
    const [cx, cy] = to.point([what.me.lon, what.me.lat]);
    drawn.append(s("circle", { class: "plan-me", cx: round(cx), cy: round(cy), r: 2.2 }));
  }
  return drawn;
}

const NUMBER = /(\d+)\D*$/;

/** @param {string[]} codes */
function blocks(codes) {
  const found = new Map(codes.flatMap((code) => below(code)).map((area) => [area.code, area]));
  return [...found.values()].filter((area) => area.kind === "building");
}

/** From degrees to a box 100 wide, north up. @param {number[][]} points */
function frame(points) {
  const lons = points.map((point) => point[0]);
  const lats = points.map((point) => point[1]);
  const west = Math.min(...lons);
  const north = Math.max(...lats);
  const squeeze = Math.cos((north * Math.PI) / 180);
  const width = Math.max((Math.max(...lons) - west) * squeeze, 1e-5);
  const height = Math.max(north - Math.min(...lats), 1e-5);
  const scale = WIDE / Math.max(width, height * 1.4);
  const shift = (WIDE - width * scale) / 2;
  return {
    high: height * scale,
    /** @param {number[]} point @returns {[number, number]} */
    point: ([lon, lat]) => [shift + (lon - west) * squeeze * scale, (north - lat) * scale],
  };
}

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;

/** @param {number[][]} points */
const line = (points) => points.map(([x, y], index) => `${index ? "L" : "M"}${round(x)} ${round(y)}`).join("");

/** @param {number[][]} ring @param {(point: number[]) => number[]} to */
const outline = (ring, to) => `${line(ring.map(to))}Z`;

/** The number of a building, with a letter of its estate before it where two have the same: 海2. @param {import("./names.js").Area} area @param {import("./names.js").Area[]} all */
function short(area, all) {
  const [, number] = NUMBER.exec(area.name) ?? [];
  if (!number) return area.name.slice(-2);
  return all.some((other) => other !== area && NUMBER.exec(other.name)?.[1] === number) && !/^\d/.test(area.name) ? area.name[0] + number : number;
}

/** @param {import("./names.js").Area} area @param {any} what @param {ReturnType<typeof frame>} to @param {string} word */
function building(area, what, to, word) {
  const centre = middle(area);
  if (!centre) return [];
  const [x, y] = to.point([centre.lon, centre.lat]);
  const shape = rings(area.geometry)[0];
  const seen = what.seen?.has(area.code);
  const classes = `plan-block${seen ? " seen" : ""}${what.chosen === area.code ? " chosen" : ""}`;
  const said = w(seen ? "block-seen" : "block-unseen", { name: area.name });
  const acts = what.pick ? { role: "button", tabindex: 0, "aria-label": area.name } : {};
  const block = shape
    ? s("path", { class: classes, d: outline(shape, to.point), ...acts }, s("title", {}, said))
    : s("rect", { class: classes, x: round(x - 4.5), y: round(y - 3), width: 9, height: 6, rx: 1, ...acts }, s("title", {}, said));
  if (what.pick) {
    block.addEventListener("click", () => what.pick(area.code));
    block.addEventListener("keydown", (event) => {
      if (!["Enter", " "].includes(/** @type {KeyboardEvent} */ (event).key)) return;
      event.preventDefault();
      what.pick(area.code);
    });
  }
  const classes2 = `plan-word${seen || what.chosen === area.code ? " seen" : ""}`;
  return [block, s("text", { class: classes2, x: round(x), y: round(y), "font-size": 4.2, "aria-hidden": "true" }, word)];
}

/** A track cut where fixes are more than 90 s apart: nothing is drawn where nothing is known. @param {(Place & {t?: number})[]} track */
function pieces(track) {
  /** @type {(Place & {t?: number})[][]} */
  const cut = [];
  track.forEach((fix, index) => {
    const before = track[index - 1];
    if (!before || (fix.t ?? 0) - (before.t ?? 0) > 90_000) cut.push([]);
    cut[cut.length - 1].push(fix);
  });
  return cut;
}
