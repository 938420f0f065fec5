/** 帮办代办: what I have taken on for residents, what others of the grid have, and taking on another. */
import * as place from "../../device/position.js";
import * as names from "../../feed/names.js";
import { nearestBuilding } from "../../feed/names.js";
import * as drafts from "../../outbox/drafts.js";
import * as outbox from "../../outbox/outbox.js";
import { guardDraft, keepForm, offerPhrases, phraseButtons, tieToDraft } from "../parts/keep_form.js";
import { emptyState } from "../parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "../parts/nothing_here.js";
import { officeNow } from "../../store/office_clock.js";
import { placeLine } from "../parts/place_line.js";
import { fillTexts, findElement, findInput, h, onTap, replaceContent, showMessage } from "../../ui/dom.js";
import { dateKey } from "../../ui/format.js";
import { go } from "../../ui/router.js";
import { w } from "../../ui/words.js";
import { OPEN_STATES, errandRow, isMine, readErrands } from "./errand_rows.js";
import { paperChoices } from "./paper_choices.js";

const SHOWN = 30;

/** @param {HTMLElement} root */
export async function errands(root) {
  findElement(root, '[data-part="take"]').hidden = !names.walkerPosts().length;
  const draw = async () => {
    const [known, missing] = await Promise.all([readErrands(), notHeardYet()]);
    const ownErrands = known.filter(isMine);
    const others = known.filter((errand) => OPEN_STATES.includes(errand.state) && !ownErrands.includes(errand));
    const done = known.filter((errand) => !OPEN_STATES.includes(errand.state));
    const list = (/** @type {typeof known} */ some) => h("ul", { class: "list" }, some.slice(0, SHOWN).map(errandRow));
    replaceContent(findElement(root, '[data-hold="mine"]'), listOrWhy(ownErrands.length ? list(ownErrands) : null, missing, () => emptyState(w("no-errands"))));
    findElement(root, '[data-part="others"]').hidden = others.length === 0;
    replaceContent(findElement(root, '[data-hold="others"]'), list(others));
    findElement(root, '[data-part="done"]').hidden = done.length === 0;
    fillTexts(root, { done: done.length });
    replaceContent(findElement(root, '[data-hold="done"]'), list(done));
  };
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** @param {HTMLElement} root */
export async function errandNew(root) {
  const draft = await drafts.openDraft("errand");
  guardDraft(root, draft);
  for (const [id, name] of [["#errand-what", "what"], ["#errand-household", "household"], ["#errand-promised", "promised"]]) tieToDraft(findInput(root, id), draft, name);
  findInput(root, "#errand-promised").min = dateKey(officeNow());
  replaceContent(findElement(root, '[data-hold="phrases"]'), phraseButtons(w("errand-phrases").split("|")));
  offerPhrases(root, findInput(root, "#errand-what"));
  const now = findInput(root, "#errand-now");
  now.checked = draft.fields.now !== false;
  now.addEventListener("change", () => draft.set({ now: now.checked }));
  const mark = () => (findElement(root, '[data-part="now"]').hidden = !draft.fields.papers?.length);
  paperChoices(findElement(root, '[data-hold="papers"]'), w("errand-papers").split("|"), { get: () => draft.fields.papers ?? [], set: (papers) => (draft.set({ papers }), mark()) }, true);
  mark();
  const stop = placeLine(findElement(root, '[data-hold="place"]'), { get: () => ({ area: draft.fields.area }), set: (area) => draft.set({ area }) });
  onTap(root, '[data-act="save"]', () => void saveErrand(root, draft));
  findElement(root, "form").addEventListener("submit", (event) => (event.preventDefault(), void saveErrand(root, draft)));
  return () => (stop(), void draft.close());
}

/** The errand, and with it the papers where they change hands at the same moment. @param {HTMLElement} root @param {drafts.Draft} draft */
async function saveErrand(root, draft) {
  const errand = draft.made;
  const kept = await keepForm(root, () => {
    const { what, household, promised, papers = [], now, area } = draft.fields;
    const where = area ?? nearestBuilding(place.latest())?.area.code;
    if (!what?.trim() || !where) return what?.trim() ? "need-building" : "need-what";
    if (promised && promised < dateKey(officeNow())) return "need-day-ahead";
    const at = place.latest() ?? undefined;
    const body = { errand, area: where, what: what.trim(), papers, ...(household?.trim() ? { household: household.trim() } : {}), ...(promised ? { promised } : {}) };
    const hands = papers.length > 0 && now !== false;
    return [{ type: "errand.take", place: at, body }, ...(hands ? [{ type: "errand.step", place: at, deps: [draft.id], body: { errand, step: "papers_in" } }] : [])];
  }, draft);
  if (!kept) return findElement(root, "#errand-error").scrollIntoView({ block: "center" });
  showMessage(w("errand-kept"));
  if (root.isConnected) void go(`/errands/${kept[0].body.errand}${kept.length > 1 ? "/slip" : ""}`, true);
}
