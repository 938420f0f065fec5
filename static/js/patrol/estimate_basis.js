// What the estimate of a patrol needs beside its fixes: the areas as the phone has them, and every mark that the server will count.
import * as session from "../account/session.js";
import * as feed from "../feed/feed.js";
import { metresToShape } from "../feed/geometry.js";
import { transaction } from "../store/database.js";
import { startEstimate } from "./estimate.js";
import * as track from "./track.js";

/** @typedef {import("./track.js").Walk} Walk @typedef {import("./estimate.js").Mark} Mark */
/** `known`: the areas have arrived. `mapped`: all of them have a shape, so that "outside" can be said of a position alone.
 * @typedef {{known: boolean, mapped: boolean, shapes: any[], marks: Mark[], key: string}} Basis */

/** @type {Basis} */
export const EMPTY_BASIS = { known: false, mapped: false, shapes: [], marks: [], key: "" };

/** @param {Walk} walk @returns {Promise<Basis>} */
export async function readBasis(walk) {
  /** @type {Map<string, any>} */
  const areas = new Map(((await feed.areas())?.features ?? []).map((/** @type {any} */ area) => [area.properties.code, area]));
  const own = walk.areas.map((code) => areas.get(code));
  const drawn = own.filter((area) => area?.geometry && area.geometry.type !== "Point");
  const shapes = drawn.map((area) => area.geometry);
  const known = own.length > 0 && own.every(Boolean);
  const bare = walk.areas.filter((code) => !drawn.includes(areas.get(code)));
  const under = (/** @type {string | undefined} */ code, /** @type {string[]} */ roots) => {
    for (let up = code; up; up = areas.get(up)?.properties.parent) if (roots.includes(up)) return true;
    return false;
  };
  const marks = [...walk.marks, ...(await marksOfOps(walk))]
    .filter((mark) => (mark.area ? !areas.has(mark.area) || under(mark.area, walk.areas) : containsMark(shapes, mark)))
    .map((mark) => ({ ...mark, listed: under(mark.area, bare) }));
  return { known, mapped: known && !bare.length, shapes, marks, key: JSON.stringify([known, shapes, marks]) };
}

/** @param {any[]} shapes @param {any} mark */
const containsMark = (shapes, mark) => mark.lat != null && shapes.some((shape) => metresToShape(mark, shape) === 0);

/** Marks from the walker's reports, and from the starts and ends of their visits, since the patrol began, as the server counts
 * them. One without place and area says nothing of where the walker was. @param {Walk} walk @returns {Promise<Mark[]>} */
async function marksOfOps({ person, started, ended = Infinity }) {
  const rows = await transaction(["ops", "receipts"], "readonly", async (tx) => [
    ...(await tx.objectStore("ops").index("person").getAll(person)),
    ...(await tx.objectStore("receipts").index("at").getAll(IDBKeyRange.lowerBound(started))),
  ]);
  return rows
    .filter((row) => row.person === person && row.state !== "attention" && (row.ended ?? "received") === "received")
    .flatMap(({ op }) => marksOf(op))
    .filter((mark) => mark.at >= started && mark.at <= ended);
}

/** @param {import("../store/database.js").Op} op @returns {Mark[]} */
function marksOf({ type, at, place, body }) {
  const where = { area: body.area ?? "", how: "", ...(place ? { lat: place.lat, lon: place.lon } : {}) };
  const madeAt = Date.parse(at);
  if (type === "matter.report") return [{ ...where, at: madeAt }];
  if (type !== "visit.record") return [];
  const started = Date.parse(body.started);
  return [started, Math.min(started + body.minutes * 60_000, madeAt)].map((moment) => ({ ...where, at: moment }));
}

/** The estimate of a patrol from its beginning. @param {Walk} walk @param {Basis} basis @param {import("./track.js").Point[]} fixes */
export function estimateOf(walk, { shapes, marks }, fixes) {
  const sums = startEstimate(walk.started, shapes);
  for (const mark of marks) sums.mark(mark);
  for (const fix of [...fixes].sort((a, b) => a.t - b.t)) if (fix.t <= (walk.ended ?? Infinity)) sums.add(fix);
  return sums;
}

/** A patrol of this phone that has ended, with its fixes and this phone's estimate of its seconds (null where its ground is not
 * here); null when it is not known here. @param {string} patrol */
export async function pastPatrol(patrol) {
  await session.ready;
  const person = session.current()?.id;
  const ended = person ? await track.pastWalk(person, patrol) : null;
  if (!ended) return null;
  const ground = await readBasis(ended);
  return { ...ended, seconds: ground.known && ended.ended ? estimateOf(ended, ground, ended.fixes).seconds(ended.ended, true) : null };
}
