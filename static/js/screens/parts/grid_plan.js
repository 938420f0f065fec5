/** The plan of a grid drawn from its own shapes: its outline, buildings with numbers, the track, and where one is. */
import { middleOf, outerRings } from "../../feed/geometry.js";
import { STOP_KINDS, areas, areasBelow } from "../../feed/names.js";
import { s } from "../../ui/dom.js";
import { w } from "../../ui/words.js";

/** @typedef {{lat: number, lon: number, acc?: number}} Place */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */
/** @typedef {{seen?: Set<string>, track?: (Place & {t?: number})[], me?: Place | null, chosen?: string | null, pick?: (code: string) => void,
 *   ground?: (over: import("../../ground/pictures.js").Bounds) => import("../../ground/pictures.js").Picture[]}} What */

const WIDE = 100;
const SURE = 100; // metres; a position less sure than this is not drawn
const TYPE = 4.2; // height of a word
const LOW = 1.4; // at most as many times wide as high, so that what is below it stays in sight; in large letters it may be a square
const ROOM = 4; // about the outline

/**
 * An SVG, or null where none of the areas has a shape (the list of buildings then stands alone). The outline of the areas is
 * the frame: whatever lies outside is cut off, and an arrow at the edge says in which direction one is.
 * @param {string[]} codes the areas to draw
 * @param {What} [what]
 */
export function gridPlan(codes, what = {}) {
  const own = codes.flatMap((code) => areas.get(code) ?? []);
  const outlines = own.flatMap((area) => outerRings(area.geometry));
  if (!outlines.length) return null;
  const to = frameOf(outlines.flat());
  const drawn = s("svg", {
    class: "plan",
    viewBox: `${-ROOM} ${-ROOM} ${WIDE + 2 * ROOM} ${to.high + 2 * ROOM}`,
    role: what.pick ? "group" : "img",
    "aria-label": w("plan-of", { name: own.map((area) => area.name).join(w("and")) }),
  });
  const pictures = what.ground?.(boundsOf(outlines.flat())) ?? [];
  drawn.classList.toggle("on-ground", pictures.length > 0);
  for (const picture of pictures) drawn.append(groundPicture(picture, to));
  for (const ring of outlines) drawn.append(s("path", { class: "plan-area", d: closedPathOf(ring, to.point) }));
  const all = stopsOf(codes);
  for (const { area } of all) drawn.append(drawBlock(area, what, to));
  drawn.append(...drawWords(all, what, to)); // beneath the track, which a word must not cut: a hole in it means something else
  const track = (what.track ?? []).filter(isSure);
  for (const part of cutAtGaps(track)) drawn.append(s("path", { class: "plan-track", d: pathOf(part.map((fix) => to.point([fix.lon, fix.lat]))) }));
  if (what.me && isSure(what.me)) drawn.append(ownMark(to.point([what.me.lon, what.me.lat]), to.high));
  return drawn;
}

/** Degrees around these points, with as much beside them as the plan leaves free. @param {number[][]} points */
function boundsOf(points) {
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  return { west: Math.min(...lons), south: Math.min(...lats), east: Math.max(...lons), north: Math.max(...lats) };
}

/** A picture of the map file where its corners lie on the plan. @param {import("../../ground/pictures.js").Picture} picture @param {ReturnType<typeof frameOf>} to */
function groundPicture({ href, west, south, east, north }, to) {
  const [left, top] = to.point([west, north]);
  const [right, bottom] = to.point([east, south]);
  return s("image", { class: "plan-ground", href, x: round(left), y: round(top), width: round(right - left), height: round(bottom - top), preserveAspectRatio: "none" });
}

/** @param {Place} place */
const isSure = ({ acc }) => !(Number(acc) > SURE);

/** Where one is, or at the edge the direction in which. @param {[number, number]} at @param {number} high */
function ownMark([x, y], high) {
  const [cx, cy] = [Math.max(-1, Math.min(WIDE + 1, x)), Math.max(-1, Math.min(high + 1, y))];
  if (cx === x && cy === y) return s("circle", { class: "plan-me", cx: round(x), cy: round(y), r: 2.2 });
  const turn = round((Math.atan2(y - high / 2, x - WIDE / 2) * 180) / Math.PI);
  return s("path", { class: "plan-me away", d: "M3 0L-3 -3L-1.5 0L-3 3Z", transform: `translate(${round(cx)} ${round(cy)}) rotate(${turn})` }, s("title", {}, w("plan-away")));
}

const NUMBER = /(\d+)\D*$/;

/** Buildings and checkpoints with the word that stands for each. @param {string[]} codes */
function stopsOf(codes) {
  const found = new Map(codes.flatMap((code) => areasBelow(code)).map((area) => [area.code, area]));
  const all = [...found.values()].filter((area) => STOP_KINDS.includes(area.kind) && (middleOf(area) || outerRings(area.geometry).length));
  return all.map((area) => ({ area, word: shortName(area, all) }));
}

/** From degrees to a box 100 wide, north up. @param {number[][]} points */
function frameOf(points) {
  const lons = points.map((point) => point[0]);
  const lats = points.map((point) => point[1]);
  const west = Math.min(...lons);
  const north = Math.max(...lats);
  const squeeze = Math.cos((north * Math.PI) / 180);
  const width = Math.max((Math.max(...lons) - west) * squeeze, 1e-5);
  const height = Math.max(north - Math.min(...lats), 1e-5);
  const scale = WIDE / Math.max(width, height * (document.documentElement.dataset.size === "large" ? 1 : LOW));
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
const pathOf = (points) => points.map(([x, y], index) => `${index ? "L" : "M"}${round(x)} ${round(y)}`).join("");

/** @param {number[][]} ring @param {(point: number[]) => number[]} to */
const closedPathOf = (ring, to) => `${pathOf(ring.map(to))}Z`;

/** The number of a building, with a letter of its estate before it where two have the same: 海2; a checkpoint's own name.
 * @param {import("../../feed/names.js").Area} area @param {import("../../feed/names.js").Area[]} all */
function shortName(area, all) {
  const [, number] = NUMBER.exec(area.name) ?? [];
  if (!number) return area.name.slice(0, 6);
  return all.some((other) => other !== area && NUMBER.exec(other.name)?.[1] === number) && !/^\d/.test(area.name) ? area.name[0] + number : number;
}

/** The corners of a stop on the plan; a point is drawn as a small box or, a checkpoint, as a diamond.
 * @param {import("../../feed/names.js").Area} area @param {ReturnType<typeof frameOf>} to @returns {number[][]} */
function cornersOf(area, to) {
  const ring = outerRings(area.geometry)[0];
  if (ring) return ring.map(to.point);
  const centre = /** @type {Place} */ (middleOf(area));
  const [x, y] = to.point([centre.lon, centre.lat]);
  if (area.kind !== "building") return [[x, y - 2.4], [x + 2.4, y], [x, y + 2.4], [x - 2.4, y]];
  return [[x - 4.5, y - 3], [x + 4.5, y - 3], [x + 4.5, y + 3], [x - 4.5, y + 3]];
}

/** @param {import("../../feed/names.js").Area} area @param {What} what @param {ReturnType<typeof frameOf>} to */
function drawBlock(area, what, to) {
  const { pick } = what;
  const seen = what.seen?.has(area.code);
  const drawn = s("path", {
    class: `plan-block${seen ? " seen" : ""}${what.chosen === area.code ? " chosen" : ""}`,
    d: `${pathOf(cornersOf(area, to))}Z`,
    ...(pick ? { role: "button", tabindex: 0, "aria-label": area.name } : {}),
  }, s("title", {}, w(seen ? "block-seen" : "block-unseen", { name: area.name })));
  if (!pick) return drawn;
  drawn.addEventListener("click", () => pick(area.code));
  drawn.addEventListener("keydown", (event) => {
    if (!["Enter", " "].includes(/** @type {KeyboardEvent} */ (event).key)) return;
    event.preventDefault();
    pick(area.code);
  });
  return drawn;
}

/** @param {number[][]} points @returns {Box} */
function boxOf(points) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** @param {Box} box */
const centreOf = ({ left, top, right, bottom }) => ({ cx: round((left + right) / 2), cy: round((top + bottom) / 2) });

/** Whether a box lies within a ring, its corners at least. @param {Box} box @param {number[][]} ring */
const isWithin = ({ left, top, right, bottom }, ring) =>
  [[left, top], [right, top], [right, bottom], [left, bottom]].every(([x, y]) => ring.reduce((inside, [bx, by], index) => {
    const [ax, ay] = ring[(index || ring.length) - 1];
    return by > y !== ay > y && x < ((ax - bx) * (y - by)) / (ay - by) + bx ? !inside : inside;
  }, false));

/** @param {Box} a @param {Box} b */
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The words of all stops: inside where they fit, else on the free side of the block that meets the least.
 * @param {ReturnType<typeof stopsOf>} all @param {What} what @param {ReturnType<typeof frameOf>} to */
function drawWords(all, what, to) {
  const shapes = all.map(({ area }) => cornersOf(area, to));
  const boxes = shapes.map(boxOf);
  const taken = [...boxes];
  return all.map(({ area, word }, index) => {
    const box = boxes[index];
    const wide = [...word].reduce((so, letter) => so + (letter > "\u2e80" ? TYPE : TYPE * 0.6), 0.6);
    const { cx, cy } = centreOf(box);
    const around = (/** @type {number} */ x, /** @type {number} */ y) => ({ x, y, box: { left: x - wide / 2, top: y - TYPE / 2, right: x + wide / 2, bottom: y + TYPE / 2 } });
    const fits = isWithin(around(cx, cy).box, shapes[index]);
    const sides = [
      around(cx, box.bottom + TYPE * 0.6), around(cx, box.top - TYPE * 0.6),
      around(box.right + wide / 2 + 0.4, cy), around(box.left - wide / 2 - 0.4, cy),
    ];
    const cost = (/** @type {ReturnType<typeof around>} */ side) => taken.filter((other) => overlap(side.box, other)).length + (side.box.left < -ROOM || side.box.right > WIDE + ROOM ? 2 : 0);
    const best = fits ? around(cx, cy) : sides.reduce((so, side) => (cost(side) < cost(so) ? side : so));
    taken.push(best.box);
    const filled = fits && (what.seen?.has(area.code) || what.chosen === area.code);
    return s("text", { class: `plan-word${filled ? " seen" : ""}${fits ? "" : " beside"}`, x: round(best.x), y: round(best.y), "font-size": TYPE, "aria-hidden": "true" }, word);
  });
}

/** A track cut where fixes are more than 90 s apart: nothing is drawn where nothing is known. @param {(Place & {t?: number})[]} track */
function cutAtGaps(track) {
  /** @type {(Place & {t?: number})[][]} */
  const cut = [];
  track.forEach((fix, index) => {
    const before = track[index - 1];
    if (!before || (fix.t ?? 0) - (before.t ?? 0) > 90_000) cut.push([]);
    cut[cut.length - 1].push(fix);
  });
  return cut;
}
