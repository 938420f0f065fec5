/** When a visit was: it has just ended, unless the worker says otherwise; it never lasts longer than until now. */
import { fillTexts, findInput } from "../../ui/dom.js";
import { fromLocalInput, timeOfDay, toLocalInput } from "../../ui/format.js";
import { tieToDraft } from "../parts/keep_form.js";
import { w } from "../../ui/words.js";

const MINUTE = 60_000;
const OFTEN = 15_000; // ms between looks at the clock

/** Start (epoch ms) and whole minutes as they are sent at `now`. Left alone, the start is `now` less the minutes; set by the
 * worker it stays, and the visit ends now at the latest. Null where the start lies ahead.
 * @param {{began?: string, minutes?: string | number}} fields @param {number} now */
export function visitSpan({ began, minutes }, now) {
  const many = Number(minutes);
  if (!began) return { started: now - many * MINUTE, minutes: many };
  const started = Date.parse(fromLocalInput(began));
  if (started > now) return null;
  const most = Math.floor((now - started) / MINUTE);
  return most < 1 ? { started: now - MINUTE, minutes: Math.min(many, 1) } : { started, minutes: Math.min(many, most) };
}

/** Keep the two fields and the line below them true. @param {HTMLElement} root @param {import("../../outbox/drafts.js").Draft} draft @returns {() => void} stops */
export function visitTime(root, draft) {
  const [began, minutes] = [findInput(root, "#started"), findInput(root, "#minutes")];
  tieToDraft(minutes, draft, "minutes");
  const draw = () => {
    const now = Date.now();
    began.max = toLocalInput(now);
    const span = visitSpan(draft.fields, now);
    if (!draft.fields.began && span && Number.isFinite(span.started)) began.value = toLocalInput(span.started);
    fillTexts(root, { when: span ? timeText(span, Number(draft.fields.minutes)) : w("visit-ahead") });
  };
  if (draft.fields.began) began.value = draft.fields.began;
  began.addEventListener("input", () => (draft.set({ began: began.value }), draw()));
  minutes.addEventListener("input", draw);
  const timer = setInterval(draw, OFTEN);
  draw();
  return () => clearInterval(timer);
}

/** @param {{started: number, minutes: number}} its @param {number} wished */
function timeText({ started, minutes }, wished) {
  if (!(minutes >= 1)) return "";
  const when = `${timeOfDay(started)}–${timeOfDay(started + minutes * MINUTE)}`;
  return minutes < wished ? w("visit-now", { when }) : when;
}
