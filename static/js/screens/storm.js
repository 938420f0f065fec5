/** 防汛防台: every door of my grids while a storm lasts, three questions each, answered by one tap, with or without a signal. */
import * as feed from "../feed/feed.js";
import * as names from "../feed/names.js";
import { areaName, compareNames } from "../feed/names.js";
import { vocabulary } from "../feed/vocabulary.js";
import * as outbox from "../outbox/outbox.js";
import { fillTexts, findElement, h, icon, onTap, replaceContent } from "../ui/dom.js";
import { dayAndTime } from "../ui/format.js";
import { w } from "../ui/words.js";
import { emptyState } from "./parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "./parts/nothing_here.js";

/** @typedef {{area: string, name: string, stands?: false, waiting?: boolean, [question: string]: any}} Door */
/** @typedef {{id: string, name: string, area: string, seq: number, doors: Door[], was?: string[], keptUntil: number}} List */

/** The lists on this phone, with what was answered here and is not in them yet. @param {outbox.Item[]} [given] @returns {Promise<{lists: List[], areForgotten: boolean}>} */
async function readLists(given) {
  const [{ lists, areForgotten }, items] = await Promise.all([feed.storms(), given ?? outbox.list()]);
  const answers = items.filter(({ op, state }) => op.type === "storm.door" && !["withdrawn", "attention"].includes(state)).sort((a, b) => a.op.at.localeCompare(b.op.at) || a.op.id.localeCompare(b.op.id));
  const laid = (/** @type {List} */ list) => ({ ...list, doors: list.doors.map((door) => answers.filter(({ op, seq = Infinity }) => [list.id, ...(list.was ?? [])].includes(op.body.storm) && op.body.area === door.area && seq > list.seq).reduce(withAnswer, door)) });
  return { lists: lists.map(laid).sort((/** @type {List} */ a, /** @type {List} */ b) => compareNames(areaName(a.area), areaName(b.area))), areForgotten };
}

/** @param {Door} door @param {outbox.Item} item @returns {Door} */
function withAnswer(door, { op, state }) {
  const { storm, area, ...given } = op.body;
  return { ...door, ...given, waiting: door.waiting || state !== "received" };
}

/** Whether nobody was reached there yet. @param {Door} door */
const isLeft = (door) => !vocabulary.doors.some(({ id, reached = [true] }) => reached.includes(door[id]));

/** @param {HTMLElement} root */
export async function storm(root) {
  /** @type {Set<string> | null} the doors that were left when one asked for them: none vanishes under the finger */
  let left = null;
  /** @type {List[]} */
  let lists = [];
  const draw = async () => {
    const missing = await notHeardYet();
    const read = await readLists();
    lists = read.lists;
    const doors = lists.flatMap((list) => list.doors);
    findElement(root, '[data-part="filter"]').hidden = !doors.length;
    fillTexts(root, { all: doors.length || "", left: doors.filter(isLeft).length || "" });
    for (const button of root.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String((button.getAttribute("data-show") === "left") === Boolean(left)));
    replaceContent(findElement(root, '[data-hold="lists"]'), listOrWhy(doors.length ? h("div", { class: "stack loose" }, lists.map((list) => section(list, left))) : null, missing, () => emptyState(w(read.areForgotten ? "storm-forgotten" : "no-storm"))));
  };
  onTap(root, "[data-show]", (hit) => {
    left = hit.dataset.show === "left" ? new Set(lists.flatMap(({ doors }) => doors.filter(isLeft).map(({ area }) => area))) : null;
    void draw();
  });
  onTap(root, "[data-question]", ({ dataset: { list, door, question = "", yes } }, event) => /** @type {MouseEvent} */ (event).detail < 2 && void outbox.add({ type: "storm.door", body: { storm: list, area: door, [question]: yes === "1" } }));
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** @param {List} list @param {Set<string> | null} left */
function section(list, left) {
  const shown = list.doors.filter(({ area }) => !left || left.has(area)).sort((a, b) => compareNames(a.name, b.name));
  return shown.length ? h("section", { class: "stack tight" }, h("h2", {}, `${list.name} · ${areaName(list.area)}`), Number.isFinite(list.keptUntil) ? h("p", { class: "quiet" }, w("storm-kept-until", { when: dayAndTime(list.keptUntil) })) : null, h("ul", { class: "list doors" }, shown.map((door) => card(list, door)))) : null;
}

/** @param {List} list @param {Door} door */
function card(list, door) {
  const choice = (/** @type {string} */ question, /** @type {string} */ word, /** @type {boolean} */ yes) => h("button", {
    class: "button", type: "button", "aria-pressed": String(door[question] === yes), "data-question": question, "data-list": list.id, "data-door": door.area, "data-yes": yes ? "1" : "0",
    "data-key": `${door.area} ${question} ${yes}`,
  }, h("span", { class: "sr" }, `${door.name} ${word} `), w(yes ? "storm-yes" : "storm-no"));
  return h("li", { class: "card stack tight" },
    h("h3", { class: "split" }, h("span", {}, door.name, door.stands === false ? w("storm-ended-door") : null), door.waiting ? h("span", { class: "tag wait" }, w("waiting-up")) : null),
    vocabulary.doors.map(({ id, word }) => h("div", { class: "split" }, h("span", { "aria-hidden": "true" }, word), h("span", { class: "switch" }, choice(id, word, true), choice(id, word, false)))),
    door.help && door.waiting ? h("p", { class: "error" }, w("storm-help-waits")) : null,
    door.help && door.waiting ? h("a", { class: "button", href: "/phones" }, icon("phone"), w("storm-ring")) : null);
}

/** On Today, while a storm lasts: how many doors are left. @param {HTMLElement} root @param {outbox.Item[]} items */
export async function drawStorms(root, items) {
  const holder = findElement(root, '[data-hold="storms"]');
  const { lists } = await readLists(items);
  const titles = [...new Set(lists.map(({ name }) => name))];
  replaceContent(holder, titles.map((name) => {
    const doors = lists.filter((list) => list.name === name).flatMap((list) => list.doors);
    return h("a", { class: "item card", href: "/storm" }, icon("cloud-rain-wind"), h("span", { class: "item-body" }, h("span", { class: "item-title" }, w("storm-today", { name })),
      h("span", { class: "item-more" }, w("storm-left", { n: doors.filter(isLeft).length, all: doors.length }))));
  }));
  holder.hidden = !titles.length;
}
