/** A building head's home: one thing to look at, two large buttons, and nothing else to learn. Works without a signal. */
import * as place from "../device/position.js";
import { waitsForMe } from "../feed/asks.js";
import * as feed from "../feed/feed.js";
import * as names from "../feed/names.js";
import { vocabulary } from "../feed/vocabulary.js";
import * as drafts from "../outbox/drafts.js";
import * as byHand from "../outbox/by_hand.js";
import * as outbox from "../outbox/outbox.js";
import * as photos from "../outbox/photos/photos.js";
import { cloneTemplate, fillTexts, findElement, findInput, h, icon, onTap, replaceContent, showMessage } from "../ui/dom.js";
import { dayAndTime } from "../ui/format.js";
import { openSheet } from "../ui/sheet.js";
import { ignoreTaps } from "../ui/tap_guard.js";
import { chooseLook } from "../ui/theme.js";
import { w } from "../ui/words.js";
import { guardDraft, keepForm, tieToDraft } from "./parts/keep_form.js";
import { categoryIcon, placeName } from "./parts/matter_rows.js";
import { notHeardYet } from "./parts/nothing_here.js";
import { photoStrip } from "./parts/photo_strip.js";

/** @typedef {import("./parts/matter_rows.js").Matter} Matter */

const ANSWERS = ["confirm", "refuse", "decline"];
const UNREAD = 1200; // ms in which nobody can have read the next one
const GIVEN = "size-given";
const HELD = 60_000; // ms in which an answer can be taken back, unless the next one is given or the page is left before

/** Large type is how a head begins; what they choose afterwards stays. */
function beginLook() {
  try {
    if (localStorage.getItem(GIVEN)) return;
    localStorage.setItem(GIVEN, "1");
  } catch {
    return; // a browser that refuses storage has no first time
  }
  chooseLook("size", "large");
}

/** @param {HTMLElement} root */
export async function buildingHead(root) {
  if (names.isNeighbour()) beginLook();
  /** @type {Matter | undefined} */
  let now;
  /** @type {{id: string, matter: string, sentence: string, until: number} | undefined} */
  let last;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const draw = async () => {
    const [matters, items, missing] = await Promise.all([feed.matters(), outbox.list(), notHeardYet()]);
    const asked = waitingAnswers(matters, items);
    const before = now?.id;
    now = asked.find(({ id }) => id === before) ?? asked[0];
    refusedAnswers(root, items);
    answerText(root, last, items, takeBack);
    findElement(root, '[data-part="none"]').hidden = Boolean(now || missing);
    replaceContent(findElement(root, '[data-hold="missing"]'), now ? null : missing);
    findElement(root, '[data-part="one"]').hidden = findElement(root, '[data-part="answer"]').hidden = !now;
    if (now) show(root, now, asked.length);
    if (now?.id !== before) onArrival(root);
  };
  /** What was held goes now. */
  const release = () => {
    clearTimeout(timer);
    if (last && last.until > Date.now()) void byHand.release(last.id);
    if (last) last.until = 0;
  };
  /** @param {outbox.Wish} wish */
  const held = (wish) => ({ ...wish, notBefore: Date.now() + HELD });
  let left = false;
  /** @param {outbox.Op} op */
  const kept = async (op) => {
    if (left) return byHand.release(op.id); // the page was left before this was written: nobody takes it back any more
    release();
    last = { id: op.id, matter: op.body.matter, sentence: w(`look-thanks-${op.body.move}`), until: Date.now() + HELD };
    timer = setTimeout(() => void draw(), HELD);
    await draw();
  };
  const takeBack = async () => {
    if (!last || !(await byHand.cancel(last.id))) return draw();
    now = (await feed.matter(last.matter)) ?? now;
    last = undefined;
    showMessage(w("look-back"));
    await draw();
    onArrival(root);
  };
  onTap(root, "[data-answer]", ({ dataset }) => {
    if (!now) return;
    if (dataset.answer === "refuse") return void drawNotYet(now, held, kept);
    const body = { move: dataset.answer, ...(dataset.reason ? { reason: dataset.reason } : {}) };
    void outbox.add(held(answerWish(now, body, []))).then(kept, () => showMessage(w("not-kept")));
  });
  const away = () => document.visibilityState === "hidden" && release();
  document.addEventListener("visibilitychange", away);
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  void Promise.resolve(feed.pull()).catch(() => null);
  return () => {
    left = true;
    release();
    document.removeEventListener("visibilitychange", away);
    ends.forEach((end) => end());
  };
}

/** Another thing has taken the place of the last: from its top, and deaf to a finger that was still on its way. @param {HTMLElement} root */
function onArrival(root) {
  findElement(root, ".inner").scrollTop = 0;
  for (const part of ["one", "answer"]) ignoreTaps(findElement(root, `[data-part="${part}"]`), UNREAD);
  root.querySelector("h1")?.focus({ preventScroll: true });
}

/** What was said last, and the way back while it has not left. @param {HTMLElement} root
 * @param {{id: string, sentence: string, until: number} | undefined} last @param {outbox.Item[]} items @param {() => void} takeBack */
function answerText(root, last, items, takeBack) {
  const here = last && last.until > Date.now() && items.some(({ op, taken, state }) => op.id === last.id && !taken && state !== "sending");
  const back = here ? h("button", { class: "button", type: "button", "data-key": "back", on: { click: () => takeBack() } }, w("withdraw")) : null;
  replaceContent(findElement(root, '[data-hold="last"]'), last ? h("div", { class: "banner good", role: "status" }, icon("done"), h("p", {}, last.sentence), back) : null);
}

/** What waits for my word and has none yet on this phone, the oldest first. @param {Matter[]} matters @param {outbox.Item[]} items */
function waitingAnswers(matters, items) {
  const done = items.filter(({ op, state }) => ANSWERS.includes(op.body.move) && state !== "withdrawn");
  // received, and the office's news of it not here yet: still answered
  const answered = (/** @type {Matter} */ { id, version }) => done.some(({ op, state }) => op.body.matter === id && (state !== "received" || op.body.base_version === version));
  const asked = matters.filter((matter) => waitsForMe(matter) && matter.moves.includes("confirm") && !answered(matter));
  return asked.sort((a, b) => String(a.number).localeCompare(String(b.number)));
}

/** An answer that came too late is nobody's fault: one kind sentence, and it is put away. @param {HTMLElement} root @param {outbox.Item[]} items */
function refusedAnswers(root, items) {
  const late = items.filter(({ op, state }) => state === "attention" && op.type === "matter.move" && ANSWERS.includes(op.body.move));
  const away = (/** @type {string} */ id) => void byHand.withdraw(id);
  replaceContent(findElement(root, '[data-hold="late"]'), late.map(({ op, why }) =>
    h("div", { class: "banner info" }, icon("info"), h("p", {}, w("look-late", { why: why?.title ?? "" })),
      h("button", { class: "button wide", type: "button", "data-key": op.id, on: { click: () => away(op.id) } }, w("look-late-ok")))));
}

/** @param {HTMLElement} root @param {Matter} matter @param {number} n */
function show(root, matter, n) {
  const done = [...matter.ledger].reverse().find(({ move }) => vocabulary.moves[move]?.settles);
  fillTexts(root, {
    count: n > 1 ? w("look-of", { n }) : "",
    place: placeName(matter),
    thing: names.categoryName(matter.category),
    said: matter.text,
    by: matter.holder.unit && names.units.has(matter.holder.unit) ? w("look-by", { name: names.units.get(matter.holder.unit).name }) : w("look-by-somebody"),
    at: done ? dayAndTime(done.at) : "",
    doneText: done?.text ?? "",
  });
  replaceContent(findElement(root, '[data-hold="icon"]'), icon(categoryIcon(matter.category)));
  drawPhotos(findElement(root, '[data-hold="photos"]'), matter);
}

/** @param {HTMLElement} holder @param {Matter} matter */
function drawPhotos(holder, matter) {
  const [before, after] = [matter.photos_before ?? [], matter.photos_after ?? []];
  const key = `${matter.id}|${before.join()}|${after.join()}`;
  if (holder.dataset.shown === key) return;
  holder.dataset.shown = key;
  const rows = Math.max(before.length, after.length);
  replaceContent(holder, Array.from({ length: rows }, (_, index) =>
    h("div", { class: "beforeafter" }, photoFigure(before[index], w("before")), photoFigure(after[index], w("after")))));
}

/** @param {string | undefined} sha @param {string} caption */
function photoFigure(sha, caption) {
  if (!sha) return null;
  const picture = h("img", { alt: caption });
  picture.addEventListener("error", () => picture.replaceWith(h("span", { class: "missing" }, w("photo-not-here"))));
  void photos.urlOf(sha).then((/** @type {string} */ url) => (picture.src = url));
  return h("figure", {}, picture, h("figcaption", {}, caption));
}

/** Why not: by icon, with a photo or a word, as one likes. @param {Matter} matter @param {(said: outbox.Wish) => outbox.Wish} held
 * @param {(op: outbox.Op) => Promise<void>} kept */
async function drawNotYet(matter, held, kept) {
  const form = /** @type {HTMLFormElement} */ (cloneTemplate("part-notyet").firstElementChild);
  const draft = await drafts.openDraft(`move:${matter.id}:refuse`);
  const words = findInput(form, "#notyet-text");
  tieToDraft(words, draft, "text");
  photoStrip(findElement(form, '[data-hold="shots"]'), { get: () => draft.fields.photos ?? [], set: (shas) => draft.set({ photos: shas }), failed: (error) => fillTexts(form, { error }) });
  const root = h("div", {}, form);
  guardDraft(root, draft);
  const sheet = openSheet(w("look-not-yet"), root);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const ops = await keepForm(form, () => {
      const reason = String(new FormData(form).get("reason") ?? "");
      const text = words.value.trim();
      return reason || text ? [held(answerWish(matter, { move: "refuse", ...(reason ? { reason } : {}), ...(text ? { text } : {}) }, draft.fields.photos ?? []))] : "need-reason";
    }, draft);
    if (!ops) return;
    sheet.close();
    await kept(ops[0]);
  });
  await sheet.closed;
  void draft.close();
}

/** @param {Matter} matter @param {Record<string, any>} body @param {string[]} photos @returns {outbox.Wish} */
const answerWish = (matter, body, photos) => ({ type: "matter.move", body: { matter: matter.id, ...body, base_version: matter.version }, photos, place: place.latest() ?? undefined });
