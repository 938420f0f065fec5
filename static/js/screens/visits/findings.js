/** What is not right at a place and what becomes of it: mended on the spot, looked at again on a day, or passed on. */
import { officeNow } from "../../store/office_clock.js";
import { fillTexts, findElement, findInput, h, onTap, showMessage } from "../../ui/dom.js";
import { dateKey, withinSentence } from "../../ui/format.js";
import { go } from "../../ui/router.js";
import { w } from "../../ui/words.js";
import { guardDraft, keepForm, tieToDraft } from "../parts/keep_form.js";
import { photoStrip } from "../parts/photo_strip.js";
import { dayNameOf } from "./errand_rows.js";

const DAY = 86_400_000;
const NEXT = 7; // days until another look, unless one says otherwise

/** An item that is as it should be, unless the tick is taken off. @param {{id: string, words: string}} item @param {string[]} bad */
export const rightOrNot = ({ id, words }, bad) => h("label", { class: "check" }, h("input", { type: "checkbox", name: "right", value: id, checked: !bad.includes(id) }), h("span", {}, words));

/** Follows the form (templates/field/_findings.html): asks what becomes of it where something is wrong, and keeps it once all is said.
 * What is typed, ticked and photographed is a draft until then; the items and choices are drawn as it has them (`bad`, `picked`).
 * @param {HTMLElement} root @param {import("../../outbox/drafts.js").Draft} draft
 * @param {(found: Record<string, any>, photos: string[]) => Omit<import("../../outbox/op.js").Wish, "id" | "person">} wish @param {string} then where one goes on
 * @param {() => string} [lacking] what else is to be said first @param {string | null} [until] the last day of another look, as the office has it
 * @returns {() => void} to be called when it is left */
export function watchFindings(root, draft, wish, then, lacking = () => "", until = null) {
  guardDraft(root, draft);
  const photos = () => draft.fields.photos ?? [];
  photoStrip(findElement(root, '[data-hold="shots"]'), { get: photos, set: (taken) => draft.set({ photos: taken }), failed: (error) => fillTexts(root, { error }) });
  const again = findInput(root, '[data-field="again"]');
  again.min = dateKey(officeNow());
  const days = Number(again.dataset.most);
  const far = dateKey(officeNow() + days * DAY);
  again.max = until && until < far ? until : far;
  const next = dateKey(officeNow() + NEXT * DAY);
  tieToDraft(again, draft, "again");
  again.value ||= next < again.max ? next : again.max;
  const text = findInput(root, '[data-field="text"]');
  tieToDraft(text, draft, "text");
  const chosen = /** @type {HTMLInputElement | null} */ (root.querySelector(`[name="outcome"][value="${draft.fields.picked?.outcome}"]`));
  if (chosen) chosen.checked = true;
  const wrongItems = () => [.../** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll('[name="right"]:not(:checked)'))].map(({ value }) => value);
  const outcome = () => /** @type {HTMLInputElement | null} */ (root.querySelector('[name="outcome"]:checked'))?.value ?? "";
  const draw = () => {
    const isBad = wrongItems().length > 0;
    findElement(root, '[data-part="outcome"]').hidden = !isBad;
    findElement(root, '[data-part="again"]').hidden = !isBad || outcome() !== "again";
    findElement(root, '[data-part="text"]').hidden = !isBad || outcome() !== "passed_on";
    fillTexts(root, { act: w(isBad ? "place-save" : "place-fine") });
  };
  const picked = () => Object.fromEntries([.../** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll('[type="radio"]:checked'))].map(({ name, value }) => [name, value]));
  root.addEventListener("change", ({ target }) => {
    draw();
    if (/** @type {HTMLElement} */ (target).matches('[type="radio"], [type="checkbox"]')) draft.set({ bad: wrongItems(), picked: picked() });
  });
  draw();
  const wrongDay = () => (!again.value ? w("need-day") : again.value > again.max ? w(again.max === until ? "need-day-until" : "need-day-within", { days, day: withinSentence(dayNameOf(again.max)) }) : again.value < again.min ? w("need-day-ahead") : "");
  const says = () => {
    const bad = wrongItems();
    const what = bad.length ? outcome() : "fine";
    const error = lacking() || (!what ? w("need-outcome") : what === "again" ? wrongDay() : "");
    if (error) return error;
    const words = text.value.trim();
    return [wish({ outcome: what, ...(bad.length ? { bad } : {}), ...(what === "again" ? { again: again.value } : {}), ...(what === "passed_on" && words ? { text: words } : {}) }, photos())];
  };
  const save = async () => {
    if (!(await keepForm(root, says, draft))) return;
    showMessage(w("kept-here"));
    if (root.isConnected) void go(then, true);
  };
  root.addEventListener("change", () => fillTexts(root, { error: "" }));
  onTap(root, '[data-act="save"]', () => void save());
  findElement(root, "form").addEventListener("submit", (event) => (event.preventDefault(), void save()));
  return () => void draft.close();
}
