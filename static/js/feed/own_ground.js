/** Whether a position lies outside one's own areas, and whose ground it is then, from the outlines that the phone has. */
import * as session from "../account/session.js";
import { metresToShape } from "./geometry.js";
import { areas, besides } from "./names.js";

const DOUBT = 30; // metres; a border is not drawn finer than a telephone knows where it is

/** How far outside, where it will be laid, and in which grid beside it lies; null inside, and where that cannot be said.
 * @param {{lat: number, lon: number, acc?: number} | null} fix @returns {{far: number, own: string, beside: string} | null} */
export function strayFrom(fix) {
  const own = [...new Set((session.current()?.posts ?? []).map((post) => post.area))].map((code) => areas.get(code));
  if (!fix || !own.length || !own.every((area) => /Polygon/.test(area?.geometry?.type))) return null;
  const [nearest] = own.flatMap((area) => (area ? [{ own: area.name, far: metresToShape(fix, area.geometry) }] : [])).sort((a, b) => a.far - b.far);
  const acc = fix.acc ?? Infinity;
  if (nearest.far <= (acc > 100 ? acc : Math.min(acc, DOUBT))) return null;
  return { ...nearest, beside: besides.find((area) => metresToShape(fix, area.geometry) === 0)?.name ?? "" };
}
