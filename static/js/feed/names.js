/** What things are called: areas, categories, units, states; from what the phone has, so that it works offline. */
import * as feed from "./feed.js";
import { away, metres, middle, rings } from "./geometry.js";
import * as session from "../account/session.js";
import { known, language, w } from "../ui/words.js";

/** @typedef {{code: string, kind: string, name: string, parent: string | null, overlay: boolean, lat?: number, lon?: number, geometry: any}} Area */
/** @typedef {{code: string, name: string, parent: string | null, icon: string}} Category */

/** @type {Map<string, Area>} */
export const areas = new Map();
/** @type {Map<string, any>} code → unit */
export const units = new Map();
/** @type {Map<string, Category>} */
export const categories = new Map();
/** Areas above one's own, nearest first; the first with a desk is the next level. @type {{code: string, name: string, desk: boolean}[]} */
export const above = [];

/** @type {Set<() => void>} */
const watchers = new Set();

/** @param {() => void} fn called when the feed changed, after the names are read again; returns the way to stop */
export function watch(fn) {
  watchers.add(fn);
  return () => void watchers.delete(fn);
}

feed.watch(() => void load().then(() => watchers.forEach((fn) => fn())));

/** Read again what the feed keeps. */
export async function load() {
  const [shapes, kinds, callable] = await Promise.all([feed.areas(), feed.categories(), feed.units()]);
  areas.clear();
  for (const { properties, geometry } of shapes?.features ?? []) areas.set(properties.code, { ...properties, geometry });
  above.splice(0, above.length, ...(shapes?.above ?? []));
  categories.clear();
  for (const one of flat(kinds)) categories.set(one.code, one);
  units.clear();
  for (const unit of callable?.units ?? callable ?? []) units.set(unit.code, unit);
}

/** Both levels in one list, in the language of the screen. @param {any} said @returns {Category[]} */
function flat(said) {
  const list = Array.isArray(said) ? said : (said?.categories ?? []);
  return list.map((/** @type {any} */ one) => ({ code: one.code, name: one.names?.[language] ?? one.name, parent: one.parent ?? null, icon: one.icon ?? "" }));
}

/** @param {string | null | undefined} code */
export function areaName(code) {
  if (!code) return "";
  const here = areas.get(code)?.name ?? above.find((one) => one.code === code)?.name;
  return here ?? session.current()?.posts.find((post) => post.area === code)?.area_name ?? code;
}

/** The grid and the building, as people say it: 第3网格 5幢; nobody says the micro-grid between. @param {string | null | undefined} code */
export function areaPath(code) {
  const area = code ? areas.get(code) : undefined;
  if (!area || !["building", "micro_grid"].includes(area.kind) || !area.parent) return areaName(code);
  const between = area.kind === "building" ? areas.get(area.parent) : undefined;
  const parent = between?.kind === "micro_grid" ? between.parent : area.parent;
  const own = new Set((session.current()?.posts ?? []).map((post) => post.area));
  for (let up = areas.get(area.parent); up; up = up.parent ? areas.get(up.parent) : undefined)
    if (own.has(up.code) && ["grid", "dedicated_grid", "micro_grid"].includes(up.kind)) return area.name;
  return areas.has(parent ?? "") ? `${areaName(parent)} ${area.name}` : area.name;
}

/** @param {string | null | undefined} code */
export const categoryName = (code) => (code ? (categories.get(code)?.name ?? code) : "");

/** @param {string} state */
export const stateName = (state) => (known(`state-${state}`) ? w(`state-${state}`) : state);

/** @param {string} move */
export const moveName = (move) => (known(`move-${move}`) ? w(`move-${move}`) : move);

const WALKERS = ["grid_worker", "grid_lead", "grid_guide"];
/** The posts of everybody but neighbours. */
export const STAFF = [...WALKERS, "dispatcher", "duty_desk", "handler", "admin"];

/** The posts on which one walks. */
export const field = () => (session.current()?.posts ?? []).filter((post) => WALKERS.includes(post.role));

/** Who works at the desk rather than in the field. */
export const DESK = ["dispatcher", "duty_desk", "handler"];

/** @param {...string} roles */
export const holds = (...roles) => (session.current()?.posts ?? []).some((post) => roles.includes(post.role));

/** Areas below `code`, itself left out. @param {string} code @returns {Area[]} */
export function below(code) {
  const under = [...areas.values()].filter((area) => area.parent === code);
  return under.flatMap((area) => [area, ...below(area.code)]);
}

/** Where one can say "I am here". */
export const STOPS = ["building", "checkpoint"];

/** Buildings and checkpoints of the areas, or of one's own where none is named. @param {string[]} [codes] */
export function buildings(codes = (field().length ? field() : (session.current()?.posts ?? [])).map((post) => post.area)) {
  const found = new Map(codes.flatMap((code) => below(code)).map((area) => [area.code, area]));
  return [...found.values()]
    .filter((area) => STOPS.includes(area.kind))
    .sort((a, b) => a.name.localeCompare(b.name, "zh", { numeric: true }));
}

/** The real name of the next level with a desk, or the plain words where it is not known. */
export const nextLevel = () => above.find((one) => one.desk)?.name ?? w("next-level");

/** Metres from a place to the walls of a building, 0 inside; to its point where it has no shape, Infinity where nothing is known.
 * @param {Area} area @param {{lat: number, lon: number}} place */
export function distance(area, place) {
  if (rings(area.geometry).length) return away(place, area.geometry);
  const centre = middle(area);
  return centre ? metres(centre, place) : Infinity;
}

/** Buildings and checkpoints with how far their walls are, the nearest first; as they were where no place is known.
 * @param {{lat: number, lon: number, acc?: number} | null} place @param {Area[]} [list] */
export function byDistance(place, list = buildings()) {
  const sure = place && !(Number(place.acc) > SURE) ? place : null;
  const rows = list.map((area) => ({ area, far: sure ? distance(area, sure) : Infinity }));
  return sure ? rows.sort((a, b) => a.far - b.far) : rows;
}

const SURE = 100; // metres; a position less sure than this is near to nothing
const NEAR = 60; // metres

/** The nearest building or checkpoint and how far its walls are; null where none is near. @param {{lat: number, lon: number, acc?: number} | null} place */
export function nearest(place) {
  const [first] = byDistance(place);
  return first?.far < NEAR ? first : null;
}
