/** The forms of a matter's moves. The server says what each move must carry, and the form asks for it. What is written is a
 * draft, so that a sheet closed by mistake loses nothing. */
import * as place from "../../device/position.js";
import { categoryName, things } from "../../feed/names.js";
import { vocabulary } from "../../feed/vocabulary.js";
import * as drafts from "../../outbox/drafts.js";
import * as outbox from "../../outbox/outbox.js";
import { guardDraft, keepForm, offerPhrases, phraseButtons, tieToDraft } from "../parts/keep_form.js";
import { placeName } from "../parts/matter_rows.js";
import { photoStrip } from "../parts/photo_strip.js";
import { placeChoice } from "../parts/place_choice.js";
import { cloneTemplate, fillTexts, findElement, findInput, h, onTap, replaceContent, showMessage } from "../../ui/dom.js";
import { fromLocalInput, toLocalInput } from "../../ui/format.js";
import { openSheet } from "../../ui/sheet.js";
import { w } from "../../ui/words.js";
import { firstLacking } from "./lacking.js";
import { offerTargets } from "./move_targets.js";

/** @typedef {import("../parts/matter_rows.js").Matter} Matter */

const FREE = ["text_or_photo", "text", "reason_or_text"];
/** @typedef {{name: string, label?: string, carries: string[], fields: string[], leads: boolean, plain: boolean, quick?: {code: string, name: string}, reason?: string, reasons?: {code: string, name: string}[], calls?: number[], to?: any, people?: {id: string, name: string}[], proposed?: {to: string[]} | null, called?: {to: string, name: string}[]}} Offer */

/**
 * Ask what the move needs and put it into the outbox; true when it is kept.
 * @param {Matter} matter
 * @param {Offer} offer
 * @param {string} label what stands on its button
 */
export async function makeMove(matter, offer, label) {
  const { name: move, carries: needs } = offer;
  const call = offer.calls?.[0];
  if (offer.plain) return outbox.add(moveWish(matter, { move, ...(offer.reason ? { reason: offer.reason } : {}), ...(call ? { call } : {}) }, [])).then(() => true, () => (showMessage(w("not-kept")), false));
  const form = /** @type {HTMLFormElement} */ (cloneTemplate("part-move").firstElementChild);
  /** @type {{reason: string | null, to: Set<string>}} */
  const choices = { reason: null, to: new Set() };
  let done = false;
  const draft = await drafts.openDraft(`move:${matter.id}:${move}`);
  buildForm(form, matter, offer, label, choices, draft);
  const root = h("div", {}, form);
  guardDraft(root, draft);
  const sheet = openSheet(label, root);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kept = await keepForm(form, () => {
      const changes = needs.includes("change") ? changesOf(matter, draft.fields) : {};
      const body = { ...readForm(form, move, choices), ...changes, ...(call ? { call } : {}) };
      if (needs.includes("change") && body.text === matter.text) delete body.text;
      const photos = draft.fields.photos ?? [];
      const lack = firstLacking(vocabulary.needs, needs, body, photos);
      return lack ? `need-${lack}` : [moveWish(matter, body, photos)];
    }, draft);
    if (!kept) return;
    done = true;
    sheet.close();
  });
  await sheet.closed;
  void draft.close();
  return done;
}

/** @param {HTMLFormElement} form @param {Matter} matter @param {Offer} offer @param {string} label @param {any} choices
 * @param {drafts.Draft} draft */
function buildForm(form, matter, offer, label, choices, draft) {
  const { name: move, carries: needs, reasons } = offer;
  const words = vocabulary.moves[move] ?? {};
  const part = (/** @type {string} */ name) => findElement(form, `[data-part="${name}"]`);
  fillTexts(form, { hint: words.hint ?? "", act: label, textword: w(needs.some((need) => FREE.includes(need)) ? "one-sentence" : "one-sentence-free") });
  part("text").hidden = needs.includes("to_area") || needs.includes("to_matter");
  const text = findInput(form, "#move-text");
  tieToDraft(text, draft, "text");
  if (needs.includes("change")) {
    fillTexts(form, { textword: w("reported-text") });
    text.value = draft.fields.text ?? matter.text;
  }
  if (words.for_residents && matter.resident_asked) {
    part("resident").hidden = false;
    tieToDraft(findInput(form, "#move-resident"), draft, "resident");
  }
  if (needs.includes("text_or_photo")) {
    part("shots").hidden = false;
    photoStrip(part("shots"), { get: () => draft.fields.photos ?? [], set: (photos) => draft.set({ photos }), failed: (error) => fillTexts(form, { error }) });
  }
  if (words.phrases) {
    replaceContent(findElement(form, '[data-hold="phrases"]'), phraseButtons(words.phrases));
    offerPhrases(form, text);
  }
  if (reasons?.length) {
    part("reason").hidden = false;
    const isKind = needs.includes("pause_reason"); // one of them it is, and the first where nothing else is said
    if (isKind) choices.reason = reasons[0].code;
    replaceContent(findElement(form, '[data-hold="reasons"]'), reasons.map(({ code, name }) => h("button", { class: "pick", type: "button", "aria-pressed": String(choices.reason === code), "data-reason": code }, name)));
    onTap(form, "[data-reason]", (hit) => {
      choices.reason = choices.reason === hit.dataset.reason && !isKind ? null : (hit.dataset.reason ?? null); // pressed again it is let go
      for (const other of form.querySelectorAll("[data-reason]")) other.setAttribute("aria-pressed", String(other.getAttribute("data-reason") === choices.reason));
    });
  }
  if (needs.includes("until")) {
    part("until").hidden = false;
    findInput(form, "#move-until").value = toLocalInput(Date.now() + 86_400_000);
  }
  if (needs.includes("coming")) part("until").hidden = false; // and empty: only what has been agreed upon
  part("basis").hidden = !needs.includes("basis");
  part("case").hidden = !needs.includes("pause_reason");
  if (needs.includes("change")) {
    for (const name of ["category", "where"]) part(name).hidden = false;
    offerChanges(form, matter, draft);
  }
  const kind = needs.find((need) => need.startsWith("to_"));
  if (kind) offerTargets(form, matter, kind, offer, choices);
}

/** What of a report can be put right: the thing, and the place with the words that say where in it. Only what differs is sent.
 * @param {HTMLFormElement} form @param {Matter} matter @param {drafts.Draft} draft */
function offerChanges(form, matter, draft) {
  const select = findInput(form, "#move-category");
  const own = matter.category; // it stands there whatever it is, or the form would turn it into another
  const others = things().filter(({ code }) => code !== own);
  const thing = draft.fields.category ?? own;
  replaceContent(select, [{ code: own, name: categoryName(own) }, ...others].map((one) => h("option", { value: one.code, selected: one.code === thing }, one.name)));
  select.addEventListener("change", () => draft.set({ category: select.value }));
  const spot = findInput(form, "#move-spot");
  spot.value = draft.fields.spot ?? matter.spot ?? "";
  spot.addEventListener("input", () => draft.set({ spot: spot.value }));
  const changed = (/** @type {string} */ area) => draft.set({ area, spot: (spot.value = "") }); // what was said of the former place is not true of this one
  const { area } = draft.fields;
  replaceContent(findElement(form, '[data-hold="where"]'), placeChoice(area ?? matter.area, changed, area ? undefined : placeName({ ...matter, spot: null })));
}

/** @param {Matter} matter @param {Record<string, any>} fields of the draft */
const changesOf = (matter, { category, area, spot }) => ({
  ...(category && category !== matter.category ? { category } : {}),
  ...(area && area !== matter.area ? { area } : {}),
  ...(spot !== undefined && spot.trim() !== (matter.spot ?? "") && (spot.trim() || !area) ? { spot: spot.trim() } : {}),
});

/** @param {HTMLFormElement} form @param {string} move @param {{reason: string | null, to: Set<string>}} choices */
function readForm(form, move, choices) {
  const text = findInput(form, "#move-text").value.trim();
  const resident = findElement(form, '[data-part="resident"]').hidden ? "" : findInput(form, "#move-resident").value.trim();
  const number = findElement(form, '[data-part="case"]').hidden ? "" : findInput(form, "#move-case").value.trim();
  const basis = findElement(form, '[data-part="basis"]').hidden ? "" : findInput(form, "#move-basis").value.trim();
  const until = findElement(form, '[data-part="until"]').hidden ? "" : findInput(form, "#move-until").value;
  return {
    move,
    ...(text ? { text } : {}),
    ...(resident ? { resident_text: resident } : {}),
    ...(choices.reason ? { reason: choices.reason } : {}),
    ...(choices.to.size ? { to: [...choices.to] } : {}),
    ...(number ? { case_number: number } : {}),
    ...(basis ? { basis } : {}),
    ...(until ? { until: fromLocalInput(until) } : {}),
  };
}

/** @param {Matter} matter @param {Record<string, any>} body @param {string[]} photos @returns {outbox.Wish} */
const moveWish = (matter, body, photos) => ({
  type: "matter.move",
  body: { matter: matter.id, ...body, ...(matter.version ? { base_version: matter.version } : {}) },
  photos,
  place: place.latest() ?? undefined,
});
