/** On Today: the day of each grid one leads, from the office's last word; and what a lead answered to a worker's explanation. */
import { isLate } from "../feed/asks.js";
import * as feed from "../feed/feed.js";
import { areaPath } from "../feed/names.js";
import { unreadAnswers } from "../feed/gap_answers.js";
import { findElement, h, icon, replaceContent } from "../ui/dom.js";
import { dayAndTime, dayName, daysAgo, timeOfDay } from "../ui/format.js";
import { w } from "../ui/words.js";
import { banner, categoryIcon, matterList, titleOf } from "./parts/matter_rows.js";
import { judgeButtons } from "./patrol/judge_gap.js";

/** @typedef {import("./parts/matter_rows.js").Matter} Matter */
/** As app/patrol/grid_day.py sends it: matters by id, rounds of a half-day as "done", "under_way" or null.
 * @typedef {{area: string, name: string, walkers: {person: string, name: string, am: string | null, pm: string | null}[], emergencies: string[], untaken: string[],
 *   calls: {matter: string, unit_name: string, late_at: string}[], explanations: {patrol: string, gap: string, person_name: string, from: string, to: string, text: string}[],
 *   unvisited: {days: number, seen: number, all: number, buildings: {code: string, last: string | null}[]}}} Grid */

const SHOWN = 5;
/** Grids of which all is shown that nobody took. @type {Set<string>} */
const opened = new Set();

/** @param {HTMLElement} root @param {{as_of: string, grids: Grid[]} | null} known @param {Set<string>} shown matters that stand on the page already */
export async function drawGrids(root, known, shown) {
  const byId = new Map((await feed.matters()).map((matter) => [matter.id, matter]));
  const holder = findElement(root, '[data-hold="grids"]');
  holder.hidden = !known?.grids.length;
  const urgent = [...new Set((known?.grids ?? []).flatMap((grid) => grid.emergencies))].flatMap((id) => byId.get(id) ?? []);
  const above = findElement(root, '[data-hold="urgent"]'); // the first thing on the screen
  above.hidden = !urgent.length;
  replaceContent(above, part("grid-emergencies", urgent.length, matterList(urgent)));
  const stand = new Set([...shown, ...urgent.map(({ id }) => id)]);
  replaceContent(holder, (known?.grids ?? []).map((grid) => gridSection(grid, String(known?.as_of), byId, stand)));
}

/** @param {Grid} grid @param {string} asOf @param {Map<string, Matter>} byId @param {Set<string>} shown */
function gridSection(grid, asOf, byId, shown) {
  const stands = new Set(shown); // a matter stands once on a page
  const once = (/** @type {string} */ id) => !stands.has(id) && Boolean(stands.add(id));
  const rows = (/** @type {string[]} */ ids) => ids.filter(once).flatMap((id) => byId.get(id) ?? []);
  const called = [...new Set(grid.calls.map(({ matter }) => matter))].filter(once);
  const untaken = rows(grid.untaken);
  const waits = [
    part("grid-untaken", untaken.length, firstOrAll(grid.area, untaken)),
    part("grid-calls", called.length, list(called.map((id) => callRow(grid.calls.filter(({ matter }) => matter === id), byId.get(id))))),
    part("grid-explanations", grid.explanations.length, list(grid.explanations.map(explanationRow))),
  ].filter(Boolean);
  return h("section", { class: "stack", "aria-labelledby": `grid-${grid.area}`, "data-grid": grid.area },
    h("h2", { class: "split", id: `grid-${grid.area}` }, h("span", {}, w("grid-today", { name: grid.name })), h("span", { class: "quiet num" }, w("as-of", { when: dayAndTime(asOf) }))),
    waits.length ? waits : h("p", { class: "quiet" }, w("grid-quiet")),
    h("div", { class: "stack tight", "data-part": "grid-walkers" }, h("h3", {}, w("grid-walkers")), grid.walkers.length ? list(grid.walkers.map(walkerRow)) : null, h("a", { class: "button bare wide", href: "/people/new" }, icon("people"), w("add-person"))),
    unvisitedPart(grid.unvisited));
}

/** The first ones, and a way to all of exactly these. @param {string} grid @param {Matter[]} matters */
function firstOrAll(grid, matters) {
  const holder = h("div", { class: "stack tight" });
  const draw = () => {
    const all = opened.has(grid) || matters.length <= SHOWN;
    const open = () => (opened.add(grid), draw());
    replaceContent(holder, matterList(all ? matters : matters.slice(0, SHOWN)), all ? null : h("button", { class: "button bare wide", type: "button", "data-key": `all-${grid}`, on: { click: open } }, w("all-n", { n: matters.length })));
  };
  draw();
  return holder;
}

/** @param {Node[]} rows */
const list = (rows) => h("ul", { class: "list" }, rows);

/** A part with its title and how many; nothing where there is none. @param {string} key @param {number} n @param {...(Node | null)} content */
const part = (key, n, ...content) => (n ? h("div", { class: "stack tight", "data-part": key }, h("h3", {}, w(key), " ", h("span", { class: "num" }, n)), content) : null);

/** Whom one matter was whistled for, the earliest due first. @param {Grid["calls"]} calls @param {Matter | undefined} about the matter, once it is here */
const callRow = ([{ matter, unit_name, late_at }, ...others], about) => h("li", {}, h("a", { class: `item ${isLate({ late_at }) ? "late" : ""}`, href: `/matters/${matter}` },
  icon(about ? categoryIcon(about.category) : "matters"),
  h("span", { class: "item-body" },
    h("span", { class: "item-title" }, w("call-unanswered", { name: [unit_name, ...others.map((call) => call.unit_name)].join(w("and")) })),
    h("span", { class: "item-more" }, about ? h("span", {}, titleOf(about)) : null, h("span", { class: "num" }, w(isLate({ late_at }) ? "late-since" : "due-before", { when: dayAndTime(late_at) }))))));

/** @param {Grid["explanations"][number]} waiting */
const explanationRow = ({ patrol, gap, person_name, from, to, text }) => h("li", { class: "item" },
  h("span", { class: "item-body stack tight" },
    h("a", { class: "item-title", href: `/patrols/${patrol}` }, `${person_name} · ${dayName(from)} `, h("span", { class: "num" }, `${timeOfDay(from)}–${timeOfDay(to)}`)),
    h("span", {}, `“${text}”`),
    judgeButtons(patrol, gap)));

/** Whether a round is done or under way, and nothing else. @param {Grid["walkers"][number]} walker */
const walkerRow = ({ name, am, pm }) => h("li", { class: "item" }, icon("patrol"),
  h("span", { class: "item-body" }, h("span", { class: "item-title" }, name),
    h("span", { class: "item-more" }, [["half-am", am], ["half-pm", pm]].map(([half, round]) => h("span", {}, `${w(String(half))} ${round ? w(`round-${round}`) : "—"}`)))));

/** @param {Grid["unvisited"]} unvisited */
function unvisitedPart({ days, seen, all, buildings }) {
  if (seen === all) return null;
  const tags = buildings.map(({ code, last }) => h("span", { class: "tag" }, icon("building"), areaPath(code), " · ", last ? w("n-days", { n: daysAgo(last) }) : w("never")));
  return h("div", { class: "stack tight", "data-part": "grid-unvisited" },
    h("h3", { class: "split" }, h("span", {}, w("grid-unvisited", { days }), " ", h("span", { class: "num" }, all - seen)), h("a", { class: "quiet", href: "/visits" }, w("all"))),
    h("div", { class: "choices" }, tags));
}

/** A no is told on Today and among the messages until the patrol was looked at. @param {HTMLElement} root @param {any[]} patrols */
export async function drawAnswers(root, patrols) {
  const unread = await unreadAnswers(patrols);
  replaceContent(findElement(root, '[data-hold="answers"]'), unread.map(({ patrol, answered }) =>
    banner(w("answer-no", { name: answered.judged.by.name, when: `${dayName(answered.from)} ${timeOfDay(answered.from)}`, text: answered.judged.text ?? "" }), "info",
      h("a", { class: "button", href: `/patrols/${patrol}` }, w("answer-look")))));
}
