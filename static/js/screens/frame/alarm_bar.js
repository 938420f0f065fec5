/** The red bar on every screen while an emergency that was raised here has not been taken: where it stands, and whom to ring. */
import * as alarms from "../../feed/alarm.js";
import * as feed from "../../feed/feed.js";
import * as session from "../../account/session.js";
import { h, icon, one, putIfOther, say, tell } from "../../ui/dom.js";
import { time } from "../../ui/format.js";
import { w } from "../../ui/words.js";

const CLOSELY = 600_000; // ms after raising in which the office is asked every few seconds

/** @type {alarms.Alarm | null} */
let shown = null;
/** @type {(() => void) | null} */
let unfollow = null;
let told = "";

/** Keep the bar true from now on. */
export function start() {
  alarms.watch(() => void draw());
  session.watch(() => void draw());
  setInterval(() => shown && bar(), 1000);
  void draw();
}

async function draw() {
  const before = shown;
  shown = session.current() ? await alarms.current().catch(() => before) : null;
  if (before && before.matter !== shown?.matter) await ended(before);
  bar();
}

/** Whoever closed the sheet still learns that somebody comes. @param {alarms.Alarm} before */
async function ended(before) {
  const { known } = await alarms.again(before.matter, before);
  if (known?.state === "in_hand" && known.taken_by_name && session.current()) tell(w("taken-by", { name: known.taken_by_name, when: time(known.taken_at) }));
}

/** Where it stands, in one line. @param {alarms.Alarm} alarm */
function line(alarm) {
  const { item, known } = alarm;
  const left = alarms.left(alarm);
  if (left) return w("sends-in", { n: Math.ceil(left / 1000) });
  if (item && item.state !== "received") return w(item.state === "attention" ? "needs-me" : "alarm-kept");
  if (known?.seen_at) return w("seen-by", { name: known.seen_by_name ?? "", when: time(known.seen_at) });
  return w("desk-received", { when: time(item?.at ?? known.received_at) });
}

function bar() {
  const place = one(document, "#redbar");
  place.hidden = !shown;
  const since = shown ? Date.now() - Date.parse(shown.item?.op.at ?? shown.known.reported_at) : Infinity;
  if (since < CLOSELY) unfollow ??= feed.follow();
  else if (unfollow) unfollow = (unfollow(), null);
  if (!shown) return (told = "");
  const text = line(shown);
  const [contact] = shown.known?.contacts ?? [];
  putIfOther(place,
    h("button", { type: "button", "data-alarm": "" }, icon("emergency"), h("span", {}, h("strong", {}, w("emergency")), " ", h("span", { class: "num" }, text))),
    contact ? h("a", { href: `tel:${contact.phone}`, "aria-label": w("call", { name: contact.name }) }, icon("phone"), contact.name) : null);
  if (told !== text && !alarms.left(shown)) say(`${w("emergency")} ${text}`);
  return (told = text);
}
