// A map beside its list: what the list holds, where it lies, chosen in both alike.
import * as leaflet from "leaflet";
import { startChoosing } from "./map/choice.js";
import { fit, openMap } from "./map/ground.js";
import { drawGroups } from "./map/groups.js";
import { drawOutlines } from "./map/outlines.js";
import { offerPosters } from "./map/posters.js";

const element = /** @type {HTMLElement} */ (document.getElementById("map"));
const words = JSON.parse(element.dataset.words ?? "{}");
const statusLine = /** @type {HTMLElement} */ (document.getElementById("map-said"));
const map = openMap(element, words);

/** @param {string[]} sentences */
const say = (...sentences) => (statusLine.textContent = sentences.filter(Boolean).join(""));

async function start() {
  const answer = await fetch(element.dataset.points ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  const bounds = leaflet.latLngBounds(found.points.map((/** @type {{at: [number, number]}} */ { at }) => at));
  map.setView([0, 0], 1);
  const areas = drawOutlines(map, found.areas, words);
  if (found.areas.length) bounds.extend(areas.layer.getBounds());
  fit(map, bounds);
  const groups = drawGroups(map, element, words, found.points);
  say(words.placed, found.unplaced ? words.unplaced.replace("{n}", found.unplaced) : "", found.is_whole ? "" : words.cut);
  offerPosters(map, words, say);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-show]"))) {
    const id = button.dataset.show ?? "";
    const drawn = [groups, areas].find((one) => one.has(id));
    button.hidden = !drawn;
    button.addEventListener("click", () => drawn?.show(id));
  }
  startChoosing();
  element.dataset.drawn = "";
}

start().catch(() => say(words.failed));
