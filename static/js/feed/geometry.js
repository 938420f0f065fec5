// Distances and shapes on the ground, WGS-84, exact enough within a city.

const DEGREE = 111_195; // metres of latitude

/** Metres between two near positions. @param {{lat: number, lon: number}} a @param {{lat: number, lon: number}} b */
export const metresBetween = (a, b) =>
  Math.hypot((b.lat - a.lat) * DEGREE, (b.lon - a.lon) * DEGREE * Math.cos((a.lat * Math.PI) / 180));

/** @param {number} x @param {number} y @param {number[]} a @param {number[]} b metres from a point to a stretch of border */
function metresToEdge(x, y, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - a[0] - along * dx, y - a[1] - along * dy);
}

/** Metres from a position to a polygon or several, 0 inside. @param {{lat: number, lon: number}} fix @param {any} geometry GeoJSON */
export function metresToShape(fix, geometry) {
  const shapes = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  const wide = DEGREE * Math.cos((fix.lat * Math.PI) / 180);
  let least = Infinity;
  for (const polygon of shapes) {
    let inside = false;
    let near = Infinity;
    for (const ring of polygon) {
      const flat = ring.map((/** @type {number[]} */ [lon, lat]) => [(lon - fix.lon) * wide, (lat - fix.lat) * DEGREE]);
      for (let i = 1; i < flat.length; i++) {
        const [a, b] = [flat[i - 1], flat[i]];
        if (a[1] > 0 !== b[1] > 0 && ((b[0] - a[0]) * -a[1]) / (b[1] - a[1]) + a[0] > 0) inside = !inside;
        near = Math.min(near, metresToEdge(0, 0, a, b));
      }
    }
    least = Math.min(least, inside ? 0 : near);
  }
  return least;
}

/** The middle of an area, where one is known. @param {import("./names.js").Area} area @returns {{lat: number, lon: number} | null} */
export function middleOf(area) {
  if (area.lat != null && area.lon != null) return { lat: area.lat, lon: area.lon };
  if (area.geometry?.type === "Point") return { lon: area.geometry.coordinates[0], lat: area.geometry.coordinates[1] };
  const ring = outerRings(area.geometry)[0];
  if (!ring?.length) return null;
  const sum = ring.reduce((/** @type {number[]} */ so, point) => [so[0] + point[0], so[1] + point[1]], [0, 0]);
  return { lon: sum[0] / ring.length, lat: sum[1] / ring.length };
}

/** Outer rings of a shape. @param {any} geometry @returns {number[][][]} */
export function outerRings(geometry) {
  if (geometry?.type === "Polygon") return [geometry.coordinates[0]];
  if (geometry?.type === "MultiPolygon") return geometry.coordinates.map((/** @type {any} */ part) => part[0]);
  return [];
}
