/** The queue: one sentence that answers "is my work safe?", then each item, where it stands and why. */
import * as feed from "../../feed/feed.js";
import * as names from "../../feed/names.js";
import { areaPath, categories, categoryName, moveName } from "../../feed/names.js";
import { opName, vocabulary } from "../../feed/vocabulary.js";
import * as byHand from "../../outbox/by_hand.js";
import { PHOTO_LOST } from "../../outbox/items.js";
import * as outbox from "../../outbox/outbox.js";
import { banner, firstLine } from "../parts/matter_rows.js";
import { placeChoice } from "../parts/place_choice.js";
import { cloneTemplate, fillTexts, findElement, h, icon, onTap, replaceContent } from "../../ui/dom.js";
import { dayAndTime, timeOfDay, toLocalInput } from "../../ui/format.js";
import { askYesNo, openSheet } from "../../ui/sheet.js";
import { ignoreTaps } from "../../ui/tap_guard.js";
import { refusedPhotoRows } from "./refused_photo.js";
import { w } from "../../ui/words.js";

/** @typedef {import("../../outbox/outbox.js").Item} Item */
/** @type {Record<string, string>} */
const TONES = { saved: "wait", sending: "info", waiting: "wait", deferred: "wait", attention: "bad", received: "good", withdrawn: "" };
/** @type {Record<string, string>} */
const ICONS = { "matter.report": "report", "matter.move": "matters", emergency: "emergency", "visit.record": "visit" };

/** @param {HTMLElement} root */
export async function queue(root) {
  onTap(root, '[data-act="send"]', () => void byHand.retry());
  onTap(root, '[data-act="export"]', () => void saveFile());
  let order = "";
  const draw = async () => {
    const [items] = await Promise.all([outbox.list(), readPlaceNames()]);
    const waiting = items.filter(({ state, photos, refused }) => state !== "withdrawn" && (state !== "received" || photos.here + refused.length < photos.total));
    const done = items.filter((item) => !waiting.includes(item));
    await drawSafe(root);
    const attention = waiting.filter(({ state }) => state === "attention");
    const others = groupTracks(waiting.filter(({ state }) => state !== "attention"));
    const photos = await refusedPhotoRows(items.filter(({ state }) => state !== "withdrawn"), itemName);
    findElement(root, '[data-act="send"]').hidden = waiting.length + photos.length === 0;
    replaceContent(findElement(root, '[data-hold="list"]'), waiting.length + photos.length
      ? h("ul", { class: "list" }, photos, attention.map((item) => itemRow(item, 1)), others.map(({ item, n }) => itemRow(item, n)))
      : null); // the sentence above has said it
    const now = [photos.length, ...waiting.map(({ op }) => op.id)].join();
    if (order && now !== order) ignoreTaps(findElement(root, '[data-hold="list"]')); // another row has come under the thumb
    order = now;
    findElement(root, '[data-part="done"]').hidden = done.length === 0;
    fillTexts(root, { done: done.length });
    replaceContent(findElement(root, '[data-hold="received"]'), groupTracks(done).map(({ item, n }) => itemRow(item, n)));
  };
  await draw();
  const ends = [outbox.watch(() => void draw()), names.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** Pieces of one track are one line: nobody thinks in chunks. @param {Item[]} items */
function groupTracks(items) {
  /** @type {{item: Item, n: number}[]} */
  const lines = [];
  for (const item of items) {
    const same = lines.find((line) => item.op.type === "patrol.track" && line.item.op.type === "patrol.track" && line.item.op.body.patrol === item.op.body.patrol && line.item.state === item.state);
    if (same) same.n += 1;
    else lines.push({ item, n: 1 });
  }
  return lines;
}

/** @param {HTMLElement} root */
async function drawSafe(root) {
  const { waiting, attention, refused, lastReceived } = await outbox.summary();
  const [tone, text] = attention
    ? ["bad", refused === attention ? w("safe-photos", { n: refused }) : w("safe-attention", { n: attention })]
    : waiting
      ? ["wait", w("safe-waiting", { n: waiting })]
      : ["good", lastReceived ? w("safe-all", { when: dayAndTime(lastReceived) }) : w("safe-nothing")];
  replaceContent(findElement(root, '[data-hold="safe"]'), banner(text, tone));
}

/** What the places are called that are looked at, by code. @type {Map<string, string>} */
let placeNames = new Map();

/** What a visit on a campaign's list is called, by the list. @type {Map<string, string>} */
let visitNames = new Map();

/** Read the names of places and of those of campaigns. */
async function readPlaceNames() {
  const [places, lists] = await Promise.all([feed.places(), feed.campaigns()]);
  const rows = [...lists.flatMap((/** @type {any} */ list) => list.places), ...places];
  placeNames = new Map(rows.map(({ code, name }) => [code, name]));
  visitNames = new Map(lists.map((/** @type {any} */ { id, joint, daily }) => [id, joint ? w("joint-record") : daily ? w("period-record") : opName("campaign.visit")]));
}

/** What an item is, in the words of the work. @param {Pick<Item, "op" | "kind">} item @param {number} n */
function itemName({ op, kind }, n = 1) {
  const { body } = op;
  if (kind === "emergency") return w("emergency");
  if (op.type === "matter.report") return firstLine(body.text) || categoryName(body.category);
  if (op.type === "matter.move") return [moveName(body.move), firstLine(body.text, 30)].filter(Boolean).join(" · ");
  if (op.type === "patrol.mark" || op.type === "visit.record") return `${opName(op.type)} · ${areaPath(body.area)}`;
  if (op.type === "place.check" || op.type === "campaign.visit") return [visitNames.get(body.campaign) ?? opName(op.type), placeNames.get(body.place), firstLine(body.text, 30)].filter(Boolean).join(" · ");
  if (op.type === "storm.door") return [opName(op.type), areaPath(body.area), ...vocabulary.doors.filter(({ id }) => id in body).map(({ id, word }) => `${word} ${w(body[id] ? "storm-yes" : "storm-no")}`)].join(" · ");
  return opName(op.type) + (n > 1 ? ` × ${n}` : "");
}

/** @param {Item} item @param {number} n */
function itemRow(item, n) {
  const { op, state, why, photos, at, entity } = item;
  return h("li", {},
    h("div", { class: "item" },
      icon(ICONS[item.kind] ?? (op.type.startsWith("patrol") ? "patrol" : "waiting")),
      h("div", { class: "item-body" },
        h("p", { class: "split" }, h("span", { class: "strong" }, itemName(item, n)), h("span", { class: `tag ${TONES[state] ?? ""}` }, w(`queue-${state}`))),
        h("p", { class: "item-more num" }, h("span", {}, op.type === "matter.report" ? opName(op.type) : "", " ", dayAndTime(op.at)),
          photos.total ? h("span", {}, w("photos-of", { here: photos.here, total: photos.total })) : null,
          entity?.number ? h("span", {}, entity.number) : null,
          state === "received" ? h("span", {}, w("received-at", { when: timeOfDay(at) })) : null),
        why ? h("p", { class: state === "attention" ? "error" : "hint" }, [why.detail ?? why.title, ...(why.errors ?? []).map((/** @type {any} */ error) => error.message)].filter(Boolean).join(" ")) : state === "deferred" ? h("p", { class: "hint" }, w("deferred-why")) : null,
        state === "attention" && op.type === "storm.door" && op.body.help ? [h("p", { class: "error" }, w("alarm-kept")), h("a", { class: "button", href: "/phones" }, icon("phone"), w("storm-ring"))] : null,
        itemButtons(item))));
}

/** What can be done about an item: mend what was refused, or send it once more where there is nothing to mend; and take it back.
 * One that merely waits goes by itself or with the button on top. @param {Item} item */
function itemButtons(item) {
  const { op, state, taken, why } = item;
  if (state === "received" || state === "withdrawn") return null;
  const buttons = [];
  if (why?.type === PHOTO_LOST && item.refused.length) return null; // its photo stands above with what can be done
  if (state === "attention" && isMendable(op, why)) buttons.push(h("button", { class: "button main", type: "button", "data-key": `fix-${op.id}`, on: { click: () => void correctItem(op, why) } }, w("correct")));
  else if (state === "attention") buttons.push(h("button", { class: "button main", type: "button", "data-key": `retry-${op.id}`, on: { click: () => void byHand.retry(op.id) } }, w("retry")));
  if ((state === "attention" || !taken) && !op.type.startsWith("patrol.")) buttons.push(h("button", { class: "button bare", type: "button", "data-key": `back-${op.id}`, on: { click: () => void withdrawItem(item) } }, w("withdraw")));
  return buttons.length ? h("div", { class: "row" }, buttons) : null;
}

/** Take back what has not left, after asking by its name; true when it is back. @param {Item} item */
export async function withdrawItem(item) {
  const along = (await byHand.takenAlong(item.op.id)).map((op) => itemName({ op, kind: op.type }));
  const others = along.length ? w("withdraw-along", { what: along.join(w("and")) }) : "";
  if (!(await askYesNo(w("withdraw-ask"), w("withdraw"), `${itemName(item)}${w("comma")}${w("withdraw-why")}${others}`, true))) return false;
  const back = await byHand.withdraw(item.op.id);
  if (!back) await openSheet(w("withdraw"), h("p", {}, w("withdraw-late"))).closed;
  return back;
}

/** What of a refused op a person can mend, by type. @type {Record<string, string[]>} */
const FIELDS = { "matter.report": ["text", "category", "area"], "matter.move": ["text", "until"], "visit.record": ["text", "area", "household", "minutes"], "place.check": ["text"], "campaign.visit": ["text"] };

/** Of what was found at a place only the words are mended here, where it was they that were refused. @param {import("../../outbox/outbox.js").Op} op @param {any} why */
const isMendable = ({ type }, why) => type in FIELDS && (!/^(place|campaign)/.test(type) || why?.errors?.some((/** @type {any} */ { field }) => field === "body.text"));

/** @param {import("../../outbox/outbox.js").Op} op @param {any} why */
async function correctItem(op, why) {
  const form = /** @type {HTMLFormElement} */ (cloneTemplate("part-correct").firstElementChild);
  fillTexts(form, { why: [why?.detail, ...(why?.errors ?? []).map((/** @type {any} */ error) => error.message)].filter(Boolean).join(" ") });
  const body = { ...op.body };
  const controls = Object.fromEntries(FIELDS[op.type].filter((name) => name !== "area").map((name) => [name, inputFor(name, op.body[name])]));
  const where = FIELDS[op.type].includes("area") ? [h("p", { class: "label" }, w("field-area")), placeChoice(op.body.area ?? null, (area) => (body.area = area))] : [];
  replaceContent(findElement(form, '[data-hold="fields"]'), Object.entries(controls).map(([name, made]) => h("div", { class: "field" }, h("label", { for: made.id }, w(`field-${name}`)), made)), where);
  const sheet = openSheet(w("correct"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const [name, made] of Object.entries(controls)) {
      const value = made.value.trim();
      if (value) body[name] = name === "minutes" ? Number(value) : name === "until" ? new Date(value).toISOString() : value;
      else delete body[name];
    }
    await byHand.correct(op.id, body);
    sheet.close();
  });
}

/** @param {string} name @param {any} value @returns {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */
function inputFor(name, value) {
  const common = { class: "control", id: `correct-${name}` };
  if (name === "category") return h("select", common, [...categories.values()].map((category) => h("option", { value: category.code, selected: category.code === value }, category.name)));
  if (name === "text") return h("textarea", { ...common, maxlength: 2000 }, value ?? "");
  if (name === "until") return h("input", { ...common, type: "datetime-local", value: value ? toLocalInput(value) : "" });
  return h("input", { ...common, type: name === "minutes" ? "number" : "text", value: value ?? "", maxlength: 60 });
}

/** Give the file to whatever the phone offers, else download it. */
async function saveFile() {
  const file = new File([await byHand.exportZip()], `gridwalk-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-")}.zip`, { type: "application/zip" });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      return await navigator.share({ files: [file] });
    } catch (error) {
      if (/** @type {Error} */ (error).name === "AbortError") return;
    }
  }
  const link = h("a", { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
