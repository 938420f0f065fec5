/** 场所台账: which places of my grids are due, and one page to look one over by its checklist. */
import * as feed from "../../feed/feed.js";
import * as names from "../../feed/names.js";
import { areaPath, areas } from "../../feed/names.js";
import { vocabulary } from "../../feed/vocabulary.js";
import { openDraft } from "../../outbox/drafts.js";
import * as outbox from "../../outbox/outbox.js";
import { officeNow } from "../../store/office_clock.js";
import { fillTexts, findElement, h, icon, replaceContent } from "../../ui/dom.js";
import { dateKey, dayName } from "../../ui/format.js";
import { w } from "../../ui/words.js";
import { emptyState } from "../parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "../parts/nothing_here.js";
import { dayNameOf } from "./errand_rows.js";
import { rightOrNot, watchFindings } from "./findings.js";

/** @typedef {{code: string, name: string, kind: string, area: string, area_name: string, checked: string | null, due: string, again: string | null, ends: string | null, bad: string[], looked?: boolean, waiting?: boolean}} Place */

const SLACK = 60_000; // ms; the line's own time
const ON_TODAY = 4;
const SHOWN = 100;

/** The places as the office has them, with what was looked at here since. @param {outbox.Item[]} [given] @returns {Promise<Place[]>} the earliest due first */
async function readPlaces(given) {
  const [known, items] = await Promise.all([feed.places(), given ?? outbox.list()]);
  const checks = items.filter(({ op, state }) => op.type === "place.check" && !["withdrawn", "attention"].includes(state));
  const ahead = officeNow() - Date.now();
  const laid = (/** @type {Place} */ place) => {
    const own = checks.filter(({ op }) => op.body.place === place.code && Date.parse(op.at) + ahead + SLACK > Date.parse(place.checked ?? "1970-01-01T00:00:00Z"));
    const isNews = own.some(({ op, state }) => state !== "received" || Date.parse(op.at) + ahead - SLACK > Date.parse(place.checked ?? "1970-01-01T00:00:00Z"));
    // once the office has it, its day counts: what is to be looked at again today is due today
    return isNews || (own.length && place.due > dateKey(officeNow())) ? { ...place, looked: true, waiting: own.some(({ state }) => state !== "received") } : place;
  };
  const there = known.filter((/** @type {Place} */ { ends }) => !ends || ends >= dateKey(officeNow()));
  return there.map(laid).sort((a, b) => a.due.localeCompare(b.due) || a.code.localeCompare(b.code));
}

/** @param {Place} place */
const isDue = (place) => !place.looked && place.due <= dateKey(officeNow());

/** @param {Place} place */
const row = (place) => h("li", {}, h("a", { class: "item", href: `/places/${encodeURIComponent(place.code)}` }, icon("store"), h("span", { class: "item-body" },
  h("span", { class: "item-title two" }, place.name),
  h("span", { class: "item-more" }, h("span", {}, w(`place-kind-${place.kind}`)), h("span", {}, areas.has(place.area) ? areaPath(place.area) : place.area_name)),
  h("span", { class: "item-state" },
    place.waiting ? h("span", { class: "tag wait" }, w("waiting-up")) : place.looked ? h("span", { class: "tag good" }, w("place-looked")) : h("span", { class: place.due < dateKey(officeNow()) && place.checked ? "soon" : "" }, place.checked || place.again ? w("place-due", { day: dayNameOf(place.due) }) : w("place-never")),
    place.again && !place.looked ? h("span", { class: "tag wait" }, w("place-again-tag")) : null))));

/** @param {HTMLElement} root */
export async function places(root) {
  const draw = async () => {
    const [all, missing] = await Promise.all([readPlaces(), notHeardYet()]);
    const due = all.filter(isDue);
    const others = all.filter((place) => !due.includes(place));
    const list = (/** @type {Place[]} */ some) => h("ul", { class: "list" }, some.slice(0, SHOWN).map(row));
    replaceContent(findElement(root, '[data-hold="due"]'), listOrWhy(due.length ? list(due) : null, missing, () => emptyState(w(all.length ? "no-places-due" : "no-places"))));
    findElement(root, '[data-part="others"]').hidden = !others.length;
    fillTexts(root, { due: due.length || "", others: others.length });
    replaceContent(findElement(root, '[data-hold="others"]'), list(others));
  };
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** @param {HTMLElement} root @param {string[]} found */
export async function place(root, [code]) {
  const all = await readPlaces();
  const known = all.find((one) => one.code === decodeURIComponent(code));
  findElement(root, "form").hidden = !known;
  findElement(root, '[data-part="act"]').hidden = !known;
  if (!known) return void replaceContent(findElement(root, '[data-hold="missing"]'), (await notHeardYet()) ?? emptyState(w("no-such-place")));
  const draft = await openDraft(`place:${known.code}`);
  fillTexts(root, { title: known.name, about: [w(`place-kind-${known.kind}`), areas.has(known.area) ? areaPath(known.area) : known.area_name, known.checked ? w("place-last", { day: dayName(known.checked) }) : w("place-never")].join(" · ") });
  replaceContent(findElement(root, '[data-hold="items"]'), (vocabulary.places[known.kind] ?? []).map((item) => rightOrNot({ id: item, words: w(`place-item-${item}`) }, draft.fields.bad ?? known.bad)));
  return watchFindings(root, draft, (found, photos) => ({ type: "place.check", photos, body: { place: known.code, ...found } }), "/places");
}

/** On Today: the places that are due; nothing where there are none. @param {HTMLElement} root @param {outbox.Item[]} items */
export async function drawPlaces(root, items) {
  const all = await readPlaces(items);
  const due = all.filter(isDue);
  const holder = findElement(root, '[data-hold="places"]');
  replaceContent(holder, due.length ? h("section", { class: "stack tight" }, h("h2", { class: "split" }, h("span", {}, w("places-due"), " ", h("span", { class: "num" }, due.length)), h("a", { class: "quiet", href: "/places" }, w("all"))),
    h("ul", { class: "list" }, due.slice(0, ON_TODAY).map(row))) : null);
  holder.hidden = !due.length;
}
