/** To whom or where a move goes: units and people, areas, or another matter, chosen from what the phone has. */
import * as feed from "../../feed/feed.js";
import { areas, areasBelow, units } from "../../feed/names.js";
import { isOpen } from "../../feed/vocabulary.js";
import { fillTexts, findElement, h, replaceContent } from "../../ui/dom.js";
import { w } from "../../ui/words.js";

/** @typedef {import("../parts/matter_rows.js").Matter} Matter */
/** @typedef {{people?: {id: string, name: string}[], proposed?: {to: string[]} | null, called?: {to: string, name: string}[], waiting?: string[]}} Choice */

const SHOWN = 30; // matters offered for joining; the nearest numbers first

/**
 * Offer what a move may go to; what is ticked is in `choices.to`, in the order of ticking (the first leads).
 * @param {HTMLFormElement} form
 * @param {Matter} matter
 * @param {string} kind
 * @param {Choice} offer
 * @param {{to: Set<string>}} picked
 */
export async function offerTargets(form, matter, kind, offer, picked) {
  findElement(form, '[data-part="to"]').hidden = false;
  fillTexts(form, { toword: w(kind) });
  const holder = findElement(form, '[data-hold="to"]');
  const choices = kind === "to_matter" ? await matterTargets(matter) : kind === "to_area" ? areaTargets(matter) : offer.called ? offer.called.map(({ to, name }) => /** @type {[string, string]} */ ([to, name])) : callTargets(offer);
  if (!choices.length) return replaceContent(holder, h("p", { class: "hint" }, areas.size ? w("nobody-to-call") : w("not-here-yet")));
  const many = kind !== "to_area" && kind !== "to_matter";
  for (const value of (many && offer.proposed?.to) || []) picked.to.add(value);
  replaceContent(holder, choices.map(([value, name]) => targetBox(value, name, many, picked)));
}

/** @param {string} value @param {string} name @param {boolean} many @param {{to: Set<string>}} picked */
function targetBox(value, name, many, picked) {
  const box = h("input", { type: many ? "checkbox" : "radio", name: "to", value, checked: picked.to.has(value) });
  box.addEventListener("change", () => {
    if (!many) picked.to.clear();
    if (box.checked) picked.to.add(value);
    else picked.to.delete(value);
  });
  return h("label", { class: "check" }, box, name);
}

/** Areas below the level where the matter lies. @param {Matter} matter @returns {[string, string][]} */
const areaTargets = (matter) => areasBelow(matter.level).filter((area) => area.kind !== "building").map((area) => [`area:${area.code}`, area.name]);

/** Units, then people of the place; what the responsibility list proposes comes first. @param {Choice} offer @returns {[string, string][]} */
function callTargets(offer) {
  /** @type {[string, string][]} */
  const all = [
    ...[...units.values()].map((unit) => /** @type {[string, string]} */ ([`unit:${unit.code}`, unit.name])),
    ...(offer.people ?? []).map((person) => /** @type {[string, string]} */ ([`person:${person.id}`, person.name])),
  ];
  const first = offer.proposed?.to ?? [];
  const free = all.filter(([value]) => !offer.waiting?.includes(value));
  return free.sort(([a], [b]) => Number(first.includes(b)) - Number(first.includes(a)));
}

/** Other open matters on this phone, those of the same place first. @param {Matter} matter @returns {Promise<[string, string][]>} */
async function matterTargets(matter) {
  const open = /** @type {Matter[]} */ (await feed.matters()).filter((other) => other.id !== matter.id && isOpen(other));
  open.sort((a, b) => Number(b.area === matter.area) - Number(a.area === matter.area) || String(b.number).localeCompare(String(a.number)));
  return open.slice(0, SHOWN).map((other) => [`matter:${other.id}`, `${other.number} ${other.text ?? ""}`]);
}
