// Posters as a layer that is asked for when it is first wanted: how many hang where, with the way to their list.
import * as leaflet from "leaflet";
import { make } from "./dom.js";
import { addSign, gathered } from "./gathered.js";
import { CLOSEST } from "./ground.js";
import { openPopup } from "./popup.js";

/** @typedef {{id: string, name: string, count: number, at: [number, number]}} Place */

const LISTED = 20; // places that a sign names

/** @param {Place[]} group */
const total = (group) => group.reduce((sum, { count }) => sum + count, 0);

/** The places of a group, each with the way to its posters. @param {Place[]} group @param {string} address @param {Record<string, string>} words */
function listOf(group, address, words) {
  const all = document.createElement("ul");
  for (const place of group.slice(0, LISTED)) {
    const link = /** @type {HTMLAnchorElement} */ (make("a", "", `${place.name} · ${words.posters.replace("{n}", String(place.count))}`));
    link.href = `${address}${place.id}`;
    const line = document.createElement("li");
    line.append(link);
    all.append(line);
  }
  if (group.length > LISTED) all.append(make("li", "quiet", words.others.replace("{n}", String(group.length - LISTED))));
  return all;
}

/** @param {any} map @param {any} layer @param {Place[]} places @param {string} address @param {Record<string, string>} words */
function drawOn(map, layer, places, address, words) {
  layer.clearLayers();
  for (const group of gathered(map, places)) {
    const box = make("div", "map-group");
    box.append(make("span", "tag poster", words.posters.replace("{n}", String(total(group)))), make("span", "sr", group.slice(0, 3).map(({ name }) => name).join(", ")));
    const marker = addSign(layer, group[0].at, box, () => {
      const bounds = leaflet.latLngBounds(group.map(({ at }) => at));
      const isOne = bounds.getNorthEast().equals(bounds.getSouthWest());
      if (!isOne && map.getZoom() < CLOSEST) return map.fitBounds(bounds, { padding: [60, 60], animate: false });
      openPopup(map, group[0].at, listOf(group, address, words), () => marker.getElement()?.focus({ preventScroll: true }));
    });
    marker.setZIndexOffset(-1000); // beneath what is to be done
  }
}

/** Let the layer be turned on and off. @param {any} map @param {Record<string, string>} words @param {(sentence: string) => void} say */
export function offerPosters(map, words, say) {
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById("map-posters"));
  if (!box) return;
  const layer = leaflet.layerGroup();
  /** @type {Place[] | null} */
  let places = null;
  const draw = () => places && map.hasLayer(layer) && drawOn(map, layer, places, box.dataset.list ?? "", words);
  const turn = async () => {
    if (!box.checked) return void layer.remove();
    if (!places) {
      const answer = await fetch(box.dataset.posters ?? "", { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      places = /** @type {Place[]} */ (found.posters);
      if (found.unplaced) say(words.lost.replace("{n}", found.unplaced));
      else if (!places.length) say(words.noposters);
    }
    if (!box.checked) return;
    layer.addTo(map);
    draw();
  };
  box.addEventListener("change", () => void turn().catch(() => ((box.checked = false), say(words.failed))));
  map.on("zoomend", draw);
  /** @type {HTMLElement} */ (document.getElementById("map-layers")).hidden = false;
}
