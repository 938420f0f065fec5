/** 专项整治: the places of my grids that a campaign asks for, and one page with its few questions, with or without a signal. */
import * as feed from "../../feed/feed.js";
import * as names from "../../feed/names.js";
import { areaName, areaPath, areas, compareNames } from "../../feed/names.js";
import { openDraft } from "../../outbox/drafts.js";
import * as outbox from "../../outbox/outbox.js";
import { officeNow } from "../../store/office_clock.js";
import { fillTexts, findElement, h, icon, replaceContent } from "../../ui/dom.js";
import { dateKey, withinSentence } from "../../ui/format.js";
import { w } from "../../ui/words.js";
import { emptyState } from "../parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "../parts/nothing_here.js";
import { dayNameOf } from "./errand_rows.js";
import { rightOrNot, watchFindings } from "./findings.js";

/** @typedef {{code: string, name: string, area: string, outcome: string | null, at: string | null, bad: string[], chosen: Record<string, string>, again: string | null, waiting?: boolean}} Place */
/** @typedef {{id: string, words: string, choices?: string[], unit?: string}} Question */
/** @typedef {{id: string, campaign: string, name: string, first: string, last: string, daily: boolean, joint: boolean, again_until: string | null, area: string, area_name: string, seq: number, questions: Question[], places: Place[]}} List */

const SHOWN = 100;

/** The lists on this phone, with what was found here and is not in them yet. @param {outbox.Item[]} [given] @returns {Promise<List[]>} */
async function readLists(given) {
  const [lists, items] = await Promise.all([feed.campaigns(), given ?? outbox.list()]);
  const visits = items.filter(({ op, state }) => op.type === "campaign.visit" && !["withdrawn", "attention"].includes(state)).sort((a, b) => a.op.at.localeCompare(b.op.at) || a.op.id.localeCompare(b.op.id));
  const today = dateKey(officeNow());
  const laid = (/** @type {List} */ list) => ({ ...list, places: list.places.filter(({ code }) => !list.daily || code <= today).map((place) => visits.filter(({ op, seq = Infinity }) => op.body.campaign === list.id && op.body.place === place.code && seq > list.seq).reduce(withVisit, place)) });
  return lists.map(laid).sort((/** @type {List} */ a, /** @type {List} */ b) => a.last.localeCompare(b.last) || compareNames(whereOf(a), whereOf(b)));
}

/** @param {Place} place @param {outbox.Item} item @returns {Place} */
function withVisit(place, { op, state }) {
  const { outcome, bad = [], chosen = {}, again = null } = op.body;
  return { ...place, outcome, bad, chosen, again, waiting: state !== "received" };
}

/** @param {Place} place */
const isLeft = ({ outcome, again }) => !outcome || (again !== null && again <= dateKey(officeNow()));

/** What the list's area is called, also where it is not one's own. @param {List} list */
const whereOf = ({ area, area_name }) => (areas.has(area) ? areaName(area) : area_name);

/** A place's name; in an important period the day. @param {List} list @param {Place} place */
const nameOf = ({ daily }, { code, name }) => (daily ? dayNameOf(code) : name);

/** @param {{daily: boolean, joint: boolean}} list @param {Place[]} places */
const leftText = ({ daily, joint }, places) => {
  const n = places.filter(isLeft).length;
  return w(n ? (daily ? "period-left" : joint ? "joint-left" : "campaign-left") : daily ? "period-none-left" : joint ? "joint-none-left" : "campaign-none-left", { n, all: places.length });
};

/** Its name is said with what it is. @param {{daily: boolean, joint: boolean}} list */
const titleOf = ({ daily, joint }) => (daily ? "period-today" : joint ? "joint-today" : "campaign-today");

/** Whether its first day has not come. @param {{first: string}} list */
const isAhead = ({ first }) => first > dateKey(officeNow());

/** Whether its places can be looked at; a joint inspection's from the moment it is planned. @param {{first: string, joint: boolean}} list */
const isOpen = (list) => list.joint || !isAhead(list);

/** Until when it lasts, or from when; of a joint inspection on which day. @param {{first: string, last: string, joint: boolean}} list */
const daysText = ({ first, last, joint }) => w(isAhead({ first }) ? (joint ? "joint-ahead" : "campaign-ahead") : joint ? "joint-on" : "campaign-until", { day: withinSentence(dayNameOf(isAhead({ first }) ? first : last)) });

/** @param {List} list @param {Place} place */
const row = (list, place) => h("li", {}, h("a", { class: "item", href: `/campaigns/${list.id}~${encodeURIComponent(place.code)}` }, icon(list.daily ? "clock" : "store"), h("span", { class: "item-body" },
  h("span", { class: "item-title two" }, nameOf(list, place)),
  h("span", { class: "item-more" }, areas.has(place.area) ? areaPath(place.area) : whereOf(list)),
  h("span", { class: "item-state" },
    place.outcome === "again" ? h("span", { class: "tag wait" }, w("campaign-again", { day: dayNameOf(place.again ?? "") })) : place.outcome ? h("span", { class: "tag good" }, w(`campaign-${place.outcome}`)) : null,
    place.waiting ? h("span", { class: "tag wait" }, w("waiting-up")) : null))));

/** @param {HTMLElement} root */
export async function campaigns(root) {
  const draw = async () => {
    const [lists, missing] = await Promise.all([readLists(), notHeardYet()]);
    replaceContent(findElement(root, '[data-hold="lists"]'), listOrWhy(lists.length ? h("div", { class: "stack loose" }, lists.map(section)) : null, missing, () => emptyState(w("no-campaign"))));
  };
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** @param {List} list */
function section(list) {
  const left = list.places.filter(isLeft);
  const done = list.places.filter((place) => !isLeft(place));
  const rows = (/** @type {Place[]} */ some) => h("ul", { class: "list" }, some.slice(0, SHOWN).map((place) => row(list, place)));
  return h("section", { class: "stack tight" },
    h("h2", {}, w(titleOf(list), { name: list.name }), ` · ${whereOf(list)}`),
    h("p", { class: "quiet" }, daysText(list), isOpen(list) ? [" · ", leftText(list, list.places)] : null),
    !isOpen(list) ? null : left.length ? rows(left) : null,
    isOpen(list) && done.length ? h("details", { class: "card", "data-key": `done ${list.id}` }, h("summary", { class: "strong" }, w("campaign-done"), " ", h("span", { class: "num" }, done.length)), rows(done)) : null);
}

/** @param {HTMLElement} root @param {string[]} found */
export async function campaign(root, [id, code]) {
  const list = (await readLists()).find((one) => one.id === id && isOpen(one));
  const known = list?.places.find((one) => one.code === decodeURIComponent(code));
  findElement(root, "form").hidden = !known;
  findElement(root, '[data-part="act"]').hidden = !known;
  if (!list || !known) return void replaceContent(findElement(root, '[data-hold="missing"]'), (await notHeardYet()) ?? emptyState(w("no-campaign-place")));
  const draft = await openDraft(`campaign:${list.id}:${known.code}`);
  fillTexts(root, { title: nameOf(list, known), about: [list.name, areas.has(known.area) ? areaPath(known.area) : whereOf(list)].join(" · ") });
  const here = list.questions.filter(({ unit = "" }) => unit === (known.code.split("@")[1] ?? "")); // in a joint inspection those of the unit
  const asked = here.filter(({ choices }) => !choices);
  const chosen = here.filter(({ choices }) => choices);
  findElement(root, '[data-part="items"]').hidden = !asked.length;
  replaceContent(findElement(root, '[data-hold="items"]'), asked.map((item) => rightOrNot(item, draft.fields.bad ?? known.bad)));
  replaceContent(findElement(root, '[data-hold="choices"]'), chosen.map((item) => choice(item, (draft.fields.picked ?? known.chosen)[item.id])));
  const given = (/** @type {Question} */ item) => /** @type {HTMLInputElement | null} */ (root.querySelector(`[name="${item.id}"]:checked`))?.value ?? "";
  const lacking = () => {
    const open = chosen.find((item) => !given(item));
    return open ? w("need-choice", { what: open.words }) : "";
  };
  const choices = () => (chosen.length ? { chosen: Object.fromEntries(chosen.map((item) => [item.id, given(item)])) } : {});
  return watchFindings(root, draft, (what, photos) => ({ type: "campaign.visit", photos, body: { campaign: list.id, place: known.code, ...choices(), ...what } }), "/campaigns", lacking, list.again_until);
}

/** @param {Question} item @param {string} [before] */
const choice = ({ id, words, choices = [] }, before) => h("fieldset", { class: "stack tight" }, h("legend", { class: "label" }, words),
  choices.map((one) => h("label", { class: "check" }, h("input", { type: "radio", name: id, value: one, checked: one === before }), h("span", {}, one))));

/** On Today, while a campaign lasts: how many places are left. @param {HTMLElement} root @param {outbox.Item[]} items */
export async function drawCampaigns(root, items) {
  const holder = findElement(root, '[data-hold="campaigns"]');
  const lists = (await readLists(items)).filter(isOpen);
  const every = new Map(lists.map(({ campaign: id, name, first, last, daily, joint }) => [id, { name, first, last, daily, joint, places: lists.filter((list) => list.campaign === id).flatMap(({ places }) => places) }]));
  replaceContent(holder, [...every.values()].map(({ name, first, last, daily, joint, places }) => h("a", { class: "item card", href: "/campaigns" }, icon(daily ? "clock" : "store"), h("span", { class: "item-body" },
    h("span", { class: "item-title" }, w(titleOf({ daily, joint }), { name })),
    h("span", { class: "item-more" }, leftText({ daily, joint }, places), " · ", daysText({ first, last, joint }))))));
  holder.hidden = !every.size;
}
