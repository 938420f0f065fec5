/** Visits: where somebody said we would come again, what is planned, and where nobody has been for long. */
import * as session from "../../account/session.js";
import * as place from "../../device/position.js";
import * as feed from "../../feed/feed.js";
import * as names from "../../feed/names.js";
import { areaPath, compareNames, nearestBuilding } from "../../feed/names.js";
import * as drafts from "../../outbox/drafts.js";
import * as outbox from "../../outbox/outbox.js";
import { guardDraft, keepForm, tieToDraft } from "../parts/keep_form.js";
import { emptyState } from "../parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "../parts/nothing_here.js";
import { officeNow } from "../../store/office_clock.js";
import { placeLine } from "../parts/place_line.js";
import { fillTexts, findElement, findInput, h, icon, onTap, replaceContent, showMessage } from "../../ui/dom.js";
import { dateKey, daysAgo, durationText, timeOfDay, toMs } from "../../ui/format.js";
import { go } from "../../ui/router.js";
import { askYesNo } from "../../ui/sheet.js";
import { w } from "../../ui/words.js";
import { agreedDay, doorName, errandRow, isDue, isMine, purposeName, readErrands, readPlans } from "./errand_rows.js";

/** @typedef {import("./errand_rows.js").Plan} Plan */
const ON_TODAY = 4;
const SHOWN = 60;

/** @param {HTMLElement} root */
export async function visits(root) {
  findElement(root, '[data-part="new"]').hidden = !names.walkerPosts().length;
  const draw = async () => {
    const [waiting, coverage, items, missing] = await Promise.all([readPlans(), feed.buildings(), outbox.list(), notHeardYet()]);
    const own = waiting.filter((plan) => plan.person === session.current()?.id);
    const others = waiting.filter((plan) => !own.includes(plan));
    replaceContent(findElement(root, '[data-hold="plans"]'), listOrWhy(own.length ? h("ul", { class: "list" }, own.slice(0, SHOWN).map((plan) => drawPlanned(plan, true))) : null, missing, () => emptyState(w("no-plans"))));
    findElement(root, '[data-part="others"]').hidden = !others.length;
    replaceContent(findElement(root, '[data-hold="others"]'), h("ul", { class: "list" }, others.slice(0, SHOWN).map((plan) => drawPlanned(plan, false))));
    drawMade(root, (await feed.day())?.visits ?? [], items);
    drawLongUnvisited(root, coverage, items, await notHeardYet("buildings"));
  };
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** What was recorded today, the latest first; also what has not left this phone. @param {HTMLElement} root @param {any[]} known @param {outbox.Item[]} items */
function drawMade(root, known, items) {
  const here = new Set(known.map(({ id }) => id));
  const own = items.filter(({ op, state }) => op.type === "visit.record" && state !== "withdrawn" && !here.has(op.body.visit) && daysAgo(op.at) === 0);
  const all = [...own.map(({ op, state }) => ({ ...op.body, waiting: state !== "received" })), ...known].sort((a, b) => toMs(b.started) - toMs(a.started));
  findElement(root, '[data-part="made"]').hidden = !all.length;
  replaceContent(findElement(root, '[data-hold="made"]'), h("ul", { class: "list" }, all.map((visit) => h("li", { class: "item" }, icon("visit"),
    h("span", { class: "item-body" }, h("span", { class: "item-title" }, doorName(visit)),
      h("span", { class: "item-more" }, h("span", {}, purposeName(visit.purpose)), h("span", { class: "num" }, `${timeOfDay(visit.started)} · ${durationText(visit.minutes * 60)}`), visit.waiting ? h("span", { class: "tag wait" }, w("waiting-up")) : null))))));
}

/** @param {Plan} plan @param {string} [who] */
const planWords = (plan, who) => h("span", { class: "item-body" },
  h("span", { class: "item-title" }, doorName(plan)),
  h("span", { class: "item-more" }, h("span", {}, purposeName(plan.purpose)), who ? h("span", {}, who) : null, agreedDay(plan.on), plan.waiting ? h("span", { class: "tag wait" }, w("waiting-up")) : null));

/** A row that opens the record of the visit; the one quiet act beside it takes it off. @param {Plan} plan @param {boolean} mine */
function drawPlanned(plan, mine) {
  const drop = async () => {
    if (!(await askYesNo(w("unplan-ask"), w("unplan"), doorName(plan)))) return;
    await outbox.add({ type: "visit.unplan", body: { plan: plan.id } });
    showMessage(w("kept-here"));
  };
  return h("li", { class: "with-act" },
    h("a", { class: "item", href: `/visit?plan=${plan.id}`, "data-key": `go-${plan.id}` }, icon("visit"), planWords(plan, mine ? "" : plan.person_name)),
    mine && !plan.waiting ? h("button", { class: "button bare", type: "button", "data-key": `drop-${plan.id}`, on: { click: () => void drop() } }, w("unplan")) : null);
}

/** @param {HTMLElement} root @param {any} coverage @param {outbox.Item[]} items @param {Node | null} missing */
function drawLongUnvisited(root, coverage, items, missing) {
  findElement(root, '[data-part="long"]').hidden = !missing && !coverage?.buildings?.length;
  if (missing) return replaceContent(findElement(root, '[data-hold="long"]'), missing);
  if (!coverage?.buildings?.length) return;
  const just = new Set(items.filter(({ op }) => ["patrol.mark", "visit.record"].includes(op.type) && daysAgo(op.at) < coverage.days).map(({ op }) => op.body.area));
  const rows = coverage.buildings
    .map((/** @type {any} */ building) => ({ building, days: building.last_mark || building.last_visit ? daysAgo(Math.max(...[building.last_mark, building.last_visit].filter(Boolean).map(toMs))) : Infinity }))
    .filter((/** @type {any} */ row) => row.days >= coverage.days && !just.has(row.building.code))
    .sort((/** @type {any} */ a, /** @type {any} */ b) => b.days - a.days || compareNames(a.building.name, b.building.name));
  fillTexts(root, { coverage: w("coverage", { days: coverage.days, seen: coverage.all - rows.length, all: coverage.all }) });
  replaceContent(findElement(root, '[data-hold="long"]'), rows.length ? h("ul", { class: "list" }, rows.slice(0, SHOWN).map((/** @type {any} */ { building, days }) =>
    h("li", {}, h("a", { class: "item", href: `/visit?area=${encodeURIComponent(building.code)}` }, icon("building"),
      h("span", { class: "item-body" }, h("span", { class: "item-title" }, areaPath(building.code))),
      h("span", { class: "quiet num" }, days === Infinity ? w("never") : w("n-days", { n: days })))))) : emptyState(w("none-long")));
}

/** @param {HTMLElement} root */
export async function visitPlan(root) {
  const draft = await drafts.openDraft("plan");
  guardDraft(root, draft);
  for (const [id, name] of [["#plan-household", "household"], ["#plan-on", "on"]]) tieToDraft(findInput(root, id), draft, name);
  const on = findInput(root, "#plan-on");
  on.min = dateKey(officeNow());
  onTap(root, "[data-days]", (hit) => draft.set({ on: (on.value = dateKey(officeNow() + Number(hit.dataset.days) * 86_400_000)) }));
  const mark = () => root.querySelectorAll("[data-purpose]").forEach((chip) => chip.setAttribute("aria-pressed", String(chip.getAttribute("data-purpose") === draft.fields.purpose)));
  onTap(root, "[data-purpose]", (hit) => (draft.set({ purpose: hit.dataset.purpose }), mark()));
  mark();
  const stop = placeLine(findElement(root, '[data-hold="place"]'), { get: () => ({ area: draft.fields.area }), set: (area) => draft.set({ area }) });
  const save = async () => {
    const kept = await keepForm(root, () => {
      const { purpose, household, area, on } = draft.fields;
      const where = area ?? nearestBuilding(place.latest())?.area.code;
      const error = !where ? "need-building" : !purpose ? "need-purpose" : !on ? "need-day" : on < dateKey(officeNow()) ? "need-day-ahead" : "";
      return error || [{ type: "visit.plan", body: { plan: draft.made, area: where, purpose, on, ...(household?.trim() ? { household: household.trim() } : {}) } }];
    }, draft);
    if (!kept) return findElement(root, "#plan-error").scrollIntoView({ block: "center" });
    showMessage(w("plan-kept"));
    if (root.isConnected) void go("/visits", true);
  };
  onTap(root, '[data-act="save"]', () => void save());
  findElement(root, "form").addEventListener("submit", (event) => (event.preventDefault(), void save()));
  return () => (stop(), void draft.close());
}

/** On Today: whom we said we would see by now, and the errands under way; nothing where there is nothing. @param {HTMLElement} root @param {outbox.Item[]} items */
export async function drawPromised(root, items) {
  const [waiting, taken] = await Promise.all([readPlans(items), readErrands(items)]);
  const due = waiting.filter((plan) => plan.person === session.current()?.id && isDue(plan));
  const ownErrands = taken.filter(isMine);
  const part = (/** @type {string} */ title, /** @type {string} */ href, /** @type {Node[]} */ rows) => rows.length ? h("section", { class: "stack tight" },
    h("h2", { class: "split" }, h("span", {}, title, " ", h("span", { class: "num" }, rows.length)), h("a", { class: "quiet", href }, w("all"))), h("ul", { class: "list" }, rows.slice(0, ON_TODAY))) : null;
  const holder = findElement(root, '[data-hold="promised"]');
  replaceContent(holder,
    part(w("visits-due"), "/visits", due.map((plan) => h("li", {}, h("a", { class: "item", href: `/visit?plan=${plan.id}` }, icon("visit"), planWords(plan))))),
    part(w("errands"), "/errands", ownErrands.map(errandRow)));
  holder.hidden = !holder.firstChild;
}
