/** A building head's home: one thing to look at, two large buttons, and nothing else to learn. Works without a signal. */
import * as drafts from "../outbox/drafts.js";
import * as feed from "../feed/feed.js";
import * as outbox from "../outbox/outbox.js";
import * as photos from "../outbox/photos.js";
import * as place from "../device/position.js";
import { rest } from "../ui/tap_guard.js";
import { clone, fill, h, icon, input, one, put, tap, tell } from "../ui/dom.js";
import { moment } from "../ui/format.js";
import { categoryIcon, placeName } from "./parts/matter_rows.js";
import { guard, keep } from "./parts/keep_form.js";
import * as names from "../feed/names.js";
import { open } from "../ui/sheet.js";
import { strip } from "./parts/photo_strip.js";
import { choose } from "../ui/theme.js";
import { w } from "../ui/words.js";

/** @typedef {import("./parts/matter_rows.js").Matter} Matter */

const ANSWERS = ["confirm", "refuse", "decline"];
const UNREAD = 1200; // ms in which nobody can have read the next one
const GIVEN = "size-given";
const HELD = 60_000; // ms in which an answer can be taken back, unless the next one is given or the page is left before

/** Large type is how a head begins; what they choose afterwards stays. */
function begin() {
  try {
    if (localStorage.getItem(GIVEN)) return;
    localStorage.setItem(GIVEN, "1");
  } catch {
    return; // a browser that refuses storage has no first time
  }
  choose("size", "large");
}

/** @param {HTMLElement} root */
export async function look(root) {
  if (!names.holds(...names.STAFF)) begin();
  /** @type {Matter | undefined} */
  let now;
  /** @type {{id: string, matter: string, sentence: string, until: number} | undefined} */
  let last;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const draw = async () => {
    const [matters, items] = await Promise.all([feed.matters(), outbox.list()]);
    const mine = waiting(matters, items);
    const before = now?.id;
    now = mine.find(({ id }) => id === before) ?? mine[0];
    refused(root, items);
    said(root, last, items, takeBack);
    one(root, '[data-part="none"]').hidden = Boolean(now);
    one(root, '[data-part="one"]').hidden = one(root, '[data-part="answer"]').hidden = !now;
    if (now) show(root, now, mine.length);
    if (now?.id !== before) arrive(root);
  };
  /** What was held goes now. */
  const release = () => {
    clearTimeout(timer);
    if (last && last.until > Date.now()) void outbox.release(last.id);
    if (last) last.until = 0;
  };
  /** @param {outbox.Wish} wish */
  const held = (wish) => ({ ...wish, notBefore: Date.now() + HELD });
  /** @param {outbox.Op} op */
  const kept = async (op) => {
    release();
    last = { id: op.id, matter: op.body.matter, sentence: w(`look-thanks-${op.body.move}`), until: Date.now() + HELD };
    timer = setTimeout(() => void draw(), HELD);
    await draw();
  };
  const takeBack = async () => {
    if (!last || !(await outbox.cancel(last.id))) return draw();
    now = (await feed.matter(last.matter)) ?? now;
    last = undefined;
    tell(w("look-back"));
    await draw();
    arrive(root);
  };
  tap(root, "[data-answer]", ({ dataset }) => {
    if (!now) return;
    if (dataset.answer === "refuse") return void notYet(now, held, kept);
    const said = { move: dataset.answer, ...(dataset.reason ? { reason: dataset.reason } : {}) };
    void outbox.add(held(wish(now, said, []))).then(kept, () => tell(w("not-kept")));
  });
  const away = () => document.visibilityState === "hidden" && release();
  document.addEventListener("visibilitychange", away);
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  void Promise.resolve(feed.pull()).catch(() => null);
  return () => {
    release();
    document.removeEventListener("visibilitychange", away);
    ends.forEach((end) => end());
  };
}

/** Another thing has taken the place of the last: from its top, and deaf to a finger that was still on its way. @param {HTMLElement} root */
function arrive(root) {
  one(root, ".inner").scrollTop = 0;
  for (const part of ["one", "answer"]) rest(one(root, `[data-part="${part}"]`), UNREAD);
  root.querySelector("h1")?.focus({ preventScroll: true });
}

/** What was said last, and the way back while it has not left. @param {HTMLElement} root
 * @param {{id: string, sentence: string, until: number} | undefined} last @param {outbox.Item[]} items @param {() => void} takeBack */
function said(root, last, items, takeBack) {
  const here = last && last.until > Date.now() && items.some(({ op, taken, state }) => op.id === last.id && !taken && state !== "sending");
  const back = here ? h("button", { class: "button", type: "button", "data-key": "back", on: { click: () => takeBack() } }, w("withdraw")) : null;
  put(one(root, '[data-hold="last"]'), last ? h("div", { class: "banner good", role: "status" }, icon("done"), h("p", {}, last.sentence), back) : null);
}

/** What waits for my word and has none yet on this phone, the oldest first. @param {Matter[]} matters @param {outbox.Item[]} items */
function waiting(matters, items) {
  const done = items.filter(({ op, state }) => ANSWERS.includes(op.body.move) && state !== "withdrawn");
  // received, and the office's news of it not here yet: still answered
  const answered = (/** @type {Matter} */ { id, version }) => done.some(({ op, state }) => op.body.matter === id && (state !== "received" || op.body.base_version === version));
  const mine = matters.filter((matter) => matter.state === "resolved" && matter.moves.includes("confirm") && !answered(matter));
  return mine.sort((a, b) => String(a.number).localeCompare(String(b.number)));
}

/** An answer that came too late is nobody's fault: one kind sentence, and it is put away. @param {HTMLElement} root @param {outbox.Item[]} items */
function refused(root, items) {
  const late = items.filter(({ op, state }) => state === "attention" && op.type === "matter.move" && ANSWERS.includes(op.body.move));
  const away = (/** @type {string} */ id) => void outbox.withdraw(id);
  put(one(root, '[data-hold="late"]'), late.map(({ op, why }) =>
    h("div", { class: "banner info" }, icon("info"), h("p", {}, w("look-late", { why: why?.title ?? "" })),
      h("button", { class: "button wide", type: "button", "data-key": op.id, on: { click: () => away(op.id) } }, w("look-late-ok")))));
}

/** @param {HTMLElement} root @param {Matter} matter @param {number} n */
function show(root, matter, n) {
  const done = [...matter.ledger].reverse().find(({ move }) => move === "resolve" || move === "settle_on_spot");
  fill(root, {
    count: n > 1 ? w("look-of", { n }) : "",
    place: placeName(matter),
    thing: names.categoryName(matter.category),
    said: matter.text,
    by: matter.holder.unit && names.units.has(matter.holder.unit) ? w("look-by", { name: names.units.get(matter.holder.unit).name }) : w("look-by-somebody"),
    at: done ? moment(done.at) : "",
    doneText: done?.text ?? "",
  });
  put(one(root, '[data-hold="icon"]'), icon(categoryIcon(matter.category)));
  pictures(one(root, '[data-hold="photos"]'), matter);
}

/** @param {HTMLElement} holder @param {Matter} matter */
function pictures(holder, matter) {
  const [before, after] = [matter.photos_before ?? [], matter.photos_after ?? []];
  const key = `${matter.id}|${before.join()}|${after.join()}`;
  if (holder.dataset.shown === key) return;
  holder.dataset.shown = key;
  const rows = Math.max(before.length, after.length);
  put(holder, Array.from({ length: rows }, (_, index) =>
    h("div", { class: "beforeafter" }, figure(before[index], w("before")), figure(after[index], w("after")))));
}

/** @param {string | undefined} sha @param {string} caption */
function figure(sha, caption) {
  if (!sha) return null;
  const picture = h("img", { alt: caption });
  picture.addEventListener("error", () => picture.replaceWith(h("span", { class: "missing" }, w("photo-not-here"))));
  void photos.url(sha).then((/** @type {string} */ url) => (picture.src = url));
  return h("figure", {}, picture, h("figcaption", {}, caption));
}

/** Why not: by icon, with a photo or a word, as one likes. @param {Matter} matter @param {(said: outbox.Wish) => outbox.Wish} held
 * @param {(op: outbox.Op) => Promise<void>} kept */
async function notYet(matter, held, kept) {
  const form = /** @type {HTMLFormElement} */ (clone("part-notyet").firstElementChild);
  const draft = await drafts.open(`move:${matter.id}:refuse`);
  const words = input(form, "#notyet-text");
  words.value = draft.fields.text ?? "";
  words.addEventListener("input", () => draft.set({ text: words.value }));
  strip(one(form, '[data-hold="shots"]'), { get: () => draft.fields.photos ?? [], set: (shas) => draft.set({ photos: shas }), failed: (error) => fill(form, { error }) });
  const root = h("div", {}, form);
  guard(root, draft);
  const sheet = open(w("look-not-yet"), root);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const ops = await keep(form, () => {
      const reason = String(new FormData(form).get("reason") ?? "");
      const text = words.value.trim();
      return reason || text ? [held(wish(matter, { move: "refuse", ...(reason ? { reason } : {}), ...(text ? { text } : {}) }, draft.fields.photos ?? []))] : "need-reason";
    }, draft);
    if (!ops) return;
    sheet.close();
    await kept(ops[0]);
  });
  await sheet.closed;
  void draft.close();
}

/** @param {Matter} matter @param {Record<string, any>} body @param {string[]} photos @returns {outbox.Wish} */
const wish = (matter, body, photos) => ({ type: "matter.move", body: { matter: matter.id, ...body, base_version: matter.version }, photos, place: place.latest() ?? undefined });
