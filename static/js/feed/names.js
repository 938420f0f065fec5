/** Names of areas, categories, units and moves, from what the phone has, so that they are there offline. */
import * as session from "../account/session.js";
import { setAhead } from "../store/office_clock.js";
import { language, w } from "../ui/words.js";
import { setTerms } from "./asks.js";
import * as feed from "./feed.js";
import { metresBetween, metresToShape, middleOf, outerRings } from "./geometry.js";
import { opName, vocabulary } from "./vocabulary.js";

/** @typedef {{code: string, kind: string, name: string, parent: string | null, overlay: boolean, lat?: number, lon?: number, geometry: any}} Area */
/** @typedef {{code: string, name: string, parent: string | null, icon: string, ends: string | null}} Category */

/** @type {Map<string, Area>} */
export const areas = new Map();
/** @type {Map<string, any>} code → unit */
export const units = new Map();
/** @type {Map<string, Category>} */
export const categories = new Map();
/** Areas above one's own, nearest first; the first with a desk is the next level. @type {{code: string, name: string, desk: boolean}[]} */
export const areasAbove = [];

/** Those of one's own areas where a patrol reads no position. @type {Set<string>} */
const marksOnly = new Set();

/** Whether a patrol over these areas reads no position. @param {Iterable<string>} codes */
export const isMarksOnly = (codes) => [...codes].some((code) => marksOnly.has(code));

/** Days on which patrols outdoors pause at one's posts, as the office says it. @type {{from: string, to: string, sentence: string}[]} */
const pauses = [];

/** What the office says of patrols outdoors that pause today or tomorrow. @returns {string[]} */
export const pausedOutdoors = () => pauses.filter((one) => one.to >= feed.today()).map((one) => one.sentence);

/** The grids beside one's own that have an outline, smallest first. @type {Area[]} */
export const besides = [];

/** @type {Set<() => void>} */
const watchers = new Set();

/** @param {() => void} fn called when the feed changed, after the names are read again; returns the way to stop */
export function watch(fn) {
  watchers.add(fn);
  return () => void watchers.delete(fn);
}

feed.watch(() => void loadNames().then(() => watchers.forEach((fn) => fn())));

/** Read anew from the feed: areas, categories and units, whose terms count here, and how far off the clock is. */
export async function loadNames() {
  const [shapes, kinds, callable, me, ahead] = await feed.documents("areas", "categories", "units", "me", "ahead");
  setTerms(me?.terms, session.current()?.id);
  setAhead(ahead);
  setDials(me?.emergency ?? {});
  pauses.splice(0, pauses.length, ...(me?.outdoor_pauses ?? []));
  marksOnly.clear();
  for (const code of me?.marks_only ?? []) marksOnly.add(code);
  areas.clear();
  for (const { properties, geometry } of shapes?.features ?? []) areas.set(properties.code, { ...properties, geometry });
  areasAbove.splice(0, areasAbove.length, ...(shapes?.above ?? []));
  besides.splice(0, besides.length, ...(shapes?.beside ?? []).map((/** @type {any} */ { properties, geometry }) => ({ ...properties, geometry })));
  categories.clear();
  for (const category of flattenCategories(kinds)) categories.set(category.code, category);
  units.clear();
  for (const unit of callable?.units ?? callable ?? []) units.set(unit.code, unit);
}

/** The numbers to ring first, on every screen that will be made from a template. @param {Record<string, string>} numbers */
function setDials(numbers) {
  for (const template of document.querySelectorAll("template")) {
    for (const dial of /** @type {NodeListOf<HTMLAnchorElement>} */ (template.content.querySelectorAll("[data-dial]"))) {
      const number = numbers[dial.dataset.dial ?? ""];
      if (number === undefined) continue;
      dial.hidden = !number;
      dial.href = `tel:${number.replace("转", ",").replace(/[^+\d,]/g, "")}`;
      /** @type {Element} */ (dial.firstElementChild).textContent = number;
    }
  }
}

/** Both levels in one list, in the language of the screen. @param {any} answer @returns {Category[]} */
function flattenCategories(answer) {
  const list = Array.isArray(answer) ? answer : (answer?.categories ?? []);
  return list.map((/** @type {any} */ category) => ({ code: category.code, name: category.names?.[language] ?? category.name, parent: category.parent ?? null, icon: category.icon ?? "", ends: category.ends ?? null }));
}

/** @param {string | null | undefined} code */
export function areaName(code) {
  if (!code) return "";
  const here = areas.get(code)?.name ?? areasAbove.find((area) => area.code === code)?.name;
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

/** What people pick today, the general class left out where it has things of its own; 其他 comes last. @returns {Category[]} */
export function things() {
  const day = feed.today();
  const parents = new Set([...categories.values()].map((category) => category.parent));
  return [...categories.values()].filter((category) => (category.parent || !parents.has(category.code)) && !(category.ends && category.ends < day)).sort((a, b) => Number(a.code === "other") - Number(b.code === "other"));
}

/** What a move, or the report itself, is called in the course of a matter. @param {string} move */
export const moveName = (move) => (vocabulary.moves[move]?.word ?? (move === "report" ? opName("matter.report") : move)).replace("{next}", w("next-level"));

/** Whether a post allows an act of the office's table. @param {string} act @returns {(post: {role: string}) => boolean} */
const allows = (act) => (post) => ROLES_BY_ACT[act].includes(post.role);

/** The posts, my own where none are named, on which one walks patrols. @param {{role: string, area: string, area_name: string}[]} [posts] */
export const walkerPosts = (posts = session.current()?.posts ?? []) => posts.filter(allows("walk"));

/** Whether one of my posts allows an act. @param {string} act one of app/sync/phone_vocabulary.py */
export const may = (act) => (session.current()?.posts ?? []).some(allows(act));

/** Whether all that I am here is this. @param {string} only a role */
function isOnly(only) {
  const posts = session.current()?.posts ?? [];
  return posts.length > 0 && posts.every(({ role }) => role === only);
}

/** A building head alone, a neighbour and not one of the staff: there is one thing to do. */
export const isNeighbour = () => isOnly("building_head");

/** An administrator alone: administration is my home, not a phone's day in the field. */
export const isAdministrator = () => isOnly("admin");

/** Areas below `code`, itself left out. @param {string} code @returns {Area[]} */
export function areasBelow(code) {
  const under = [...areas.values()].filter((area) => area.parent === code);
  return under.flatMap((area) => [area, ...areasBelow(area.code)]);
}

/** Kinds of areas at which a worker can say "I am here". */
export const STOP_KINDS = ["building", "checkpoint"];

/** Buildings and checkpoints of the areas, or of one's own where none is named, in the office's order. @param {string[]} [codes] */
export function stops(codes = (walkerPosts().length ? walkerPosts() : (session.current()?.posts ?? [])).map((post) => post.area)) {
  const found = new Map(codes.flatMap((code) => areasBelow(code)).map((area) => [area.code, area]));
  return [...found.values()].filter((area) => STOP_KINDS.includes(area.kind));
}

/** @type {Intl.Collator | undefined} */
let collator;

/** The order of names as people read them: 5幢 before 10幢. Made once, and not for the first screen: the order of Chinese signs takes
 * a slow phone a tenth of a second to load. @param {string} a @param {string} b */
export const compareNames = (a, b) => (collator ??= new Intl.Collator("zh", { numeric: true })).compare(a, b);

/** The same in the order of their names. @param {string[]} [codes] */
export const buildings = (codes) => stops(codes).sort((a, b) => compareNames(a.name, b.name));

/** The name of the next level with a desk, or general words where it is not known. */
export const nextLevelName = () => areasAbove.find((area) => area.desk)?.name ?? w("next-level");

/** Metres from a place to the walls of a building, 0 inside; to its point where it has no shape, Infinity where nothing is known.
 * @param {Area} area @param {{lat: number, lon: number}} place */
export function metresToWalls(area, place) {
  if (outerRings(area.geometry).length) return metresToShape(place, area.geometry);
  const centre = middleOf(area);
  return centre ? metresBetween(centre, place) : Infinity;
}

/** Buildings and checkpoints with how far their walls are, the nearest first; as they were where no place is known.
 * @param {{lat: number, lon: number, acc?: number} | null} place @param {Area[]} [list] */
export function sortedByDistance(place, list = buildings()) {
  const sure = place && !(Number(place.acc) > SURE) ? place : null;
  const rows = list.map((area) => ({ area, far: sure ? metresToWalls(area, sure) : Infinity }));
  return sure ? rows.sort((a, b) => a.far - b.far) : rows;
}

const SURE = 100; // metres; a position less sure than this is near to nothing
const NEAR = 60; // metres

/** The nearest building or checkpoint and how far its walls are; null where none is near. @param {{lat: number, lon: number, acc?: number} | null} place */
export function nearestBuilding(place) {
  const [first] = sortedByDistance(place);
  return first?.far < NEAR ? first : null;
}
