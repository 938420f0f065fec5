// The desk's map: the list's matters at their areas, gathered by what lies close together, under each state its number.
import * as leaflet from "leaflet";

/** @typedef {{id: string, number: string, what: string, where: string, state: string, word: string, kind: string, is_late: boolean, is_whistled: boolean, at: [number, number]}} Point */

const CELL = 90; // pixels: what lies closer together is one group
const LISTED = 20; // matters that a group names
const CLOSEST = 19;

const element = /** @type {HTMLElement} */ (document.getElementById("map"));
const words = JSON.parse(element.dataset.words ?? "{}");
const statusLine = /** @type {HTMLElement} */ (document.getElementById("map-said"));
const map = leaflet.map(element, { zoomControl: false, maxZoom: CLOSEST, attributionControl: Boolean(element.dataset.tiles), fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false });
leaflet.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.farther }).addTo(map);
if (element.dataset.tiles) {
  map.attributionControl.setPrefix("");
  const text = document.createElement("span");
  text.textContent = element.dataset.attribution ?? "";
  leaflet.tileLayer(element.dataset.tiles, { subdomains: element.dataset.subdomains || "abc", maxZoom: CLOSEST, maxNativeZoom: 18, attribution: text.innerHTML }).addTo(map);
}
element.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") map.closePopup();
});
const groups = leaflet.layerGroup().addTo(map);
/** @type {Point[]} */
let points = [];
/** @type {Map<string, any>} the group's marker by each matter in it */
const markers = new Map();

/** An element with a class and words. @param {string} name @param {string} className @param {string} text */
function make(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Those that lie close together at this zoom. @returns {Point[][]} */
function gathered() {
  /** @type {Map<string, Point[]>} */
  const cells = new Map();
  for (const point of points) {
    const { x, y } = map.project(point.at, map.getZoom());
    const key = `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
    cells.set(key, [...(cells.get(key) ?? []), point]);
  }
  return [...cells.values()];
}

/** What a group says: each of its states with how many. @param {Point[]} group */
function sign(group) {
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

/** The matters of a group as links. @param {Point[]} group */
function list(group) {
  const all = document.createElement("ul");
  for (const point of group.slice(0, LISTED)) {
    const link = /** @type {HTMLAnchorElement} */ (make("a", point.is_late ? "late" : "", `${point.number} ${point.what} · ${point.where}`));
    link.href = `${element.dataset.matter}${point.id}${element.dataset.query}`;
    const line = document.createElement("li");
    line.append(link, ` ${point.word}`);
    all.append(line);
  }
  if (group.length > LISTED) all.append(make("li", "quiet", words.more.replace("{n}", group.length - LISTED)));
  return all;
}

/** Go closer while that takes the group apart, else name what is in it. @param {Point[]} group @param {[number, number]} at */
function open(group, at) {
  const bounds = leaflet.latLngBounds(group.map((point) => point.at));
  const isOne = bounds.getNorthEast().equals(bounds.getSouthWest());
  if (!isOne && map.getZoom() < CLOSEST) {
    map.fitBounds(bounds, { padding: [60, 60], animate: false });
    return focus(group[0].id);
  }
  const popup = leaflet.popup({ closeButton: false, autoPan: true }).setLatLng(at).setContent(list(group)).openOn(map);
  popup.on("remove", () => focus(group[0].id));
  popup.getElement()?.querySelector("a")?.focus();
}

/** Let the keyboard go on from the group in which the matter is. @param {string} id */
function focus(id) {
  markers.get(id)?.getElement()?.focus({ preventScroll: true });
}

/** Draw the groups of this zoom. */
function draw() {
  groups.clearLayers();
  markers.clear();
  for (const group of gathered()) {
    const icon = leaflet.divIcon({ html: sign(group), className: "", iconSize: [0, 0] });
    const marker = leaflet.marker(group[0].at, { icon, keyboard: true, riseOnHover: true }).addTo(groups);
    for (const point of group) markers.set(point.id, marker);
    marker.on("click", () => open(group, group[0].at));
    marker.on("keydown", (/** @type {any} */ { originalEvent }) => {
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      open(group, group[0].at);
    });
  }
}

/** Show one of the list's on the map. @param {string} id */
function show(id) {
  const point = points.find((one) => one.id === id);
  if (!point) return;
  map.setView(point.at, CLOSEST, { animate: false });
  open(points.filter((one) => one.at[0] === point.at[0] && one.at[1] === point.at[1]), point.at);
  element.scrollIntoView({ block: "nearest" });
}

async function start() {
  const answer = await fetch(element.dataset.points ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  points = found.points;
  const areas = leaflet.geoJSON(found.areas, {
    interactive: false,
    style: (/** @type {any} */ feature) => ({ className: `area ${feature.properties.kind}` }),
    pointToLayer: () => leaflet.layerGroup(),
  });
  areas.addTo(map);
  const bounds = leaflet.latLngBounds([]);
  if (found.areas.length) bounds.extend(areas.getBounds());
  for (const point of points) bounds.extend(point.at);
  if (bounds.isValid()) map.fitBounds(bounds, { animate: false });
  else map.setView([0, 0], 1);
  map.on("zoomend", draw);
  draw();
  const unplaced = found.unplaced ? words.unplaced.replace("{n}", found.unplaced) : "";
  statusLine.textContent = [words.placed, unplaced, found.is_whole ? "" : words.cut].filter(Boolean).join("");
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-show]"))) {
    button.hidden = !points.some((point) => point.id === button.dataset.show);
    button.addEventListener("click", () => show(button.dataset.show ?? ""));
  }
  element.dataset.drawn = "";
}

start().catch(() => {
  statusLine.textContent = words.failed;
});
