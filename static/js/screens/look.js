/** A building head's home: one thing to look at, two large buttons, and nothing else to learn. Works without a signal. */
import * as feed from "../feed.js";
import * as outbox from "../outbox.js";
import * as photos from "../photos.js";
import * as place from "../place.js";
import { clone, fill, h, icon, one, put, tap, tell } from "../ui/dom.js";
import { moment } from "../ui/format.js";
import { categoryIcon, placeName } from "../ui/items.js";
import { keep } from "../ui/keep.js";
import * as names from "../ui/names.js";
import { open } from "../ui/sheet.js";
import { strip } from "../ui/shots.js";
import { choose } from "../ui/theme.js";
import { w } from "../ui/words.js";

/** @typedef {import("../ui/items.js").Matter} Matter */

const ANSWERS = ["confirm", "refuse", "decline"];
const GIVEN = "size-given";

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
  const draw = async () => {
    const [matters, items] = await Promise.all([feed.matters(), outbox.list()]);
    const mine = waiting(matters, items);
    now = mine.find(({ id }) => id === now?.id) ?? mine[0];
    refused(root, items);
    one(root, '[data-part="none"]').hidden = Boolean(now);
    one(root, '[data-part="one"]').hidden = one(root, '[data-part="answer"]').hidden = !now;
    if (now) show(root, now, mine.length);
  };
  tap(root, "[data-answer]", (hit) => now && void answer(now, hit.dataset.answer ?? "", hit.dataset.reason));
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  void Promise.resolve(feed.pull()).catch(() => null);
  return () => ends.forEach((end) => end());
}

/** What waits for my word and has none yet on this phone, the oldest first. @param {Matter[]} matters @param {outbox.Item[]} items */
function waiting(matters, items) {
  const said = new Set(items.filter(({ op, state }) => ANSWERS.includes(op.body.move) && !["withdrawn", "received"].includes(state)).map(({ op }) => op.body.matter));
  const mine = matters.filter((matter) => matter.state === "resolved" && matter.moves.includes("confirm") && !said.has(matter.id));
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

/** @param {Matter} matter @param {string} move @param {string} [reason] */
async function answer(matter, move, reason) {
  if (move === "refuse") return notYet(matter);
  await outbox.addAll([wish(matter, { move, ...(reason ? { reason } : {}) }, [])]).then(() => tell(w(`look-thanks-${move}`)), () => tell(w("not-kept")));
}

/** Why not: by icon, with a photo or a word, as one likes. @param {Matter} matter */
async function notYet(matter) {
  const form = /** @type {HTMLFormElement} */ (clone("part-notyet").firstElementChild);
  /** @type {string[]} */
  let shas = [];
  strip(one(form, '[data-hold="shots"]'), { get: () => shas, set: (now) => (shas = now), failed: (error) => fill(form, { error }) });
  const sheet = open(w("look-not-yet"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kept = await keep(form, () => {
      const given = new FormData(form);
      const reason = String(given.get("reason") ?? "");
      const text = String(given.get("text") ?? "").trim();
      return reason || text ? [wish(matter, { move: "refuse", ...(reason ? { reason } : {}), ...(text ? { text } : {}) }, shas)] : "need-reason";
    });
    if (!kept) return;
    tell(w("look-thanks-refuse"));
    sheet.close();
  });
  await sheet.closed;
}

/** @param {Matter} matter @param {Record<string, any>} body @param {string[]} photos @returns {outbox.Wish} */
const wish = (matter, body, photos) => ({ type: "matter.move", body: { matter: matter.id, ...body, base_version: matter.version }, photos, place: place.latest() ?? undefined });
