/** On Today, for whoever acts for a unit: the whistles for it, then its tasks, each with its next acts large; all through the outbox. */
import { isLate } from "../feed/asks.js";
import { moveName } from "../feed/names.js";
import { vocabulary } from "../feed/vocabulary.js";
import { findElement, h, icon, replaceContent } from "../ui/dom.js";
import { dayAndTime, deadlineText } from "../ui/format.js";
import { TAKEN_PLACE, ignoreTaps } from "../ui/tap_guard.js";
import { w } from "../ui/words.js";
import { makeMove } from "./matters/move_form.js";
import { categoryIcon, placeName, quickOffers, stateTag, titleOf } from "./parts/matter_rows.js";

/** @typedef {import("./parts/matter_rows.js").Matter} Matter */
/** @typedef {import("./matters/move_form.js").Offer} Offer */

const ACTS = 2; // large ones on a card; the rest stands with the matter

/** Draw both parts. @param {HTMLElement} root @param {Matter[]} matters what waits for me, in order @param {import("../outbox/outbox.js").Item[]} items */
export function drawUnitDay(root, matters, items) {
  const called = matters.filter((matter) => ownCall(matter));
  const tasks = matters.filter((matter) => !ownCall(matter));
  const holder = findElement(root, '[data-hold="unit"]');
  holder.hidden = false;
  replaceContent(holder, part("my-whistles", called, items, "no-whistles"), part("my-tasks", tasks, items, "none-mine"));
  // what stands where: a card, a line or a button that goes moves those after it under the thumb
  const order = [...holder.querySelectorAll("article, article .soon, article button")].map((one) => one.getAttribute("data-matter") ?? one.getAttribute("data-key") ?? "–").join();
  if (holder.dataset.order !== undefined && holder.dataset.order !== order) ignoreTaps(holder, TAKEN_PLACE);
  holder.dataset.order = order;
}

/** The open call of one's own unit. @param {Matter} matter */
const ownCall = ({ calls }) => calls?.find(({ is_mine, state }) => is_mine && state === "open");

/** @param {string} key @param {Matter[]} matters @param {import("../outbox/outbox.js").Item[]} items @param {string} nothing */
const part = (key, matters, items, nothing) => h("section", { class: "stack tight", "data-part": key, "aria-labelledby": key },
  h("h2", { id: key }, w(key), " ", h("span", { class: "num" }, matters.length || "")),
  matters.length ? matters.map((matter) => card(matter, items)) : h("p", { class: "quiet" }, w(nothing)));

/** @param {Matter} matter @param {import("../outbox/outbox.js").Item[]} items */
function card(matter, items) {
  const call = ownCall(matter);
  const waiting = items.filter(({ op, state }) => op.type === "matter.move" && op.body.matter === matter.id && !["withdrawn", "attention", "received"].includes(state));
  const busy = new Set(waiting.map(({ op }) => op.body.move));
  const offers = (matter.open_moves ?? []).filter(({ name, calls }) => !busy.has(name) && (!call || calls));
  const until = call ? calledUntil(call) : deadlineText(matter.late_at, matter.soon_at);
  return h("article", { class: "card stack tight", "data-matter": matter.id },
    h("a", { class: `item ${until.tone}`, href: `/matters/${matter.id}` },
      icon(matter.urgency === "emergency" ? "emergency" : categoryIcon(matter.category)),
      h("span", { class: "item-body" },
        h("span", { class: "item-title two" }, titleOf(matter)),
        h("span", { class: "item-where" }, placeName(matter)),
        h("span", { class: "item-state" },
          call?.reason_word ? h("span", { class: "tag" }, call.reason_word) : null,
          call?.accepted ? h("span", { class: "tag info" }, w("call-heard")) : call ? null : stateTag(matter.state),
          until.text ? h("span", { class: until.tone }, until.tone === "late" ? "⚠ " : "", until.text) : null))),
    call && wordsOf(matter, call) ? h("p", { class: "said" }, wordsOf(matter, call)) : null,
    waiting.map(({ op, at }) => h("p", { class: "soon" }, w("step-waiting", { what: moveName(op.body.move), when: dayAndTime(at) }))),
    offers.length ? h("div", { class: "acts" }, offers.slice(0, ACTS).reverse().map((offer) => actButton(matter, offer, offer === offers[0] && offer.leads))) : null,
    quickOffers(offers).map((offer) => actButton(matter, offer, false)));
}

/** What whoever whistled said to it. @param {Matter} matter @param {{call: number}} call */
const wordsOf = ({ ledger }, { call }) => ledger?.find(({ seq }) => seq === call)?.text ?? "";

/** @param {{due: string}} call */
const calledUntil = ({ due }) => isLate({ late_at: due }) ? { text: w("late-since", { when: dayAndTime(due) }), tone: "late" } : { text: w("due-before", { when: dayAndTime(due) }), tone: "" };

/** @param {Matter} matter @param {Offer} offer @param {boolean} isMain */
function actButton(matter, offer, isMain) {
  const label = offer.label ?? vocabulary.moves[offer.name]?.word ?? offer.name;
  return h("button", { class: `button ${isMain ? "main big" : "big"}`, type: "button", "data-key": `${offer.reason ?? offer.name}-${matter.id}`, on: { click: () => void makeMove(matter, offer, label) } }, label);
}
