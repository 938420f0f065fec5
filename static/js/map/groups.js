// Matters on the map: those close together are one group that says its states, opens closer, and names what is in it.
import * as leaflet from "leaflet";
import { addRow, choose, chosenId, goToRow, rowOf, whenChosen } from "./choice.js";
import { button, make } from "./dom.js";
import { addSign, gathered } from "./gathered.js";
import { CLOSEST } from "./ground.js";
import { openPopup } from "./popup.js";

/** @typedef {{id: string, number: string, what: string, where: string, state: string, word: string, kind: string, is_late: boolean, is_whistled: boolean, at: [number, number]}} Point */

const LISTED = 20; // matters that a group names

/** What a group says: each of its states with how many. @param {Point[]} group @param {Record<string, string>} words */
function sign(group, words) {
  const box = make("div", "map-group");
  const states = [...new Set(group.map((point) => point.word))];
  for (const word of states) {
    const of = group.filter((point) => point.word === word);
    box.append(make("span", `tag ${of[0].kind}`, of.length > 1 ? `${word} ${of.length}` : word));
  }
  if (group.some((point) => point.is_whistled)) box.append(make("span", "tag bad", words.whistled));
  const names = group.slice(0, 3).map((point) => `${point.what} ${point.where}`);
  box.append(make("span", "sr", names.join(", ")));
  return box;
}

/** Where a matter opens. @param {Point} point @param {DOMStringMap} dataset */
const addressOf = (point, dataset) => `${dataset.matter}${point.id}${dataset.query}`;

/** A row of the list for a matter that stands further down in it. @param {Point} point @param {DOMStringMap} dataset */
function rowFor(point, dataset) {
  const row = make("li", "");
  row.dataset.row = point.id;
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", point.where));
  link.href = addressOf(point, dataset);
  link.prepend(make("b", "", point.what), " ");
  row.append(link, make("span", `tag ${point.kind}`, point.word));
  return row;
}

/** Draw the matters and keep list and map at the same one; returns how to show one of them closest.
 * @param {any} map @param {HTMLElement} element @param {Record<string, string>} words @param {Point[]} points */
export function drawGroups(map, element, words, points) {
  const layer = leaflet.layerGroup().addTo(map);
  const chosenLine = /** @type {HTMLElement} */ (document.getElementById("map-chosen"));
  const back = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-back]"));
  /** @type {Map<string, any>} the group's marker by each matter in it */
  const markers = new Map();

  /** The matters of a group as links. @param {Point[]} group */
  const list = (group) => {
    const all = document.createElement("ul");
    for (const point of group.slice(0, LISTED)) {
      const link = /** @type {HTMLAnchorElement} */ (make("a", point.is_late ? "late" : "", `${point.number} ${point.what} · ${point.where}`));
      link.href = addressOf(point, element.dataset);
      link.dataset.of = point.id;
      link.addEventListener("focus", () => choose(point.id, "map"));
      const line = document.createElement("li");
      const toRow = button(words.row, () => (choose(point.id, "map"), goToRow(point.id)));
      toRow.append(make("span", "sr", ` ${point.number}`));
      line.append(link, ` ${point.word} `, toRow);
      all.append(line);
    }
    if (group.length > LISTED) all.append(make("li", "quiet", words.more.replace("{n}", String(group.length - LISTED))));
    return all;
  };

  /** Let the keyboard go on from the group in which the matter is. @param {string} id */
  const focus = (id) => markers.get(id)?.getElement()?.focus({ preventScroll: true });

  /** Go closer while that takes the group apart, else name what is in it. @param {Point[]} group @param {[number, number]} at @param {string} id */
  const open = (group, at, id) => {
    const bounds = leaflet.latLngBounds(group.map((point) => point.at));
    const isOne = bounds.getNorthEast().equals(bounds.getSouthWest());
    if (!isOne && map.getZoom() < CLOSEST) {
      map.fitBounds(bounds, { padding: [60, 60], animate: false });
      return focus(id);
    }
    const first = [...group].sort((one, other) => Number(other.id === id) - Number(one.id === id));
    openPopup(map, at, list(first), () => focus(id));
  };

  /** Mark the group that holds what is chosen. */
  const markChosen = () => {
    const marked = markers.get(chosenId());
    for (const marker of new Set(markers.values())) {
      const drawn = marker.getElement();
      drawn?.classList.toggle("chosen", marker === marked);
      if (marker === marked) drawn?.setAttribute("aria-current", "true");
      else drawn?.removeAttribute("aria-current");
      marker.setZIndexOffset(marker === marked ? 1000 : 0);
    }
  };

  const draw = () => {
    layer.clearLayers();
    markers.clear();
    for (const group of gathered(map, points)) {
      const first = () => (group.some(({ id }) => id === chosenId()) ? chosenId() : group[0].id);
      const marker = addSign(layer, group[0].at, sign(group, words), () => open(group, group[0].at, first()));
      for (const point of group) markers.set(point.id, marker);
    }
    markChosen();
  };

  whenChosen((id, side) => {
    const point = points.find((one) => one.id === id);
    if (point && !rowOf(id)) addRow(rowFor(point, element.dataset));
    if (point && side !== "map" && !map.getBounds().contains(point.at)) map.panTo(point.at, { animate: false });
    markChosen();
    if (point) chosenLine.textContent = words.chosen.replace("{what}", `${point.what} ${point.where}`);
    if (back && point) back.href = addressOf(point, element.dataset);
  });
  map.on("zoomend", draw);
  draw();
  return {
    has: (/** @type {string} */ id) => points.some((one) => one.id === id),
    show: (/** @type {string} */ id) => {
      const point = points.find((one) => one.id === id);
      if (!point) return;
      map.setView(point.at, CLOSEST, { animate: false });
      open(points.filter((one) => one.at[0] === point.at[0] && one.at[1] === point.at[1]), point.at, id);
      element.scrollIntoView({ block: "nearest" });
    },
  };
}
