/** The sheet of an alarm: the telephones on top, five seconds to take it back, then lines that fill by themselves. */
import * as alarms from "../feed/alarm.js";
import * as feed from "../feed/feed.js";
import { isUntaken } from "../feed/vocabulary.js";
import * as drafts from "../outbox/drafts.js";
import * as byHand from "../outbox/by_hand.js";
import * as outbox from "../outbox/outbox.js";
import { cloneTemplate, fillTexts, findElement, findInput, h, icon, onTap, replaceContent, showMessage } from "../ui/dom.js";
import { timeOfDay } from "../ui/format.js";
import { go } from "../ui/router.js";
import { openSheet } from "../ui/sheet.js";
import { w } from "../ui/words.js";
import { keepForm, tieToDraft } from "./parts/keep_form.js";
import { photoStrip } from "./parts/photo_strip.js";

/** @typedef {alarms.Alarm} Alarm */

/** Show an alarm until somebody closes the sheet; closing hides it and does nothing else. Where several of one's own are open, each
 * stands there by its building, and what is done is done to the one that was chosen.
 * @param {Alarm | null} alarm null where it is yet to be chosen @param {() => void} another raises one more */
export function alarmSheet(alarm, another) {
  const body = /** @type {HTMLElement} */ (cloneTemplate("part-emergency").firstElementChild);
  const sheet = openSheet(w("emergency"), body, { red: true });
  const part = (/** @type {string} */ name) => findElement(body, `[data-part="${name}"]`);
  const blank = part("chosen");
  let end = () => {};
  /** @param {Alarm | null} next */
  const choose = (next) => {
    end();
    alarm = next;
    const fresh = /** @type {HTMLElement} */ (blank.cloneNode(true));
    part("chosen").replaceWith(fresh);
    fresh.hidden = !next;
    end = next ? showOne(fresh, next, sheet.close) : () => {};
  };
  /** @type {Alarm[]} */
  let open = [];
  const draw = async () => {
    open = (await alarms.openAlarms()).filter(({ matter }) => matter);
    part("which").hidden = open.every(({ matter }) => matter === alarm?.matter);
    part("unchosen").hidden = Boolean(alarm);
    replaceContent(findElement(body, '[data-hold="which"]'), open.map((one) => h("button", { class: "button wide", type: "button", "data-key": one.matter, "data-alarm-of": one.matter, "aria-pressed": String(one.matter === alarm?.matter) }, `${alarms.whereOf(one) || w("emergency")} · ${timeOfDay(alarms.raisedAt(one))}`)));
  };
  onTap(body, "[data-alarm-of]", ({ dataset: { alarmOf } }) => {
    const next = open.find(({ matter }) => matter === alarmOf);
    if (next && next.matter !== alarm?.matter) choose(next);
    void draw();
  });
  onTap(body, '[data-act="another"]', () => {
    sheet.close();
    another();
  });
  choose(alarm);
  void draw();
  const unwatch = alarms.watch(() => void draw());
  const unfollow = feed.pullClosely();
  void sheet.closed.then(() => [end, unwatch, unfollow].forEach((stop) => stop()));
}

/** Everything about one alarm. @param {HTMLElement} body @param {Alarm} alarm @param {() => void} close @returns {() => void} what ends it */
function showOne(body, alarm, close) {
  const part = (/** @type {string} */ name) => findElement(body, `[data-part="${name}"]`);
  const id = () => alarm.item?.op.id ?? "";
  const count = () => {
    const left = alarms.msUntilSent(alarm);
    part("counting").hidden = !left;
    part("sent").hidden = Boolean(left);
    if (left) fillTexts(body, { count: w("sends-in", { n: Math.ceil(left / 1000) }) });
  };
  const draw = async () => {
    alarm = await alarms.refreshAlarm(alarm.matter, alarm);
    count();
    fillTexts(body, { where: alarms.whereOf(alarm) });
    replaceContent(findElement(body, '[data-hold="steps"]'), stepLines(alarm));
    replaceContent(findElement(body, '[data-hold="call"]'), (alarm.known?.contacts ?? []).slice(0, 2).map(callLink));
    findElement(body, '[data-act="mistake"]').hidden = !mayTakeBack(alarm);
  };
  const timer = setInterval(count, 250);
  const done = (/** @type {string} */ key) => {
    const where = alarms.whereOf(alarm);
    showMessage(where ? `${where}${w("colon")}${w(key)}` : w(key));
    close();
  };
  onTap(body, '[data-act="undo"]', async () => (await byHand.cancel(id())) && done("alarm-undone"));
  onTap(body, '[data-act="now"]', () => void byHand.release(id()));
  onTap(body, '[data-act="mistake"]', async () => done(await takeBack(alarm)));
  onTap(body, '[data-act="open"]', () => void go(`/matters/${alarm.matter}`));
  const written = listenToNote(body, alarm.matter).catch(() => () => {}); // a store that does not open keeps nobody from calling
  count();
  void draw();
  const unwatch = alarms.watch(() => void draw());
  return () => {
    clearInterval(timer);
    unwatch();
    void written.then((end) => end());
  };
}

/** 已存在手机里 → 指挥室已收到 → 已看到 → 接单, each with its name and time. @param {Alarm} alarm */
function stepLines({ item, known }) {
  const received = item?.state === "received" || Boolean(known && !item);
  const { seen_by_name: seer, seen_at: seen, taken_by_name: taker, taken_at: taken } = known ?? {};
  const is = Boolean(taken) && !isUntaken(known); // an earlier taking is none of this alarm
  const lines = [
    [true, w("kept-here")],
    [received, received ? w("desk-received", { when: timeOfDay(item?.at ?? known.received_at) }) : w("desk-not-yet")],
    [Boolean(seen) || is, seen ? w("seen-by", { name: seer ?? "", when: timeOfDay(seen) }) : w("not-seen-yet")],
    [is, is ? w("taken-by", { name: taker ?? "", when: timeOfDay(taken) }) : w("not-taken-yet")],
  ];
  return lines.map(([done, text]) => h("li", { class: done ? "done" : "" }, icon(done ? "sent" : "clock"), String(text)));
}

/** @param {{name: string, phone: string}} contact */
const callLink = ({ name, phone }) => h("a", { class: "button big main", href: `tel:${phone}` }, icon("phone"), w("call", { name }));

/** An own report until somebody has it in hand; a matter that was there before only loses its urgency. @param {Alarm} alarm */
const mayTakeBack = ({ lifts, known }) => (known ? known.moves?.includes(lifts ? "amend" : "void") : !lifts);

/** 误触: out of the queue if it never left, else as a move; what there is to say of it. @param {Alarm} alarm */
async function takeBack({ matter, lifts, item }) {
  if (item && item.state !== "received" && (await byHand.withdraw(item.op.id))) return "alarm-undone";
  const body = lifts ? { matter, move: "amend", urgency: "normal" } : { matter, move: "void" };
  return outbox.add({ type: "matter.move", body }).then(() => "alarm-mistaken", () => "not-kept");
}

/** A photo or a word may follow; it goes as a note of its own, and is a draft of one until then: closing the sheet loses nothing.
 * @param {HTMLElement} body @param {string} matter @returns {Promise<() => void>} what ends it */
async function listenToNote(body, matter) {
  const text = findInput(body, "#alarm-text");
  const fresh = async () => {
    const draft = await drafts.openDraft(`move:${matter}:note`);
    tieToDraft(text, draft, "text");
    return draft;
  };
  let draft = await fresh();
  const draw = photoStrip(findElement(body, '[data-hold="shots"]'), { get: () => draft.fields.photos ?? [], set: (photos) => draft.set({ photos }), failed: (error) => fillTexts(body, { error }) });
  onTap(body, '[data-act="add"]', async () => {
    const kept = await keepForm(findElement(body, '[data-part="more"]'), () => {
      const words = text.value.trim();
      const photos = draft.fields.photos ?? [];
      return words || photos.length ? [{ type: "matter.move", body: { matter, move: "note", ...(words ? { text: words } : {}) }, photos }] : "need-text-or-photo";
    }, draft);
    if (!kept) return;
    text.value = "";
    void draft.close();
    draft = await fresh();
    draw();
    fillTexts(body, { error: w("kept-here") });
    findElement(body, '[data-text="error"]').scrollIntoView({ block: "nearest" });
  });
  return () => void draft.close();
}
