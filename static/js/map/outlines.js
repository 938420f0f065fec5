// The outlines of areas: the ground of the map, and where the list is of areas, what is chosen in both.
import * as leaflet from "leaflet";
import { choose, chosenId, goToRow, rowOf, whenChosen } from "./choice.js";
import { button, make } from "./dom.js";
import { openPopup } from "./popup.js";

/** Where a row of the list leads, and the way to the row. @param {string} id @param {string} name @param {Record<string, string>} words */
function contentFor(id, name, words) {
  const box = make("div", "stack tight");
  const own = rowOf(id)?.querySelector("a");
  if (own) {
    const link = /** @type {HTMLAnchorElement} */ (make("a", "", own.textContent?.trim() ?? name));
    link.href = own.href;
    box.append(link);
  }
  if (own && !own.textContent?.includes(name)) box.append(make("span", "", name));
  const toRow = button(words.row, () => goToRow(id));
  toRow.append(make("span", "sr", ` ${name}`));
  box.append(toRow);
  return box;
}

/** Draw outlines; those with an `id` can be chosen, by keys too. Returns the layer, and how to show one of them as large as it fits.
 * @param {any} map @param {any[]} features @param {Record<string, string>} words */
export function drawOutlines(map, features, words) {
  /** @type {Map<string, any[]>} the drawn parts of what can be chosen */
  const parts = new Map();
  const chosenLine = /** @type {HTMLElement} */ (document.getElementById("map-chosen"));
  const layer = leaflet.geoJSON(features, {
    interactive: true,
    style: (/** @type {any} */ feature) => ({ className: `area ${feature.properties.kind}${feature.properties.id ? " choosable" : ""}`, interactive: Boolean(feature.properties.id) }),
    pointToLayer: () => leaflet.layerGroup(),
    onEachFeature(/** @type {any} */ { properties: { id, name } }, /** @type {any} */ part) {
      if (!id) return;
      parts.set(id, [...(parts.get(id) ?? []), part]);
      const open = (/** @type {any} */ at) => {
        choose(id, "map");
        openPopup(map, at, contentFor(id, name, words), () => part.getElement()?.focus({ preventScroll: true }));
      };
      part.on("click", (/** @type {any} */ { latlng }) => open(latlng));
      part.on("add", () => {
        const drawn = part.getElement();
        drawn.setAttribute("tabindex", "0");
        drawn.setAttribute("role", "button");
        drawn.setAttribute("aria-label", name);
        drawn.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          open(part.getBounds().getCenter());
        });
      });
    },
  }).addTo(map);

  const boundsOf = (/** @type {string} */ id) => (parts.get(id) ?? []).reduce((all, part) => all.extend(part.getBounds()), leaflet.latLngBounds([]));
  whenChosen((id, side) => {
    for (const [one, drawn] of parts) for (const part of drawn) part.getElement()?.classList.toggle("chosen", one === chosenId());
    if (!parts.has(id)) return;
    for (const part of parts.get(id) ?? []) part.bringToFront();
    if (side !== "map" && !map.getBounds().intersects(boundsOf(id))) map.panTo(boundsOf(id).getCenter(), { animate: false });
    chosenLine.textContent = words.chosen.replace("{what}", rowOf(id)?.querySelector("a")?.textContent?.trim() ?? "");
  });
  return {
    layer,
    has: (/** @type {string} */ id) => parts.has(id),
    show: (/** @type {string} */ id) => {
      choose(id, "address");
      map.fitBounds(boundsOf(id), { padding: [40, 40], animate: false });
      map.getContainer().scrollIntoView({ block: "nearest" });
    },
  };
}
