/** Errands and planned visits as this phone knows them: what the office has, with one's own waiting steps laid over it. */
import * as session from "../../account/session.js";
import * as feed from "../../feed/feed.js";
import { areaPath, areas } from "../../feed/names.js";
import { opName } from "../../feed/vocabulary.js";
import * as outbox from "../../outbox/outbox.js";
import { h, icon } from "../../ui/dom.js";
import { officeNow } from "../../store/office_clock.js";
import { dateKey, dayName, timeOfDay, withinSentence } from "../../ui/format.js";
import { hasWord, w } from "../../ui/words.js";

/** @typedef {{words: string, frm: string[], to: string | null, who: string[], papers: string, needs_text: boolean}} Step */
/** @typedef {{id: string, number: string | null, person: string, person_name: string, area: string, office: string, household: string | null,
 *   what: string, papers: string[], held: string[], promised: string | null, state: string, taken: string, who: string[],
 *   slip: {link: string, side: number, path: string} | null, ledger: any[], version: number, waiting?: boolean}} Errand */
/** @typedef {{id: string, person: string, person_name?: string, area: string, household: string | null, purpose: string, on: string, waiting?: boolean}} Plan */
/** @typedef {import("../../outbox/outbox.js").Item} Item */

/** The table of app/patrol/errands/table.py, as the office wrote it into this page. @type {{states: Record<string, string>, steps: Record<string, Step>}} */
export const errandTable = JSON.parse(document.getElementById("errand-table")?.textContent ?? '{"states":{},"steps":{}}');

export const OPEN_STATES = ["open", "done"];
const DAY = 86_400_000;

/** Ops that the office has not got, or whose effect is not on this phone yet, in the order in which they were made (not in that of sending). @param {Item[]} items @param {(body: any) => boolean} lacks */
const unsettledItems = (items, lacks) => items
  .filter(({ op, state }) => !["withdrawn", "attention"].includes(state) && (state !== "received" || lacks(op.body)))
  .sort((a, b) => a.op.at.localeCompare(b.op.at) || a.op.id.localeCompare(b.op.id));

/** @param {Item[]} [given] @returns {Promise<Errand[]>} the newest first */
export async function readErrands(given) {
  const [here, items] = await Promise.all([feed.errands(), given ?? outbox.list()]);
  const all = new Map(/** @type {Errand[]} */ (here).map((errand) => [errand.id, errand]));
  const ours = unsettledItems(items, (body) => !all.has(body.errand));
  for (const { op, state } of items) if (op.type === "errand.take" && state === "attention") all.set(op.body.errand, { ...errandOfOp(op), who: [] }); // refused: it stands here with the reason, and goes no further
  for (const { op } of ours) if (op.type === "errand.take" && !all.has(op.body.errand)) all.set(op.body.errand, errandOfOp(op));
  for (const { op } of ours) {
    const errand = op.type === "errand.step" ? all.get(op.body.errand) : undefined;
    if (errand) all.set(errand.id, afterStep(errand, op.body));
  }
  return [...all.values()].sort((a, b) => b.id.localeCompare(a.id));
}

/** @param {import("../../store/database.js").Op} op @returns {Errand} */
function errandOfOp({ body, person, at }) {
  const name = session.current()?.name ?? "";
  return {
    id: body.errand, number: null, person, person_name: name, area: body.area, office: "", household: body.household ?? null, what: body.what,
    papers: body.papers ?? [], held: [], promised: body.promised ?? null, state: "open", taken: at, who: ["holder"], slip: null, ledger: [], version: 0, waiting: true,
  };
}

/** As the table says it will stand. @param {Errand} errand @param {any} body @returns {Errand} */
function afterStep(errand, body) {
  const step = errandTable.steps[body.step];
  if (!step) return errand;
  const moved = body.papers ?? (step.papers === "in" ? errand.papers : errand.held);
  const held = step.papers === "in" ? [...new Set([...errand.held, ...moved])] : step.papers === "back" ? errand.held.filter((name) => !moved.includes(name)) : errand.held;
  return { ...errand, held, state: step.to ?? errand.state, who: body.step === "take_over" ? ["holder", "lead"] : errand.who, waiting: true };
}

/** The steps open to me, the next act first. @param {Errand} errand */
export const openSteps = (errand) => Object.entries(errandTable.steps).filter(([name, step]) => {
  if (!step.frm.includes(errand.state) || !step.who.some((role) => errand.who.includes(role))) return false;
  if (name === "take_over" && errand.who.includes("holder")) return false;
  return step.papers === "back" ? errand.held.length > 0 : step.papers === "none" ? errand.held.length === 0 : true;
});

/** @param {Errand} errand */
export const isMine = (errand) => errand.who.includes("holder") && OPEN_STATES.includes(errand.state);

/** Planned visits still to be made, the earliest first. @param {Item[]} [given] @returns {Promise<Plan[]>} */
export async function readPlans(given) {
  const [here, items] = await Promise.all([feed.plans(), given ?? outbox.list()]);
  const all = new Map(/** @type {Plan[]} */ (here).map((plan) => [plan.id, plan]));
  const me = session.current()?.id ?? "";
  for (const { op } of unsettledItems(items, () => false)) {
    const { body, type } = op;
    if (type === "visit.unplan") all.delete(body.plan);
    if (type === "visit.plan") all.set(body.plan, { .../** @type {Plan} */ (body), id: body.plan, person: me, household: body.household ?? null, waiting: true });
    if (type !== "visit.record") continue;
    for (const planned of all.values()) if (planned.id === body.plan || (planned.area === body.area && (planned.household ?? "") === (body.household ?? ""))) all.delete(planned.id);
    if (body.next) all.set(body.visit, { .../** @type {Plan} */ (body), id: body.visit, person: me, household: body.household ?? null, on: body.next, waiting: true });
  }
  return [...all.values()].sort((a, b) => a.on.localeCompare(b.on));
}

/** @param {Plan} plan @param {number} [days] from today */
export const isDue = (plan, days = 0) => plan.on <= dateKey(officeNow() + days * DAY);

/** 5幢 2单元301 @param {{area: string, household: string | null}} where */
export const doorName = ({ area, household }) => [areas.has(area) ? areaPath(area) : area, household].filter(Boolean).join(" ");

/** @param {string} purpose */
export const purposeName = (purpose) => (hasWord(`purpose-${purpose}`) ? w(`purpose-${purpose}`) : purpose);

/** 今天 / 12月1日 of a calendar day @param {string} on */
export const dayNameOf = (on) => dayName(`${on}T12:00:00+08:00`);

/** When it was agreed for, said plainly where that day has gone. @param {string} on */
export const agreedDay = (on) => (on < dateKey(officeNow()) ? h("span", { class: "soon" }, w("agreed-for", { day: dayNameOf(on) })) : h("span", {}, dayNameOf(on)));

/** @param {Errand} errand */
export const stateTag = (errand) => h("span", { class: `tag ${{ open: "info", done: "wait", confirmed: "good" }[errand.state] ?? ""}` }, errandTable.states[errand.state] ?? errand.state);

/** A line of a list. @param {Errand} errand */
export function errandRow(errand) {
  const late = errand.state === "open" && errand.promised && errand.promised < dateKey(officeNow());
  return h("li", {}, h("a", { class: "item", href: `/errands/${errand.id}` },
    icon("hand-helping"),
    h("span", { class: "item-body" },
      h("span", { class: "item-title two" }, errand.what),
      h("span", { class: "item-where" }, doorName(errand)),
      h("span", { class: "item-state" },
        errand.waiting ? h("span", { class: "tag wait" }, w("waiting-up")) : stateTag(errand),
        errand.who.includes("holder") ? null : h("span", {}, errand.person_name),
        errand.promised && errand.state === "open" ? h("span", { class: late ? "soon" : "" }, w("promised-by", { day: withinSentence(dayNameOf(errand.promised)) })) : null,
        errand.held.length ? h("span", { class: "tag" }, w("papers-held", { n: errand.held.length })) : null,
        errand.number ? h("span", { class: "num item-number" }, errand.number) : null))));
}

/** What waits of one errand, said as on a matter. @param {Item} item */
export function pendingText({ op, state, why, at }) {
  const what = op.type === "errand.take" ? opName(op.type) : (errandTable.steps[op.body.step]?.words ?? op.body.step);
  if (state === "attention") return w("step-attention", { what, why: why?.detail ?? why?.title ?? "" });
  return w("step-waiting", { what, when: timeOfDay(at) });
}
