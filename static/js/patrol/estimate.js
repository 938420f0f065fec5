// The live estimate of a patrol's seconds by cause, while it runs. What the server computes from the same fixes is what counts
// (app/patrol/minutes); tests/samples/patrol_seconds.json keeps both alike.
import { metresBetween, metresToShape } from "../feed/geometry.js";

/** @typedef {{t: number, lat: number, lon: number, acc: number}} Fix
 * @typedef {{at: number, area: string, how: string, lat?: number, lon?: number, listed?: boolean}} Mark `listed`: in an area without a shape */

const GAP = 90_000;
const INACCURATE = 100;
const TOO_FAST = 7;
const OUTSIDE = 30;
const MARKS_APART = 15 * 60_000;
const MARKS_SPEED = 2;

/** The running sums of a patrol: feed it fixes and marks, ask it for seconds. @param {number} started epoch ms @param {any[]} shapes geometries of its areas that have one */
export function startEstimate(started, shapes) {
  /** @type {Record<string, number>} */
  const sums = { in_area: 0, by_marks: 0, outside: 0, gap: 0, too_fast: 0, inaccurate: 0 };
  /** @type {Mark[]} */
  const marks = [];
  /** @type {Fix | null} */
  let last = null;
  let cause = "gap";

  /** Whether a fix is too far from every area that has a shape. @param {Fix} fix */
  const far = (fix) => shapes.every((shape) => metresToShape(fix, shape) > Math.min(fix.acc, OUTSIDE));

  /** Whether a mark in an area without a shape lies near in time. @param {number} from @param {number} to */
  const listed = (from, to) =>
    marks.some((mark) => (mark.listed || !shapes.length) && mark.at >= from - MARKS_APART && mark.at <= to + MARKS_APART);

  /** @param {Fix} fix */
  const outside = (fix) => far(fix) && !listed(fix.t, fix.t);

  /** @param {Fix} a @param {Fix} b */
  const causeOf = (a, b) => {
    if (Math.max(a.acc, b.acc) > INACCURATE) return "inaccurate";
    if (metresBetween(a, b) * 1000 > TOO_FAST * (b.t - a.t)) return "too_fast";
    return (far(a) || far(b)) && !listed(a.t, b.t) ? "outside" : "in_area";
  };

  /** Add a stretch without fixes, cut at its marks, to the sums in `into`. @param {number} from @param {number} to @param {Record<string, number>} into */
  const gap = (from, to, into) => {
    const within = marks.filter((mark) => mark.at >= from && mark.at <= to).sort((a, b) => a.at - b.at);
    const edges = [{ at: from }, ...within, { at: to }];
    for (let i = 1; i < edges.length; i++) {
      const [a, b] = [edges[i - 1], edges[i]];
      const spent = b.at - a.at;
      const both = i > 1 && i < edges.length - 1 && spent <= MARKS_APART;
      const [p, q] = /** @type {any[]} */ ([a, b]);
      const slow = p.lat == null || q.lat == null || metresBetween(p, q) * 1000 <= MARKS_SPEED * spent;
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
    /** Whole seconds by cause up to `now`; since the last fix it goes on as it was, until that is a gap or the patrol has ended.
     * @param {number} now @param {boolean} [ended] */
    seconds(now, ended = false) {
      const upTo = { ...sums };
      const since = last?.t ?? started;
      if (now > since) {
        if (last && !ended && now - since <= GAP) upTo[cause] += now - since;
        else gap(since, now, upTo);
      } else upTo[cause] = Math.max(0, upTo[cause] - (since - now)); // the sensor's clock is a little ahead: nothing of the future
      return roundTotals(upTo);
    },
  };
}

/** Whole seconds of each cause, rounded by running totals so that the parts add up. @param {Record<string, number>} sums ms */
function roundTotals(sums) {
  let running = 0;
  let before = 0;
  return Object.fromEntries(Object.entries(sums).map(([name, ms]) => {
    running += ms;
    const seconds = Math.round(running / 1000) - before;
    before += seconds;
    return [name, seconds];
  }));
}
