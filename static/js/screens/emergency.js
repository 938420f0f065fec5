/** The red button: durable at the tap, five seconds to take it back, then lines that fill by themselves. Pressed again while
 * nobody has taken it, it shows the same alarm. */
import * as place from "../device/position.js";
import * as alarms from "../feed/alarm.js";
import * as feed from "../feed/feed.js";
import * as drafts from "../outbox/drafts.js";
import * as outbox from "../outbox/outbox.js";
import * as recorder from "../patrol/recorder.js";
import { cloneTemplate, findElement, h, onTap } from "../ui/dom.js";
import { openSheet } from "../ui/sheet.js";
import { w } from "../ui/words.js";

/** @typedef {alarms.Alarm} Alarm */
const LOOKED_FOR = 60_000; // ms in which a position is looked for where none was known at the tap
let busy = false; // between the tap and the sheet

/** @type {import("../ui/router.js").Screen} */
export const emergency = { path: /^\/emergency$/, template: "emergency", show: (root) => onTap(root, '[data-act="alarm"]', () => void raiseAlarm()) };

/** One tap: keep the op first, show the sheet at once. @param {boolean} [another] whether it is another emergency than the open one */
export async function raiseAlarm(another = false) {
  if (busy || document.querySelector("dialog.red[open]")) return;
  busy = true;
  let outcome = "alarm-not-kept";
  try {
    const [now, several] = another ? [] : await alarms.openAlarms().then((all) => all.filter(({ matter }) => matter), () => []); // what cannot be read must not keep anybody from calling
    const alarm = now ?? (await makeAlarm());
    outcome = "kept-here";
    (await import("./on_demand.js")).alarmSheet(several ? null : alarm, () => void raiseAlarm(true));
  } catch {
    // no room, or the sheet is not on this phone yet: the telephone is
    openSheet(w("emergency"), h("div", { class: "stack" }, findElement(cloneTemplate("part-emergency"), ".dials"), h("p", { class: "error", role: "alert" }, w(outcome))), { red: true });
  } finally {
    busy = false;
  }
}

/** @returns {Promise<Alarm>} */
async function makeAlarm() {
  const here = /^\/matters\/([\w-]+)$/.exec(location.pathname)?.[1];
  const about = here ? await feed.matter(here) : null;
  const lifts = Boolean(about?.moves?.includes("escalate"));
  const matter = lifts ? about.id : outbox.newId();
  const running = recorder.state();
  const photos = location.pathname === "/report" ? ((await drafts.readDraft("report").catch(() => null))?.photos ?? []).slice(-1) : [];
  const body = lifts
    ? { matter, move: "escalate", urgency: "emergency" }
    : { matter, category: "other", urgency: "emergency", escalate: true, ...(running ? { patrol: running.patrol } : {}), ...(about ? { about: about.id } : {}) };
  const op = await outbox.add({ type: lifts ? "matter.move" : "matter.report", body, photos, place: place.latest() ?? undefined, notBefore: Date.now() + outbox.GRACE });
  if (!op.place) void place.readOnce({ timeout: LOOKED_FOR }).then((fix) => fix && outbox.addPlace(op.id, fix)).catch(() => {}); // what waits can still learn where it was
  const item = (await outbox.list()).find((other) => other.op.id === op.id) ?? null;
  return { matter, lifts, item, known: about };
}
