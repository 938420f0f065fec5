/** One's own time, day by day, and the patrols of the last weeks. */
import * as session from "../../account/session.js";
import * as feed from "../../feed/feed.js";
import * as names from "../../feed/names.js";
import { areaPath } from "../../feed/names.js";
import { emptyState } from "../parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "../parts/nothing_here.js";
import { fillTexts, findElement, findInput, h, icon, replaceContent } from "../../ui/dom.js";
import { dateKey, dayName, hoursAndMinutes, timeOfDay, toMs } from "../../ui/format.js";
import { w } from "../../ui/words.js";
import { timeSpans } from "./time_spans.js";

const SHOWN = 30;

/** @param {HTMLElement} root @param {string[]} params */
export async function days(root, [wanted]) {
  const chosen = findInput(root, "#days-date");
  chosen.max = dateKey(Date.now());
  chosen.value = /^\d{4}-\d\d-\d\d$/.test(wanted) ? wanted : chosen.max;
  const draw = () => Promise.all([drawFigures(root, chosen.value), drawPatrols(root)]);
  chosen.addEventListener("change", () => void drawFigures(root, chosen.value));
  await draw();
  return names.watch(() => void draw());
}

/** @param {HTMLElement} root @param {string} date */
async function drawFigures(root, date) {
  const answer = await feed.day(date);
  fillTexts(root, { day: dayName(`${date}T12:00:00+08:00`) });
  findElement(root, '[data-part="figures"]').hidden = !answer;
  replaceContent(findElement(root, '[data-hold="state"]'), answer ? null : await notHeardYet(feed.dayKey(date), w("day-not-here")));
  const minutes = answer?.minutes ?? {};
  fillTexts(root, {
    total: hoursAndMinutes(minutes.total ?? 0), patrol: hoursAndMinutes(minutes.patrol ?? 0), visit: hoursAndMinutes(minutes.visit ?? 0),
    both: overlap(minutes),
    average: answer?.average7 == null ? "–" : hoursAndMinutes(answer.average7),
  });
  timeSpans(findElement(root, '[data-hold="spans"]'), findElement(root, '[data-hold="causes"]'), { ...answer?.by_cause, uncounted: answer?.uncounted });
}

/** What of the two was at the same time, which the sum counts once: so the parts add up to it. @param {{patrol?: number, visit?: number, total?: number}} minutes */
function overlap({ patrol = 0, visit = 0, total = 0 }) {
  const both = patrol + visit - total;
  return both > 0 ? w("days-both", { long: hoursAndMinutes(both) }) : "";
}

/** @param {HTMLElement} root */
async function drawPatrols(root) {
  const [known, missing] = await Promise.all([feed.patrols(), notHeardYet()]);
  const list = [...known].sort((a, b) => toMs(b.started) - toMs(a.started));
  const own = list.filter((patrol) => !patrol.person || patrol.person === session.current()?.id);
  const others = list.filter((patrol) => !own.includes(patrol));
  replaceContent(findElement(root, '[data-hold="patrols"]'), listOrWhy(own.length ? h("ul", { class: "list" }, own.slice(0, SHOWN).map(patrolRow)) : null, missing, () => emptyState(w("no-patrols"))),
    others.length ? [h("h2", {}, w("patrols-of-others")), h("ul", { class: "list" }, others.slice(0, SHOWN).map(patrolRow))] : null);
}

/** @param {any} patrol */
function patrolRow(patrol) {
  const counted = (patrol.seconds?.in_area ?? 0) + (patrol.seconds?.by_marks ?? 0);
  return h("li", {}, h("a", { class: "item", href: `/patrols/${patrol.id}` },
    icon("patrol"),
    h("span", { class: "item-body" },
      patrol.person_name ? h("span", { class: "item-title" }, patrol.person_name) : null,
      h("span", { class: patrol.person_name ? "item-more num" : "item-title num" }, `${dayName(patrol.started)} ${timeOfDay(patrol.started)}–${patrol.finished ? timeOfDay(patrol.finished) : w("now")}`),
      h("span", { class: "item-more" }, (patrol.areas ?? []).map(areaPath).join(w("and")))),
    h("span", { class: "num strong" }, hoursAndMinutes(counted / 60))));
}
