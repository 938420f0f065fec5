// The map itself: our own plan is its ground, and the pictures of a map service only where the page names one.
import * as leaflet from "leaflet";

export const CLOSEST = 19;

/** @param {HTMLElement} element @param {Record<string, string>} words */
export function openMap(element, words) {
  const { tiles, attribution = "", subdomains } = element.dataset;
  const map = leaflet.map(element, { zoomControl: false, maxZoom: CLOSEST, attributionControl: Boolean(tiles), fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false });
  leaflet.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.farther }).addTo(map);
  if (tiles) {
    map.attributionControl.setPrefix("");
    const text = document.createElement("span");
    text.textContent = attribution;
    leaflet.tileLayer(tiles, { subdomains: subdomains || "abc", maxZoom: CLOSEST, maxNativeZoom: 18, attribution: text.innerHTML }).addTo(map);
  }
  element.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") map.closePopup();
  });
  return map;
}

/** Show all of it. @param {any} map @param {any} bounds */
export function fit(map, bounds) {
  if (bounds.isValid()) map.fitBounds(bounds, { animate: false });
}
