/** Rows of lists: a matter, an empty state; and the icon of a category. */
import { areaPath, areas, categories, categoryName, nearestBuilding, stateName, units } from "../../feed/names.js";
import { h, icon } from "../../ui/dom.js";
import { deadlineText } from "../../ui/format.js";
import { w } from "../../ui/words.js";

/** A matter as the server shows it (app/matters/views/serialize.py), or one's own that is still on its way.
 * @typedef {{id: string, number: string | null, state: string, level: string, area: string | null, area_name?: string, spot?: string | null, placed?: string,
 *   category: string, text: string, urgency: string, place: {lat: number, lon: number} | null, version: number, due: string | null,
 *   holder: {desk?: string | null, unit?: string | null, person?: string | null}, holder_name?: string, finder?: string | null,
 *   photos: string[], photos_before?: string[], photos_after?: string[], moves: string[], open_moves: import("../matters/move_form.js").Offer[],
 *   ledger: any[], contacts?: {role: string, name: string, phone: string}[], confirm_turn?: string | null, next_level_name?: string, resident_asked?: boolean, may_send?: boolean}} Matter */

export const OPEN_STATES = ["reported", "dispatched", "in_hand", "resolved", "confirmed", "shelved"];
/** While someone still has to act by a time; waiting to be confirmed is not late. @param {Matter} matter */
export const hasDeadline = (matter) => ["reported", "dispatched", "in_hand"].includes(matter.state) && Boolean(matter.due);

/** @type {Record<string, string>} */
const TONES = { reported: "wait", dispatched: "info", in_hand: "info", resolved: "wait", confirmed: "wait", closed: "good", shelved: "", void: "" };

/** @type {Record<string, string>} */
const BANNERS = { good: "sent", info: "info", wait: "waiting" };

/** The icon of a category, by its own name in the icon set. @param {string} code */
export const categoryIcon = (code) => categories.get(code)?.icon || "circle-dot";

/** @param {string} state */
export const stateTag = (state) => h("span", { class: `tag ${TONES[state] ?? ""}` }, stateName(state));

/** In whose hands it lies, in words: 王芳 / 综合执法队 / 临港社区指挥室. @param {Matter} matter */
export function holderName({ holder, holder_name }) {
  if (holder?.unit) return units.get(holder.unit)?.name ?? holder_name ?? holder.unit;
  if (holder?.desk) return w("desk-of", { name: holder_name || areaPath(holder.desk) });
  return holder_name || "";
}

/** @param {Matter} matter */
export const titleOf = (matter) =>
  matter.text?.split("\n")[0].slice(0, 40) || (matter.urgency === "emergency" ? w("emergency") : categoryName(matter.category));

/** Where it is: the building, else the one it is near, as the form said it; else the name the server gave. @param {Matter} matter */
export function placeName(matter) {
  const kind = areas.get(matter.area ?? "")?.kind;
  const near = !matter.area || kind === "micro_grid" || kind === "grid" ? nearestBuilding(matter.place) : null;
  if (near && near.far <= 50) return w("near", { name: areaPath(near.area.code) });
  if (!matter.area) return w("by-position");
  const named = areas.has(matter.area) ? areaPath(matter.area) : (matter.area_name ?? areaPath(matter.area));
  return matter.spot ? `${named} · ${matter.spot}` : named;
}

/** @param {Matter & {waiting?: boolean}} matter */
export function matterRow(matter) {
  const until = hasDeadline(matter) ? deadlineText(matter.due) : { text: "", tone: "" };
  const urgent = matter.urgency === "emergency";
  return h("li", {},
    h("a", { class: `item ${urgent ? "late" : until.tone}`, href: `/matters/${matter.id}` },
      icon(urgent ? "emergency" : categoryIcon(matter.category)),
      h("span", { class: "item-body" },
        h("span", { class: "item-title two" }, titleOf(matter)),
        h("span", { class: "item-more" },
          matter.waiting ? h("span", { class: "tag wait" }, w("waiting-up")) : stateTag(matter.state),
          h("span", {}, placeName(matter)),
          urgent && matter.text ? h("span", { class: "late strong" }, w("emergency")) : null,
          matter.number ? h("span", { class: "num" }, matter.number) : null,
          until.text ? h("span", { class: until.tone }, until.tone === "late" ? "⚠ " : "", until.text) : null))));
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

/** What is open to whoever has just reported something, as the page brought it (app/matters/views/offers.py).
 * @type {Record<string, import("../matters/move_form.js").Offer[]>} */
const freshMoves = JSON.parse(document.getElementById("fresh-moves")?.textContent ?? "{}");

/** A matter as the phone knows it before the server does, with what is open to whoever made it.
 * @param {import("../../outbox/outbox.js").Item} item @returns {Matter & {waiting: boolean}} */
export function matterFromOp({ op }) {
  const { matter, category = "other", text = "", area = null, urgency = "normal", settled, escalate } = op.body;
  const kept = !settled && !escalate && urgency !== "emergency";
  const offers = settled ? [] : (freshMoves[kept ? "kept" : "passed"] ?? []);
  return /** @type {any} */ ({
    id: matter, number: null, state: settled ? "closed" : "reported", level: area, area, category, text, urgency,
    place: op.place ?? null, holder: kept ? { person: op.person } : {}, version: 0, due: null, photos: op.photos, photos_before: op.photos, photos_after: settled?.photos ?? [],
    moves: offers.map(({ name }) => name), open_moves: offers, waiting: true,
    ledger: [{ seq: 0, move: "report", by: op.person, at: op.at, received: null, text, photos: op.photos }],
  });
}

/** Where one's own steps take a matter for good. @type {Record<string, string>} */
const ENDS = { settle_on_spot: "closed", void: "void" };

/** The matter as it will stand when one's own steps have arrived. @param {Matter} matter @param {import("../../outbox/outbox.js").Item[]} items
 * @param {boolean} [known] whether it is the office's, which has what was received */
export function withOwnSteps(matter, items, known = true) {
  const gone = known ? ["withdrawn", "attention", "received"] : ["withdrawn", "attention"];
  const ownSteps = items.filter(({ op, state }) => op.type === "matter.move" && op.body.matter === matter.id && !gone.includes(state));
  const end = ownSteps.find(({ op }) => ENDS[op.body.move]);
  if (end) return { ...matter, state: ENDS[end.op.body.move], moves: [], open_moves: [] };
  return ownSteps.some(({ op }) => op.body.move === "escalate") ? { ...matter, holder: {}, open_moves: matter.open_moves.filter(({ name }) => freshMoves.passed?.some((one) => one.name === name)) } : matter;
}

/** What the feed has, with one's own reports and steps that have not arrived laid over it. @param {Matter[]} matters @param {import("../../outbox/outbox.js").Item[]} items */
export function withWaiting(matters, items) {
  const here = new Set(matters.map((matter) => matter.id));
  const own = items.filter(({ op, state }) => op.type === "matter.report" && state !== "withdrawn" && !here.has(op.body.matter));
  return [...own.map((item) => withOwnSteps(matterFromOp(item), items, false)), ...matters.map((matter) => withOwnSteps(matter, items))];
}
