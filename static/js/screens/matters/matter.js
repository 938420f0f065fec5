/** One matter: what, where, in whose hands, before | after, its course, and the moves open to me. */
import * as feed from "../../feed/feed.js";
import * as names from "../../feed/names.js";
import { areaPath, categoryName, moveName, nextLevelName } from "../../feed/names.js";
import { isOpen, opName, vocabulary } from "../../feed/vocabulary.js";
import * as outbox from "../../outbox/outbox.js";
import * as photos from "../../outbox/photos/photos.js";
import { banner, emptyState, holderName, matterFromOp, placeName, quickOffers, stateTag, titleOf, withOwnSteps } from "../parts/matter_rows.js";
import { fillTexts, findElement, h, icon, replaceContent } from "../../ui/dom.js";
import { dayAndTime, deadlineText, timeOfDay } from "../../ui/format.js";
import { go } from "../../ui/router.js";
import { openSheet } from "../../ui/sheet.js";
import { TAKEN_PLACE, ignoreTaps } from "../../ui/tap_guard.js";
import { w } from "../../ui/words.js";

/** @typedef {import("../parts/matter_rows.js").Matter} Matter */
/** @type {import("../../ui/router.js").Screen} */
export const matter = { path: /^\/matters\/([\w-]+)$/, template: "matter", nav: "/matters", show };

/** @param {HTMLElement} root @param {string[]} params */
async function show(root, [id]) {
  /** @type {boolean | undefined} */
  let answered; // whether the office has answered since this was opened
  let asked = ""; // for which state of it on this phone the whole was asked for
  let isRow = false; // the whole was asked for, and did not come
  const fetchWhole = async (/** @type {string} */ state) => {
    if (asked === state) return;
    asked = state;
    isRow = !(await import("../on_demand.js").then(({ fetchMatter }) => fetchMatter(id), () => false));
    if (isRow) await draw();
  };
  const draw = async () => {
    const [known, items] = await Promise.all([feed.matter(id), outbox.list()]);
    const ops = items.filter(({ op, state }) => op.body.matter === id && state !== "withdrawn" && (state !== "received" || !known));
    const report = ops.find(({ op }) => op.type === "matter.report");
    const found = known ?? (report ? matterFromOp(report) : null);
    findElement(root, '[data-part="whole"]').hidden = !found;
    if (found ? known?.shape : answered) void fetchWhole(`${known?.version}${answered}`);
    if (!found) {
      replaceContent(findElement(root, '[data-hold="state"]'), emptyState(w(answered === undefined ? "looking" : answered ? "matter-not-here" : "matter-offline")));
      fillTexts(root, { title: w("matter") });
      return;
    }
    drawMatter(root, withOwnSteps(found, ops, Boolean(known)), ops);
    if (isRow && known?.shape) findElement(root, '[data-hold="state"]').append(banner(w("matter-row")));
    const refused = items.filter(({ op, state }) => op.body.matter === id && state !== "withdrawn").flatMap((item) => item.refused);
    if (refused.length) findElement(root, '[data-hold="state"]').append(banner(w("safe-photos", { n: refused.length }), "bad", h("a", { class: "button", href: "/queue" }, w("to-queue"))));
    void feed.markRead((notice) => notice.matter === id);
  };
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  void Promise.resolve(feed.pull()).catch(() => false).then((well) => ((answered = well), draw()));
  return () => ends.forEach((end) => end());
}

/** @param {HTMLElement} root @param {Matter} found @param {import("../../outbox/outbox.js").Item[]} ops */
function drawMatter(root, found, ops) {
  fillTexts(root, { number: found.number ?? w("no-number-yet"), title: titleOf(found), text: found.text && found.text !== titleOf(found) ? found.text : "" });
  replaceContent(findElement(root, '[data-hold="tags"]'), stateTag(found.state), found.urgency === "emergency" ? h("span", { class: "tag bad" }, icon("emergency"), w("emergency")) : null, h("span", { class: "tag" }, categoryName(found.category)), found.asked_word ? h("span", { class: "tag" }, found.asked_word) : null);
  replaceContent(findElement(root, '[data-hold="state"]'), ops.map(ownStepBanner));
  drawPhotos(findElement(root, '[data-hold="photos"]'), found);
  replaceContent(findElement(root, '[data-hold="place"]'), placeName(found), found.placed_word ? h("span", { class: "quiet" }, ` ${w("aside", { said: found.placed_word })}`) : null);
  const until = deadlineText(found.late_at, found.soon_at);
  const standing = standingText(found);
  const isSaid = standing.toLowerCase().includes(until.text.toLowerCase()); // the deadline stands once
  fillTexts(root, { standing, due: isSaid ? "" : until.text });
  findElement(root, '[data-part="dueword"]').hidden = isSaid;
  for (const name of ["standing", "due"]) findElement(root, `[data-text="${name}"]`).className = `strong ${until.tone}`;
  replaceContent(findElement(root, '[data-hold="calls"]'), (found.contacts ?? []).map(callLink), found.may_send ? sendToButton(found.id) : null);
  replaceContent(findElement(root, '[data-hold="ledger"]'), (found.ledger ?? []).map((line) => ledgerLine(line, found.text)), ops.filter(({ op }) => op.type === "matter.move").map(waitingLine));
  drawMoves(root, found, ops);
}

/** “在综合执法队，今天 17:00 前” @param {Matter} found */
function standingText(found) {
  const until = deadlineText(found.late_at).text.replace(/^[A-Z]/, (letter) => letter.toLowerCase()); // within a sentence
  const held = holderName(found);
  if (found.state === "resolved") return w("turn-of", { name: vocabulary.turns[found.confirm_turn ?? ""] ?? held });
  if (!isOpen(found)) return ""; // the tag above has said it
  if (!held) return vocabulary.states[found.state].standing;
  return [w("lies-with", { name: held }), until].filter(Boolean).join(w("comma"));
}

/** Where one of my own steps stands; what has not left is taken back here. @param {import("../../outbox/outbox.js").Item} item */
function ownStepBanner(item) {
  const { op, state, why, at, taken } = item;
  const what = op.type === "matter.report" ? opName(op.type) : moveName(op.body.move);
  if (state === "attention") return banner(w("step-attention", { what, why: why?.detail ?? why?.title ?? "" }), "bad", h("a", { class: "button", href: "/queue" }, w("to-queue")));
  const back = taken || state === "sending" ? null : h("button", { class: "button", type: "button", "data-key": `back-${op.id}`, on: { click: () => void takeBack(item) } }, w("withdraw"));
  return banner(w(state === "received" ? "step-received" : "step-waiting", { what, when: timeOfDay(at) }), state === "received" ? "good" : "wait", back);
}

/** A report that is taken back leaves nothing to look at. @param {import("../../outbox/outbox.js").Item} item */
async function takeBack(item) {
  if ((await (await import("../on_demand.js")).withdrawItem(item)) && item.op.type === "matter.report") void go("/matters", true);
}

/** @param {HTMLElement} holder @param {Matter} found */
function drawPhotos(holder, found) {
  const before = found.photos_before ?? found.photos ?? [];
  const after = found.photos_after ?? [];
  const key = [...before, "|", ...after].join();
  if (holder.dataset.shown === key) return;
  holder.dataset.shown = key;
  const rows = Math.max(before.length, after.length);
  replaceContent(holder, Array.from({ length: rows }, (_, index) =>
    h("div", { class: "beforeafter" }, photoFigure(before[index], w(after.length ? "before" : "photo")), photoFigure(after[index], w("after")))));
}

/** @param {string | undefined} sha @param {string} caption */
function photoFigure(sha, caption) {
  if (!sha) return null;
  const picture = h("img", { alt: caption, loading: "lazy" });
  picture.addEventListener("error", () => (picture.closest("a") ?? picture).replaceWith(h("span", { class: "missing" }, w("photo-not-here"))));
  void photos.urlOf(sha).then((/** @type {string} */ url) => (picture.src = url));
  const href = `/api/v1/photos/${sha}?size=full`;
  return h("figure", {}, h("a", { href, on: { click: showWhole } }, picture), h("figcaption", {}, caption));

  /** In this window: many web views have no other, and some no way back. @param {Event} event */
  function showWhole(event) {
    event.preventDefault();
    const whole = h("img", { class: "whole", src: href, alt: caption });
    whole.addEventListener("error", () => (whole.src = picture.src), { once: true }); // without a signal what the phone has of it
    openSheet(caption, whole);
  }
}

/** @param {string} id */
const sendToButton = (id) => h("button", { class: "button", type: "button", "data-key": "send", on: { click: async () => (await import("../on_demand.js")).sendTo(id) } }, icon("share"), w("send-to"));

/** @param {{name: string, phone: string}} contact */
const callLink = ({ name, phone }) => h("a", { class: "button", href: `tel:${phone}` }, icon("phone"), w("call", { name }));

/** @param {any} line @param {string} reported what already stands above */
function ledgerLine(line, reported) {
  return h("li", {},
    h("p", {}, line.sentence ?? [line.by_name, moveName(line.move)].filter(Boolean).join(" ")),
    line.text && line.text !== reported && !String(line.sentence ?? "").includes(line.text) ? h("p", {}, `“${line.text}”`) : null,
    line.resident_text ? h("p", {}, w(line.resident_waits ? "for-residents-waits" : "for-residents", { text: line.resident_text })) : null,
    h("p", { class: "quiet num" }, dayAndTime(line.at), lateReceipt(line)));
}

/** Said where an entry reached the office much later than it was made. @param {any} line */
function lateReceipt(line) {
  if (line.imported) return ` · ${w("imported")}`;
  if (!line.received || new Date(line.received).getTime() - new Date(line.at).getTime() < 120_000) return "";
  return ` · ${w(line.skewed ? "made-skewed" : "made-offline", { when: dayAndTime(line.received) })}`;
}

/** @param {import("../../outbox/outbox.js").Item} item */
const waitingLine = ({ op, state }) =>
  h("li", { class: "waiting" }, h("p", {}, moveName(op.body.move)), op.body.area ? h("p", {}, [areaPath(op.body.area), op.body.spot].filter(Boolean).join(" · ")) : null, op.body.text ? h("p", {}, `“${op.body.text}”`) : null, op.body.resident_text ? h("p", {}, `“${op.body.resident_text}”`) : null,
    h("p", { class: "quiet num" }, `${dayAndTime(op.at)} · ${w(state === "attention" ? "needs-me" : "kept-here")}`));

/** What stands on a move's button. @param {import("./move_form.js").Offer} offer */
const labelOf = ({ name, label }) => (label ?? moveName(name)).replace("{next}", nextLevelName());

/** The forms of moves come when one is first made; the service worker keeps them. @param {Matter} found @param {import("./move_form.js").Offer} offer */
const openMoveForm = async (found, offer) => (await import("../on_demand.js")).makeMove(found, offer, labelOf(offer));

/** @param {HTMLElement} root @param {Matter} found @param {import("../../outbox/outbox.js").Item[]} ops */
function drawMoves(root, found, ops) {
  const holder = findElement(root, '[data-hold="moves"]');
  const busy = new Set(ops.filter(({ op, state }) => state !== "attention" && !vocabulary.moves[op.body.move]?.is_repeatable).map(({ op }) => op.body.move));
  const offers = (found.open_moves ?? []).filter(({ name }) => !busy.has(name));
  const unsent = ops.find(({ op, taken, state }) => op.type === "matter.report" && !taken && state !== "sending");
  findElement(root, '[data-part="moves"]').hidden = offers.length === 0;
  const act = (/** @type {any} */ offer) => void (unsent && offer.name === "void" ? takeBack(unsent) : openMoveForm(found, offer));
  const button = (/** @type {any} */ offer, /** @type {string} */ kind, /** @type {() => void} */ first = () => {}) =>
    h("button", { class: `button ${kind}`, type: "button", "data-key": offer.reason ?? offer.name, on: { click: () => (first(), act(offer)) } }, labelOf(offer));
  const large = offers.slice(0, 2).reverse();
  const others = [...offers.slice(2), ...quickOffers(offers)];
  const more = () => {
    const sheet = openSheet(w("more"), h("div", { class: "stack tight" }, others.map((offer) => button(offer, "wide", () => sheet.close()))));
  };
  replaceContent(holder,
    h("div", { class: "acts" },
      large.map((offer) => button(offer, offer === offers[0] && offer.leads ? "main big" : "big")),
      others.length ? h("button", { class: "button big bare", type: "button", "data-key": "more", on: { click: more } }, w("more")) : null));
  const order = offers.map(({ name }) => name).join();
  if (holder.dataset.order !== order) ignoreTaps(holder, holder.dataset.order === undefined ? undefined : TAKEN_PLACE); // another act has come under the thumb
  holder.dataset.order = order;
}
