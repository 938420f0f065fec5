/** The red bar on every screen while nobody has taken the emergency that was raised here: where it stands, and whom to call. */
import * as session from "../../account/session.js";
import * as alarms from "../../feed/alarm.js";
import * as feed from "../../feed/feed.js";
import { announce, findElement, h, icon, replaceIfChanged, showMessage } from "../../ui/dom.js";
import { timeOfDay } from "../../ui/format.js";
import { w } from "../../ui/words.js";

const CLOSELY = 600_000; // ms after raising in which the office is asked every few seconds

/** @type {alarms.Alarm | null} */
let alarm = null;
/** @type {(() => void) | null} */
let unfollow = null;
let announced = "";

/** Draw the bar and keep it up to date. */
export function startAlarmBar() {
  alarms.watch(() => void readAlarm());
  session.watch(() => void readAlarm());
  setInterval(() => alarm && drawBar(), 1000);
  void readAlarm();
}

async function readAlarm() {
  const before = alarm;
  alarm = session.current() ? await alarms.openAlarms().then(([first]) => first ?? null, () => before) : null;
  if (before && before.matter !== alarm?.matter) await tellWhoTook(before);
  drawBar();
}

/** Tell whoever closed the alarm's sheet that somebody has taken it. @param {alarms.Alarm} before */
async function tellWhoTook(before) {
  const { known } = await alarms.refreshAlarm(before.matter, before);
  if (known?.state === "in_hand" && known.taken_by_name && session.current()) showMessage(w("taken-by", { name: known.taken_by_name, when: timeOfDay(known.taken_at) }));
}

/** Where the alarm stands, in one line. @param {alarms.Alarm} alarm */
function alarmText(alarm) {
  const { item, known } = alarm;
  const left = alarms.msUntilSent(alarm);
  if (left) return w("sends-in", { n: Math.ceil(left / 1000) });
  if (item && item.state !== "received") return w("alarm-kept");
  if (known?.seen_at) return w("seen-by", { name: known.seen_by_name ?? "", when: timeOfDay(known.seen_at) });
  return w("desk-received", { when: timeOfDay(item?.at ?? known.received_at) });
}

function drawBar() {
  const place = findElement(document, "#redbar");
  place.hidden = !alarm;
  const since = alarm ? Date.now() - alarms.raisedAt(alarm) : Infinity;
  if (since < CLOSELY) unfollow ??= feed.pullClosely();
  else if (unfollow) unfollow = (unfollow(), null);
  if (!alarm) return (announced = "");
  const text = `${alarms.whereOf(alarm)} ${alarmText(alarm)}`;
  const [contact] = alarm.known?.contacts ?? [];
  replaceIfChanged(place,
    h(alarm.matter ? "button" : "a", alarm.matter ? { type: "button", "data-alarm": "" } : { class: "whole", href: "/phones" }, icon("emergency"), h("span", {}, h("strong", {}, w("emergency")), " ", h("span", { class: "num" }, text))),
    contact ? h("a", { href: `tel:${contact.phone}`, "aria-label": w("call", { name: contact.name }) }, icon("phone"), contact.name) : null);
  if (announced !== text && !alarms.msUntilSent(alarm)) announce(`${w("emergency")} ${text}`);
  return (announced = text);
}
