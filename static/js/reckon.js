// The live estimate of a patrol's seconds by cause. The server's reckoning from the same fixes is the one that counts.

/** @typedef {{t: number, lat: number, lon: number, acc: number}} Fix
 * @typedef {{at: number, area: string, how: string, lat?: number, lon?: number}} Mark */

const GAP = 90_000;
const INACCURATE = 100;
const TOO_FAST = 7;
const OUTSIDE = 30;
const MARKS_APART = 15 * 60_000;
const MARKS_SPEED = 2;
const DEGREE = 111_195; // metres of latitude

/** Metres between two near positions. @param {{lat: number, lon: number}} a @param {{lat: number, lon: number}} b */
export const metres = (a, b) =>
  Math.hypot((b.lat - a.lat) * DEGREE, (b.lon - a.lon) * DEGREE * Math.cos((a.lat * Math.PI) / 180));

/** @param {number} x @param {number} y @param {number[]} a @param {number[]} b metres from a point to a stretch of border */
function toEdge(x, y, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - a[0] - along * dx, y - a[1] - along * dy);
}

/** Metres from a position to a polygon or several, 0 inside. @param {Fix} fix @param {any} geometry GeoJSON */
export function away(fix, geometry) {
  const shapes = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  const wide = DEGREE * Math.cos((fix.lat * Math.PI) / 180);
  let least = Infinity;
  for (const rings of shapes) {
    let inside = false;
    let near = Infinity;
    for (const ring of rings) {
      const flat = ring.map((/** @type {number[]} */ [lon, lat]) => [(lon - fix.lon) * wide, (lat - fix.lat) * DEGREE]);
      for (let i = 1; i < flat.length; i++) {
        const [a, b] = [flat[i - 1], flat[i]];
        if (a[1] > 0 !== b[1] > 0 && ((b[0] - a[0]) * -a[1]) / (b[1] - a[1]) + a[0] > 0) inside = !inside;
        near = Math.min(near, toEdge(0, 0, a, b));
      }
    }
    least = Math.min(least, inside ? 0 : near);
  }
  return least;
}

/** A patrol's running sums. @param {number} started epoch ms @param {any[]} shapes geometries of its areas that have one */
export function reckoning(started, shapes) {
  /** @type {Record<string, number>} */
  const sums = { in_area: 0, by_marks: 0, outside: 0, gap: 0, too_fast: 0, inaccurate: 0 };
  /** @type {Mark[]} */
  const marks = [];
  /** @type {Fix | null} */
  let last = null;
  let cause = "gap";

  /** @param {Fix} fix */
  const outside = (fix) => {
    if (shapes.length) return shapes.every((shape) => away(fix, shape) > Math.min(fix.acc, OUTSIDE));
    return !marks.some((mark) => Math.abs(mark.at - fix.t) <= MARKS_APART);
  };

  /** @param {Fix} a @param {Fix} b */
  const causeOf = (a, b) => {
    if (Math.max(a.acc, b.acc) > INACCURATE) return "inaccurate";
    if (metres(a, b) * 1000 > TOO_FAST * (b.t - a.t)) return "too_fast";
    return outside(a) || outside(b) ? "outside" : "in_area";
  };

  /** A stretch without fixes, cut at its marks, into `into`. @param {number} from @param {number} to @param {Record<string, number>} into */
  const gap = (from, to, into) => {
    const within = marks.filter((mark) => mark.at >= from && mark.at <= to).sort((a, b) => a.at - b.at);
    const edges = [{ at: from }, ...within, { at: to }];
    for (let i = 1; i < edges.length; i++) {
      const [a, b] = [edges[i - 1], edges[i]];
      const spent = b.at - a.at;
      const both = i > 1 && i < edges.length - 1 && spent <= MARKS_APART;
      const [p, q] = /** @type {any[]} */ ([a, b]);
      const slow = p.lat == null || q.lat == null || metres(p, q) * 1000 <= MARKS_SPEED * spent;
      into[both && slow ? "by_marks" : "gap"] += spent;
    }
  };

  return {
    /** Whether a fix lies outside the patrol's areas. */
    outside,
    /** @param {Mark} mark */
    mark: (mark) => void marks.push(mark),
    /** @param {Fix} fix later than those before it */
    add(fix) {
      const before = last?.t ?? started;
      if (fix.t <= before) return;
      if (!last || fix.t - before > GAP) {
        gap(before, fix.t, sums);
        cause = outside(fix) ? "outside" : "in_area";
      } else sums[(cause = causeOf(last, fix))] += fix.t - before;
      last = fix;
    },
    /** Whole seconds by cause up to `now`; the stretch since the last fix goes on as it was, until it is a gap. @param {number} now */
    seconds(now) {
      const upTo = { ...sums };
      const since = last?.t ?? started;
      if (now > since) {
        if (last && now - since <= GAP) upTo[cause] += now - since;
        else gap(since, now, upTo);
      }
      return Object.fromEntries(Object.entries(upTo).map(([name, ms]) => [name, Math.round(ms / 1000)]));
    },
  };
}
