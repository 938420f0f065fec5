// What something on the map holds, as links: the keyboard goes in, and back to where it came from.
import * as leaflet from "leaflet";

/** @param {any} map @param {[number, number]} at @param {HTMLElement} content @param {() => void} back gives the focus back */
export function openPopup(map, at, content, back) {
  const popup = leaflet.popup({ closeButton: false, autoPan: true }).setLatLng(at).setContent(content).openOn(map);
  popup.on("remove", () => {
    if (popup.getElement()?.contains(document.activeElement) || document.activeElement === document.body) back();
  });
  popup.getElement()?.querySelector("a, button")?.focus();
}
