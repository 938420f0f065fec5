/** The report: photo, thing, sentence, place on one page; every keystroke is kept, and sending twice is the same once. */
import * as place from "../../device/position.js";
import * as feed from "../../feed/feed.js";
import { metresBetween } from "../../feed/geometry.js";
import * as names from "../../feed/names.js";
import { categories, nextLevelName } from "../../feed/names.js";
import { isOpen } from "../../feed/vocabulary.js";
import * as drafts from "../../outbox/drafts.js";
import * as outbox from "../../outbox/outbox.js";
import { guardDraft, keepForm, offerPhrases, phraseButtons, tieToDraft } from "../parts/keep_form.js";
import { banner, categoryIcon, matterFromOp, matterRow } from "../parts/matter_rows.js";
import { photoStrip } from "../parts/photo_strip.js";
import { placeLine } from "../parts/place_line.js";
import * as recorder from "../../patrol/recorder.js";
import { cloneTemplate, fillTexts, findElement, findInput, h, icon, onTap, replaceContent } from "../../ui/dom.js";
import { go } from "../../ui/router.js";
import { askYesNo, openSheet } from "../../ui/sheet.js";
import { hasWord, w } from "../../ui/words.js";

const FRESH = 8; // own reports received so lately that the news may not hold them yet
const NEAR = 50; // metres within which an open matter may be the same one

/** @type {import("../../ui/router.js").Screen} */
export const report = { path: /^\/report$/, template: "report", nav: "/report", show };

/** @typedef {drafts.Draft} Draft */

/** @param {HTMLElement} root @param {string[]} _ @param {URLSearchParams} query */
async function show(root, _, query) {
  const draft = await drafts.openDraft("report");
  guardDraft(root, draft);
  if (query.get("about") && draft.mine) draft.set({ about: query.get("about") });
  const text = findInput(root, "#report-text");
  tieToDraft(text, draft, "text");
  text.addEventListener("blur", () => void draft.flush().catch(() => {}));
  photoStrip(findElement(root, '[data-hold="shots"]'), {
    get: () => draft.fields.photos ?? [],
    set: (photos) => {
      const taken = draft.set({ photos });
      void draft.flush().catch(() => {});
      return taken;
    },
    failed: (error) => fillTexts(root, { error }),
  });
  photoStrip(findElement(root, '[data-hold="after"]'), afterPhotos(root, draft, true));
  const again = () => void drawSimilar(root, draft);
  const stop = placeLine(findElement(root, '[data-hold="place"]'), { get: () => draft.fields, set: (area) => (draft.set({ area }), again()) });
  const draw = drawCategories(root, draft, again);
  offerPhrases(root, text);
  drawActs(root);
  if (draft.fields.text || draft.fields.photos?.length) replaceContent(findElement(root, '[data-hold="notices"]'), banner(w("draft-back"), "info"));
  listenToButtons(root, draft);
  again();
  const fresh = () => {
    drawActs(root);
    draw();
    again();
  };
  const ends = [stop, place.watch(again), names.watch(fresh)];
  return () => {
    ends.forEach((end) => end());
    void draft.close();
  };
}

/** The two large acts, broken between words where large type breaks them. @param {HTMLElement} root */
function drawActs(root) {
  const settle = findElement(root, '[data-act="settle"]');
  replaceContent(settle, wordsOf(settle.textContent ?? ""));
  replaceContent(findElement(root, '[data-text="pass"]'), wordsOf(w("report-to", { name: nextLevelName() })));
}

/** @param {HTMLElement} root @param {Draft} draft */
function listenToButtons(root, draft) {
  onTap(root, '[data-act="pass"]', () => void sendReport(root, root, draft, () => ({ escalate: true })));
  onTap(root, '[data-act="same"]', () => /** @type {HTMLElement | null} */ (root.querySelector('[data-hold="same"] a'))?.focus());
  onTap(root, '[data-act="keep"]', () => void sendReport(root, root, draft, () => ({})));
  onTap(root, '[data-act="settle"]', () => void settleOnSpot(root, draft));
  onTap(root, '[data-act="drop"]', async () => {
    if (!(await askYesNo(w("drop-draft"), w("drop-it"), w("drop-why"), true))) return;
    await draft.clear();
    void go("/", true);
  });
  findElement(root, "form").addEventListener("submit", (event) => event.preventDefault());
}

/** A name with places to break it between its words, where the browser knows them. @param {string} name */
const wordsOf = (name) => [...(Intl.Segmenter ? new Intl.Segmenter("zh", { granularity: "word" }).segment(name) : [{ segment: name }])].flatMap(({ segment }) => [segment, h("wbr")]);

/** The grid of things: all of them, each always at its own place. @param {HTMLElement} root @param {Draft} draft @param {() => void} changed */
function drawCategories(root, draft, changed) {
  const holder = findElement(root, '[data-hold="categories"]');
  const tile = (/** @type {import("../../feed/names.js").Category} */ category) =>
    h("button", { class: "tile", type: "button", "data-key": category.code, "data-category": category.code, "aria-pressed": String(draft.fields.category === category.code) }, icon(categoryIcon(category.code)), wordsOf(category.name));
  const draw = () => {
    const all = names.things();
    replaceContent(holder, all.length ? all.map(tile) : h("p", { class: "quiet" }, w("no-categories")));
  };
  onTap(holder, "[data-category]", (hit) => {
    const code = hit.dataset.category ?? "other";
    draft.set({ category: draft.fields.category === code ? null : code });
    draw();
    drawPhrases(root, draft);
    changed();
  });
  draw();
  drawPhrases(root, draft);
  return draw;
}

/** @param {HTMLElement} root @param {Draft} draft */
function drawPhrases(root, draft) {
  const own = categories.get(draft.fields.category);
  const key = [own?.code, own?.parent].map((code) => `phrases-${code}`).find(hasWord) ?? "phrases";
  replaceContent(findElement(root, '[data-hold="phrases"]'), phraseButtons(w(key).split("|")));
}

/** "同一件？": what is open within 50 m, from what the phone has. @param {HTMLElement} root @param {Draft} draft */
async function drawSimilar(root, draft) {
  const fix = place.latest();
  const { area, category } = draft.fields;
  const waiting = (await outbox.list(FRESH)).filter(({ op, state }) => op.type === "matter.report" && state !== "withdrawn").map(matterFromOp);
  const kin = categories.get(category)?.parent;
  const close = [...(await feed.matters()), ...waiting].filter((other) => {
    if (other.id === draft.made || !isOpen(other)) return false;
    const related = !category || other.category === category || (kin && categories.get(other.category)?.parent === kin);
    const near = fix && other.place ? metresBetween(fix, other.place) <= NEAR : Boolean(area) && other.area === area;
    return related && near;
  });
  const newest = [...new Map(close.map((other) => [other.id, other])).values()].sort((a, b) => (a.id < b.id ? 1 : -1)); // ids begin with their time
  const list = newest.slice(0, 3);
  findElement(root, '[data-act="same"]').hidden = !list.length || !category;
  fillTexts(root, { samen: w("same-n", { n: newest.length }) });
  replaceContent(findElement(root, '[data-hold="same"]'), list.length ? [h("h2", {}, w("same")), h("p", { class: "quiet" }, w("same-why")), h("ul", { class: "list" }, list.map(matterRow))] : null);
}

/** What it looks like afterwards, on the page and in the sheet. @param {HTMLElement} form @param {Draft} draft @param {boolean} [beside] */
const afterPhotos = (form, draft, beside) => ({
  get: () => draft.fields.after ?? [], set: (/** @type {string[]} */ after) => draft.set({ after }), label: w("after-photo"), beside, failed: (/** @type {string} */ error) => fillTexts(form, { error }),
});

/** What was settled, by words or by what it looks like afterwards. It is over at once: so it says what it was.
 * @param {Draft} draft @returns {string | Record<string, any>} */
function settledBy({ fields }) {
  const words = fields.settledText?.trim();
  const after = fields.after ?? [];
  if (!words && !after.length) return "need-text-or-photo";
  return { settled: { ...(words ? { text: words } : {}), ...(after.length ? { photos: after } : {}) } };
}

/** With the photo taken there is nothing left to ask; else the sheet asks for words or a photo. @param {HTMLElement} root @param {Draft} draft */
async function settleOnSpot(root, draft) {
  if (!draft.fields.category) {
    fillTexts(root, { error: w("need-category") });
    return findElement(root, '[data-hold="categories"]').scrollIntoView({ block: "center" });
  }
  fillTexts(root, { error: "" });
  if (draft.fields.after?.length) return void sendReport(root, root, draft, () => settledBy(draft));
  const form = /** @type {HTMLFormElement} */ (cloneTemplate("part-settle").firstElementChild);
  const text = findInput(form, "#settle-text");
  tieToDraft(text, draft, "settledText");
  offerPhrases(form, text);
  photoStrip(findElement(form, '[data-hold="shots"]'), afterPhotos(form, draft));
  const sheet = openSheet(w("settle"), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void sendReport(root, form, draft, () => settledBy(draft));
  });
  await sheet.closed;
}

/** @param {HTMLElement} root @param {HTMLElement} form where it is said what is missing @param {Draft} draft
 * @param {() => string | Record<string, any>} how what the button adds, or what is missing for it */
async function sendReport(root, form, draft, how) {
  const kept = await keepForm(form, () => {
    const { category, text, photos = [], after = [], area, about } = draft.fields;
    const more = how();
    if (typeof more === "string") return more;
    const bare = !text?.trim() && !photos.length && !after.length && !more.settled;
    if (bare && !category) return "need-something";
    if (bare && !more.escalate) return "need-text-or-photo";
    const running = recorder.state();
    const body = {
      matter: draft.made, category: category ?? "other", ...(text?.trim() ? { text: text.trim() } : {}), ...(area ? { area } : {}),
      ...(running ? { patrol: running.patrol } : {}), ...(about ? { about } : {}), ...more,
    };
    return [{ type: "matter.report", place: place.latest() ?? undefined, photos: [...new Set([...photos, ...after])], body }];
  }, draft);
  if (kept && root.isConnected) void go(`/matters/${kept[0].body.matter}`, true);
}
