/** Rows of lists: a matter, an empty state; and the icon of a category. */
import * as session from "../../account/session.js";
import { areaPath, areas, categories, categoryName, nearestBuilding, pausedOutdoors, units } from "../../feed/names.js";
import { isOpen, stateName, vocabulary } from "../../feed/vocabulary.js";
import { h, icon } from "../../ui/dom.js";
import { deadlineText } from "../../ui/format.js";
import { w } from "../../ui/words.js";

/** A matter as the server shows it (app/matters/views/serialize.py), or one's own that is still on its way.
 * @typedef {{id: string, number: string | null, state: string, level: string, area: string | null, area_name?: string, spot?: string | null, placed_word?: string,
 *   category: string, text: string, urgency: string, place: {lat: number, lon: number} | null, version: number, asks?: string[], asks_not?: string[], late_at?: string | null, soon_at?: string | null, order?: number, asked_word?: string | null,
 *   holder: {desk?: string | null, unit?: string | null, person?: string | null}, holder_name?: string, finder?: string | null,
 *   photos: string[], photos_before?: string[], photos_after?: string[], moves: string[], open_moves: import("../matters/move_form.js").Offer[],
 *   ledger: any[], contacts?: {role: string, name: string, phone: string}[], confirm_turn?: string | null, next_level_name?: string, resident_asked?: boolean, may_send?: boolean, shape?: "row", calls?: {call: number, is_mine: boolean, state: string, due: string, accepted?: string | null, reason_word?: string}[]}} Matter */

/** @type {Record<string, string>} */
const BANNERS = { good: "sent", info: "info", wait: "waiting" };

/** The icon of a category, by its own name in the icon set. @param {string} code */
export const categoryIcon = (code) => categories.get(code)?.icon || "circle-help";

/** @param {string} state */
export const stateTag = (state) => h("span", { class: `tag ${vocabulary.states[state]?.tone ?? ""}` }, stateName(state));

/** In whose hands it lies, in words: 王芳 / 综合执法队 / 临港社区指挥室. @param {Matter} matter */
export function holderName({ state, holder, holder_name }) {
  if (!isOpen({ state })) return ""; // what is closed lies with nobody
  if (holder?.unit) return units.get(holder.unit)?.name ?? holder_name ?? holder.unit;
  if (holder?.desk) return w("desk-of", { name: holder_name || areaPath(holder.desk) });
  return holder_name || "";
}

const TITLE = 60; // characters

/** The first line of a text; where it goes on for long, one sees that it does. @param {string} [text] @param {number} [most] */
export function firstLine(text = "", most = TITLE) {
  const line = [...text.split("\n")[0]];
  return line.length > most ? `${line.slice(0, most - 1).join("")}…` : line.join("");
}

/** @param {Matter} matter */
export const titleOf = (matter) =>
  firstLine(matter.text) || (matter.urgency === "emergency" ? w("emergency") : categoryName(matter.category));

/** Where it is: the building, else the one it is near, as the form said it; else the name the server gave. @param {Matter} matter */
export function placeName(matter) {
  const kind = areas.get(matter.area ?? "")?.kind;
  const near = !matter.area || kind === "micro_grid" || kind === "grid" ? nearestBuilding(matter.place) : null;
  if (near && near.far <= 50) return w("near", { name: areaPath(near.area.code) });
  if (!matter.area) return w("by-position");
  const named = areas.has(matter.area) ? areaPath(matter.area) : (matter.area_name ?? areaPath(matter.area));
  return matter.spot ? `${named} · ${matter.spot}` : named;
}

/** What and where, then the state, who has it (unless oneself), until when, and last the number.
 * @param {Matter & {waiting?: boolean}} matter */
export function matterRow(matter) {
  const who = matter.holder?.person === session.current()?.id ? "" : holderName(matter);
  const until = deadlineText(matter.late_at, matter.soon_at);
  const urgent = matter.urgency === "emergency";
  return h("li", {},
    h("a", { class: `item ${urgent ? "late" : until.tone}`, href: `/matters/${matter.id}` },
      icon(urgent ? "emergency" : categoryIcon(matter.category)),
      h("span", { class: "item-body" },
        h("span", { class: "item-title two" }, titleOf(matter)),
        h("span", { class: "item-where" }, placeName(matter)),
        h("span", { class: "item-state" },
          urgent && matter.text ? h("span", { class: "tag bad" }, w("emergency")) : null,
          matter.waiting ? h("span", { class: "tag wait" }, w("waiting-up")) : stateTag(matter.state),
          who ? h("span", {}, who) : null,
          until.text ? h("span", { class: until.tone }, until.tone === "late" ? "⚠ " : "", until.text) : null,
          matter.number ? h("span", { class: "num item-number" }, matter.number) : null))));
}

/** @param {(Matter & {waiting?: boolean})[]} matters */
export const matterList = (matters) => h("ul", { class: "list" }, matters.map(matterRow));

/** @param {string} sentence @param {Node} [act] */
export const emptyState = (sentence, act) => h("div", { class: "empty" }, h("p", {}, sentence), act);

/** @param {string} sentence @param {string} [tone] @param {...(Node | null)} acts */
export const banner = (sentence, tone = "info", ...acts) =>
  h("div", { class: `banner ${tone}` }, icon(BANNERS[tone] ?? "attention"), h("p", {}, sentence), acts);

/** Whose patrols rest on this phone while somebody else is at work, or nobody. @param {string[]} names */
export const restingPatrols = (names) => names.map((name) => banner(w("patrol-rests", { name: name || w("others-someone") }), "wait"));

/** Patrols outdoors that pause here, each with what it means. */
export const pausedPatrols = () => pausedOutdoors().map((sentence) => banner(sentence, "info"));

/** A matter as the phone knows it before the server does, with what is open to whoever made it.
 * @param {import("../../outbox/outbox.js").Item} item @returns {Matter & {waiting: boolean}} */
export function matterFromOp({ op }) {
  const { matter, category = "other", text = "", area = null, urgency = "normal", settled, escalate } = op.body;
  const kept = !settled && !escalate && urgency !== "emergency";
  const offers = settled ? [] : (vocabulary.own[kept ? "kept" : "passed"] ?? []);
  return /** @type {any} */ ({
    id: matter, number: null, state: settled ? "closed" : "reported", level: area, area, category, text, urgency,
    place: op.place ?? null, holder: kept ? { person: op.person } : {}, asks: kept ? [`person:${op.person}`] : [], asks_not: [], version: 0, late_at: null, photos: op.photos, photos_before: op.photos, photos_after: settled?.photos ?? [],
    moves: offers.map(({ name }) => name), open_moves: offers, waiting: true,
    ledger: [{ seq: 0, move: "report", by: op.person, at: op.at, received: null, text, photos: op.photos }],
  });
}

/** The matter as it will stand when one's own steps have arrived. @param {Matter} matter @param {import("../../outbox/outbox.js").Item[]} items
 * @param {boolean} [known] whether it is the office's, which has what was received */
export function withOwnSteps(matter, items, known = true) {
  const gone = known ? ["withdrawn", "attention", "received"] : ["withdrawn", "attention"];
  const ownSteps = items.filter(({ op, state }) => op.type === "matter.move" && op.body.matter === matter.id && !gone.includes(state));
  const end = ownSteps.map(({ op }) => vocabulary.moves[op.body.move]?.ends).find(Boolean);
  if (end) return { ...matter, state: end, asks: [], late_at: null, moves: [], open_moves: [] };
  for (const { op } of ownSteps) if (op.body.move === "amend") matter = amended(matter, op.body);
  return ownSteps.some(({ op }) => op.body.move === "escalate") ? { ...matter, holder: {}, asks: [], open_moves: matter.open_moves?.filter(({ name }) => vocabulary.own.passed?.some((offer) => offer.name === name)) } : matter;
}

/** The matter as a correction of one's own leaves it. @param {Matter} matter @param {Record<string, any>} body @returns {Matter} */
function amended(matter, { category, area, spot, text, urgency }) {
  const moved = area ? { area, area_name: undefined, placed_word: "" } : {};
  return { ...matter, ...moved, category: category ?? matter.category, spot: spot ?? (area ? null : matter.spot), text: text ?? matter.text, urgency: urgency ?? matter.urgency };
}

/** A matter that an older version of the app stored, without `asks`: it waits for its holder until the feed has brought it anew.
 * @param {Matter} matter @returns {Matter} */
function withAsks(matter) {
  if (matter.asks) return matter;
  const holder = vocabulary.states[matter.state]?.is_worked ? Object.entries(matter.holder) : [];
  return { ...matter, asks: holder.map(([kind, code]) => `${kind}:${code}`) };
}

/** What the feed has, with one's own reports and steps that have not arrived laid over it. @param {Matter[]} matters @param {import("../../outbox/outbox.js").Item[]} items */
export function withWaiting(matters, items) {
  const here = new Set(matters.map((matter) => matter.id));
  const own = items.filter(({ op, state }) => op.type === "matter.report" && state !== "withdrawn" && !here.has(op.body.matter));
  return [...own.map((item) => withOwnSteps(matterFromOp(item), items, false)), ...matters.map((matter) => withOwnSteps(withAsks(matter), items))];
}

/** Reasons that are a button of their own, as offers of a move without a form. @param {import("../matters/move_form.js").Offer[]} offers @returns {import("../matters/move_form.js").Offer[]} */
export const quickOffers = (offers) => offers.flatMap(({ quick, ...offer }) => (quick ? [{ ...offer, plain: true, leads: false, reason: quick.code, label: quick.name }] : []));
