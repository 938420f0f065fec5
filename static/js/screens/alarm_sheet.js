/** The sheet of an alarm: the telephones on top, five seconds to take it back, then lines that fill by themselves. */
import * as alarms from "../feed/alarm.js";
import * as drafts from "../outbox/drafts.js";
import * as feed from "../feed/feed.js";
import * as outbox from "../outbox/outbox.js";
import { clone, fill, h, icon, input, one, put, tap, tell } from "../ui/dom.js";
import { time } from "../ui/format.js";
import { keep } from "./parts/keep_form.js";
import { go } from "../ui/router.js";
import { open } from "../ui/sheet.js";
import { strip } from "./parts/photo_strip.js";
import { w } from "../ui/words.js";

/** @typedef {alarms.Alarm} Alarm */

/** Show an alarm until somebody closes the sheet; closing hides it and does nothing else.
 * @param {Alarm} alarm @param {() => void} another raises one more */
export function alarmSheet(alarm, another) {
  const body = /** @type {HTMLElement} */ (clone("part-emergency").firstElementChild);
  const shown = open(w("emergency"), body, { red: true });
  const part = (/** @type {string} */ name) => one(body, `[data-part="${name}"]`);
  const id = () => alarm.item?.op.id ?? "";
  const count = () => {
    const left = alarms.left(alarm);
    part("counting").hidden = !left;
    part("sent").hidden = Boolean(left);
    if (left) fill(body, { count: w("sends-in", { n: Math.ceil(left / 1000) }) });
  };
  const draw = async () => {
    alarm = await alarms.again(alarm.matter, alarm);
    count();
    put(one(body, '[data-hold="steps"]'), steps(alarm));
    put(one(body, '[data-hold="call"]'), (alarm.known?.contacts ?? []).slice(0, 2).map(call));
    one(body, '[data-act="mistake"]').hidden = !mayTakeBack(alarm);
  };
  const timer = setInterval(count, 250);
  const done = (/** @type {string} */ said) => {
    tell(w(said));
    shown.close();
  };
  tap(body, '[data-act="undo"]', async () => (await outbox.cancel(id())) && done("alarm-undone"));
  tap(body, '[data-act="now"]', () => void outbox.release(id()));
  tap(body, '[data-act="mistake"]', async () => done(await takeBack(alarm)));
  tap(body, '[data-act="open"]', () => void go(`/matters/${alarm.matter}`));
  tap(body, '[data-act="another"]', () => {
    shown.close();
    another();
  });
  const written = more(body, alarm.matter).catch(() => () => {}); // a store that does not open keeps nobody from calling
  count();
  void draw();
  const ends = [alarms.watch(() => void draw()), feed.follow()];
  void shown.closed.then(() => {
    clearInterval(timer);
    ends.forEach((end) => end());
    void written.then((end) => end());
  });
}

/** 已存在手机里 → 指挥室已收到 → 已看到 → 接单, each with its name and time. @param {Alarm} alarm */
function steps({ item, known }) {
  const received = item?.state === "received" || Boolean(known && !item);
  const { seen_by_name: seer, seen_at: seen, taken_by_name: taker, taken_at: taken } = known ?? {};
  const is = Boolean(taken) && !["reported", "dispatched"].includes(known.state); // an earlier taking is none of this alarm
  const lines = [
    [true, w("kept-here")],
    [received, received ? w("desk-received", { when: time(item?.at ?? known.received_at) }) : w("desk-not-yet")],
    [Boolean(seen) || is, seen ? w("seen-by", { name: seer ?? "", when: time(seen) }) : w("not-seen-yet")],
    [is, is ? w("taken-by", { name: taker ?? "", when: time(taken) }) : w("not-taken-yet")],
  ];
  return lines.map(([done, text]) => h("li", { class: done ? "done" : "" }, icon(done ? "sent" : "clock"), String(text)));
}

/** @param {{name: string, phone: string}} contact */
const call = ({ name, phone }) => h("a", { class: "button big main", href: `tel:${phone}` }, icon("phone"), w("call", { name }));

/** An own report until somebody has it in hand; a matter that was there before only loses its urgency. @param {Alarm} alarm */
const mayTakeBack = ({ lifts, known }) => (known ? known.moves?.includes(lifts ? "amend" : "void") : !lifts);

/** 误触: out of the queue if it never left, else as a move; what there is to say of it. @param {Alarm} alarm */
async function takeBack({ matter, lifts, item }) {
  if (item && item.state !== "received" && (await outbox.withdraw(item.op.id))) return "alarm-undone";
  const body = lifts ? { matter, move: "amend", urgency: "normal" } : { matter, move: "void" };
  return outbox.add({ type: "matter.move", body }).then(() => "alarm-mistaken", () => "not-kept");
}

/** A photo or a word may follow; it goes as a note of its own, and is a draft of one until then: closing the sheet loses nothing.
 * @param {HTMLElement} body @param {string} matter @returns {Promise<() => void>} what ends it */
async function more(body, matter) {
  const text = input(body, "#alarm-text");
  const fresh = async () => {
    const made = await drafts.open(`move:${matter}:note`);
    text.value = made.fields.text ?? "";
    return made;
  };
  let draft = await fresh();
  text.addEventListener("input", () => draft.set({ text: text.value }));
  const draw = strip(one(body, '[data-hold="shots"]'), { get: () => draft.fields.photos ?? [], set: (photos) => draft.set({ photos }), failed: (error) => fill(body, { error }) });
  tap(body, '[data-act="add"]', async () => {
    const kept = await keep(one(body, '[data-part="more"]'), () => {
      const said = text.value.trim();
      const photos = draft.fields.photos ?? [];
      return said || photos.length ? [{ type: "matter.move", body: { matter, move: "note", ...(said ? { text: said } : {}) }, photos }] : "need-text-or-photo";
    }, draft);
    if (!kept) return;
    void draft.close();
    draft = await fresh();
    draw();
    fill(body, { error: w("kept-here") });
  });
  return () => void draft.close();
}
