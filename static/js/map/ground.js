// The map itself: our own plan is its ground, with the map files that we serve, and a map service only where the page names one.
import * as leaflet from "leaflet";
import { PMTiles } from "pmtiles";

export const CLOSEST = 19;

/** @typedef {{address: string, tiles: string, lowest: number, highest: number, bounds: [[number, number], [number, number]], attribution: string}} MapFile */

/** Text as what Leaflet writes into the page. @param {string} words */
function escaped(words) {
  const text = document.createElement("span");
  text.textContent = words;
  return text.innerHTML;
}

/** The pictures of one of our own files, each asked for by its range. @param {MapFile} file */
function layerOf({ address, tiles, lowest, highest, bounds, attribution }) {
  const archive = new PMTiles(new URL(address, location.href).href);
  const layer = new leaflet.GridLayer({ minZoom: Math.max(0, lowest - 1), maxZoom: CLOSEST, minNativeZoom: lowest, maxNativeZoom: highest, bounds, attribution: escaped(attribution) });
  layer.createTile = (/** @type {{x: number, y: number, z: number}} */ { x, y, z }, /** @type {(error: Error | null, tile: HTMLElement) => void} */ done) => {
    const picture = document.createElement("img");
    picture.alt = "";
    archive.getZxy(z, x, y).then(
      (found) => {
        if (!found) return done(null, picture);
        const url = URL.createObjectURL(new Blob([found.data], { type: tiles === "jpg" ? "image/jpeg" : `image/${tiles}` }));
        picture.onload = picture.onerror = () => (URL.revokeObjectURL(url), done(null, picture));
        picture.src = url;
      },
      (error) => done(error, picture),
    );
    return picture;
  };
  return layer;
}

/** @param {HTMLElement} element @param {Record<string, string>} words */
export function openMap(element, words) {
  const { tiles, attribution = "", subdomains, files = "[]" } = element.dataset;
  const given = /** @type {MapFile[]} */ (JSON.parse(files));
  const map = leaflet.map(element, { zoomControl: false, maxZoom: CLOSEST, attributionControl: Boolean(tiles || given.length), fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false });
  leaflet.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.farther }).addTo(map);
  map.attributionControl?.setPrefix("");
  if (tiles) leaflet.tileLayer(tiles, { subdomains: subdomains || "abc", maxZoom: CLOSEST, maxNativeZoom: 18, attribution: escaped(attribution) }).addTo(map);
  for (const file of given) layerOf(file).addTo(map);
  element.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") map.closePopup();
  });
  return map;
}

/** Show all of it. @param {any} map @param {any} bounds */
export function fit(map, bounds) {
  if (bounds.isValid()) map.fitBounds(bounds, { animate: false });
}
