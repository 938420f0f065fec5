/** The red button: durable at the tap, five seconds to take it back, then lines that fill by themselves. */
import * as drafts from "../drafts.js";
import * as feed from "../feed.js";
import * as outbox from "../outbox.js";
import * as place from "../place.js";
import * as recorder from "../recorder.js";
import { clone, fill, h, icon, input, one, put, tap, tell } from "../ui/dom.js";
import { time } from "../ui/format.js";
import { keep } from "../ui/keep.js";
import * as names from "../ui/names.js";
import { go } from "../ui/router.js";
import { open } from "../ui/sheet.js";
import { strip } from "../ui/shots.js";
import { w } from "../ui/words.js";

const GRACE = 5000; // ms in which it can be undone

/** @type {import("../ui/router.js").Screen} */
export const emergency = { path: /^\/emergency$/, template: "emergency", show: (root) => tap(root, '[data-act="alarm"]', () => void raise()) };

/** One tap: keep the op first, show the sheet at once. */
export async function raise() {
  if (document.querySelector("dialog.red[open]")) return;
  const here = /^\/matters\/([\w-]+)$/.exec(location.pathname)?.[1];
  const about = here ? await feed.matter(here) : null;
  const lifts = about && ["reported", "dispatched", "in_hand"].includes(about.state) && about.moves?.includes("escalate");
  const matter = lifts ? about.id : outbox.newId();
  const running = recorder.state();
  const photos = location.pathname === "/report" ? ((await drafts.peek("report").catch(() => null))?.photos ?? []).slice(-1) : [];
  const body = lifts
    ? { matter, move: "escalate", urgency: "emergency" }
    : { matter, category: "other", urgency: "emergency", escalate: true, ...(running ? { patrol: running.patrol } : {}), ...(about ? { about: about.id } : {}) };
  const sends = Date.now() + GRACE;
  try {
    const op = await outbox.add({ type: lifts ? "matter.move" : "matter.report", body, photos, place: place.latest() ?? undefined, notBefore: sends });
    sheet(op.id, matter, sends);
  } catch {
    open(w("emergency"), h("div", { class: "stack" }, h("p", { class: "error", role: "alert" }, w("alarm-not-kept")), h("div", { class: "dials" }, ["119", "110", "120"].map((number) => h("a", { class: "dial", href: `tel:${number}` }, number)))), { red: true });
  }
}

/** @param {string} id @param {string} matter @param {number} sends */
function sheet(id, matter, sends) {
  const body = /** @type {HTMLElement} */ (clone("part-emergency").firstElementChild);
  const shown = open(w("emergency"), body, { red: true });
  const end = fillSteps(body, id, matter);
  const undo = one(body, '[data-act="undo"]');
  const count = () => {
    const left = Math.ceil((sends - Date.now()) / 1000);
    undo.hidden = left <= 0;
    if (left > 0) fill(body, { count: w("sends-in", { n: left }) });
    else clearInterval(timer);
  };
  const timer = setInterval(count, 250);
  count();
  tap(undo.parentElement ?? body, '[data-act="undo"]', async () => {
    if (!(await outbox.cancel(id))) return;
    tell(w("alarm-undone"));
    shown.close();
  });
  more(body, matter);
  put(one(body, '[data-hold="after"]'), h("button", { class: "button wide", type: "button", on: { click: () => void go(`/matters/${matter}`) } }, w("open-matter")));
  void shown.closed.then(() => {
    clearInterval(timer);
    end();
  });
  /** @type {HTMLElement} */ (undo).focus();
}

/** 已存在手机里 → 指挥室已收到 → 已看到 → 接单, each with its name and time. @param {HTMLElement} body @param {string} id @param {string} matter */
function fillSteps(body, id, matter) {
  const draw = async () => {
    const item = (await outbox.list()).find(({ op }) => op.id === id);
    const known = await feed.matter(matter);
    const seen = entryOf(known, "acknowledge");
    const taken = entryOf(known, "take");
    const steps = [
      [Boolean(item), w("kept-here")],
      [item?.state === "received" || Boolean(known?.number), item?.state === "received" ? w("desk-received", { when: time(item.at) }) : w("desk-not-yet")],
      [Boolean(seen || taken), seen ? w("seen-by", { name: seen.by_name ?? "", when: time(seen.at) }) : w("not-seen-yet")],
      [Boolean(taken), taken ? w("taken-by", { name: taken.by_name ?? "", when: time(taken.at) }) : w("not-taken-yet")],
    ];
    put(one(body, '[data-hold="steps"]'), steps.map(([done, text]) => h("li", { class: done ? "done" : "" }, icon(done ? "sent" : "clock"), String(text))));
    put(one(body, '[data-hold="call"]'), (known?.contacts ?? []).slice(0, 2).map((/** @type {any} */ one) => h("a", { class: "button big main", href: `tel:${one.phone}` }, icon("phone"), w("call", { name: one.name }))));
  };
  void draw();
  const ends = [outbox.watch(() => void draw()), names.watch(() => void draw())];
  ends.push(feed.follow());
  return () => ends.forEach((stop) => stop());
}

/** @param {any} known @param {string} move */
const entryOf = (known, move) => known?.ledger?.find((/** @type {any} */ entry) => entry.move === move);

/** A photo or a word may follow; it goes as a note of its own. @param {HTMLElement} body @param {string} matter */
function more(body, matter) {
  /** @type {string[]} */
  let photos = [];
  const draw = strip(one(body, '[data-hold="shots"]'), { get: () => photos, set: (shas) => (photos = shas), failed: (error) => fill(body, { error }) });
  tap(body, '[data-act="add"]', async () => {
    const kept = await keep(one(body, '[data-part="more"]'), () => {
      const text = input(body, "#alarm-text").value.trim();
      return text || photos.length ? [{ type: "matter.move", body: { matter, move: "note", ...(text ? { text } : {}) }, photos }] : "need-text-or-photo";
    });
    if (!kept) return;
    input(body, "#alarm-text").value = "";
    photos = [];
    draw();
    fill(body, { error: w("kept-here") });
  });
}
