// What lies close together on the map is one sign, which is opened by a press or by keys.
import * as leaflet from "leaflet";

// pixels: what lies closer to the first of a group belongs to it, so that signs do not lie over each other
const WIDE = 120;
const HIGH = 90;

/** Those that lie close together at this zoom; each group stands where its first one lies. @template {{at: [number, number]}} T
 * @param {any} map @param {T[]} all @returns {T[][]} */
export function gathered(map, all) {
  /** @type {Map<string, {x: number, y: number, group: T[]}[]>} the groups by the cell in which they stand */
  const cells = new Map();
  const groups = [];
  for (const one of all) {
    const { x, y } = map.project(one.at, map.getZoom());
    const [column, row] = [Math.floor(x / WIDE), Math.floor(y / HIGH)];
    const around = [-1, 0, 1].flatMap((by) => [-1, 0, 1].flatMap((on) => cells.get(`${column + by} ${row + on}`) ?? []));
    const near = around.find((other) => Math.abs(other.x - x) < WIDE && Math.abs(other.y - y) < HIGH);
    if (near) {
      near.group.push(one);
      continue;
    }
    const made = { x, y, group: [one] };
    groups.push(made.group);
    const key = `${column} ${row}`;
    cells.set(key, [...(cells.get(key) ?? []), made]);
  }
  return groups;
}

/** A sign on the map that opens by a press, Enter or the space bar. @param {any} layer @param {[number, number]} at @param {HTMLElement} sign @param {() => void} open */
export function addSign(layer, at, sign, open) {
  const icon = leaflet.divIcon({ html: sign, className: "", iconSize: [0, 0] });
  const marker = leaflet.marker(at, { icon, keyboard: true, riseOnHover: true }).addTo(layer);
  marker.on("click", open);
  marker.on("keydown", (/** @type {any} */ { originalEvent }) => {
    if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
    originalEvent.preventDefault();
    open();
  });
  return marker;
}
