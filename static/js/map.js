// A map beside its list: what the list holds, where it lies, chosen in both alike.
import * as leaflet from "leaflet";
import { startChoosing } from "./map/choice.js";
import { fit, openMap } from "./map/ground.js";
import { drawGroups } from "./map/groups.js";

const element = /** @type {HTMLElement} */ (document.getElementById("map"));
const words = JSON.parse(element.dataset.words ?? "{}");
const statusLine = /** @type {HTMLElement} */ (document.getElementById("map-said"));
const map = openMap(element, words);

async function start() {
  const answer = await fetch(element.dataset.points ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  const areas = leaflet.geoJSON(found.areas, {
    interactive: false,
    style: (/** @type {any} */ feature) => ({ className: `area ${feature.properties.kind}` }),
    pointToLayer: () => leaflet.layerGroup(),
  });
  areas.addTo(map);
  const bounds = leaflet.latLngBounds([]);
  if (found.areas.length) bounds.extend(areas.getBounds());
  for (const { at } of found.points) bounds.extend(at);
  fit(map, bounds);
  const show = drawGroups(map, element, words, found.points);
  const unplaced = found.unplaced ? words.unplaced.replace("{n}", found.unplaced) : "";
  statusLine.textContent = [words.placed, unplaced, found.is_whole ? "" : words.cut].filter(Boolean).join("");
  const placed = new Set(found.points.map((/** @type {{id: string}} */ { id }) => id));
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-show]"))) {
    button.hidden = !placed.has(button.dataset.show);
    button.addEventListener("click", () => show(button.dataset.show ?? ""));
  }
  startChoosing();
  element.dataset.drawn = "";
}

start().catch(() => {
  statusLine.textContent = words.failed;
});
