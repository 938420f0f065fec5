/** One's own time, day by day, and the patrols of the last weeks. */
import * as feed from "../../feed/feed.js";
import * as session from "../../account/session.js";
import { fill, h, icon, input, one, put } from "../../ui/dom.js";
import { dateKey, day, hours, ms, time } from "../../ui/format.js";
import { empty } from "../parts/matter_rows.js";
import * as names from "../../feed/names.js";
import { areaPath } from "../../feed/names.js";
import { w } from "../../ui/words.js";
import { spans } from "./time_spans.js";

const SHOWN = 30;

/** @param {HTMLElement} root @param {string[]} params */
export async function days(root, [wanted]) {
  const chosen = input(root, "#days-date");
  chosen.max = dateKey(Date.now());
  chosen.value = /^\d{4}-\d\d-\d\d$/.test(wanted) ? wanted : chosen.max;
  const draw = () => Promise.all([figures(root, chosen.value), patrols(root)]);
  chosen.addEventListener("change", () => void figures(root, chosen.value));
  await draw();
  return names.watch(() => void draw());
}

/** @param {HTMLElement} root @param {string} date */
async function figures(root, date) {
  const said = await feed.day(date);
  fill(root, { day: day(`${date}T12:00:00+08:00`) });
  one(root, '[data-part="figures"]').hidden = !said;
  put(one(root, '[data-hold="state"]'), said ? null : empty(w("day-not-here")));
  const minutes = said?.minutes ?? {};
  fill(root, {
    total: hours(minutes.total ?? 0), patrol: hours(minutes.patrol ?? 0), visit: hours(minutes.visit ?? 0),
    both: overlap(minutes),
    average: said?.average7 == null ? "–" : hours(said.average7),
  });
  spans(one(root, '[data-hold="spans"]'), one(root, '[data-hold="causes"]'), { ...said?.by_cause, uncounted: said?.uncounted });
}

/** What of the two was at the same time, which the sum counts once: so the parts add up to it. @param {{patrol?: number, visit?: number, total?: number}} minutes */
function overlap({ patrol = 0, visit = 0, total = 0 }) {
  const both = patrol + visit - total;
  return both > 0 ? w("days-both", { long: hours(both) }) : "";
}

/** @param {HTMLElement} root */
async function patrols(root) {
  const list = [...(await feed.patrols())].sort((a, b) => ms(b.started) - ms(a.started));
  const own = list.filter((patrol) => !patrol.person || patrol.person === session.current()?.id);
  const others = list.filter((patrol) => !own.includes(patrol));
  put(one(root, '[data-hold="patrols"]'), own.length ? h("ul", { class: "list" }, own.slice(0, SHOWN).map(row)) : empty(w("no-patrols")),
    others.length ? [h("h2", {}, w("patrols-of-others")), h("ul", { class: "list" }, others.slice(0, SHOWN).map(row))] : null);
}

/** @param {any} patrol */
function row(patrol) {
  const counted = (patrol.seconds?.in_area ?? 0) + (patrol.seconds?.by_marks ?? 0);
  return h("li", {}, h("a", { class: "item", href: `/patrols/${patrol.id}` },
    icon("patrol"),
    h("span", { class: "item-body" },
      patrol.person_name ? h("span", { class: "item-title" }, patrol.person_name) : null,
      h("span", { class: patrol.person_name ? "item-more num" : "item-title num" }, `${day(patrol.started)} ${time(patrol.started)}–${patrol.finished ? time(patrol.finished) : w("now")}`),
      h("span", { class: "item-more" }, (patrol.areas ?? []).map(areaPath).join("、"))),
    h("span", { class: "num strong" }, hours(counted / 60))));
}
