/** One patrol afterwards: where the time went and why, gaps that can be explained, its files. */
import * as account from "../../account/api.js";
import * as feed from "../../feed/feed.js";
import * as outbox from "../../outbox/outbox.js";
import * as recorder from "../../patrol/recorder.js";
import * as session from "../../account/session.js";
import { fill, h, icon, one, put } from "../../ui/dom.js";
import { day, hours, length, ms, time } from "../../ui/format.js";
import { banner, empty } from "../parts/matter_rows.js";
import * as names from "../../feed/names.js";
import { areaPath } from "../../feed/names.js";
import { plan } from "../parts/grid_plan.js";
import { open } from "../../ui/sheet.js";
import { w } from "../../ui/words.js";
import { spans } from "./time_spans.js";

const SHORT = 90; // seconds; the rule itself calls a shorter silence none

/** @param {HTMLElement} root @param {string[]} params */
export async function patrolday(root, [id]) {
  const draw = async () => {
    const found = await find(id);
    one(root, '[data-part="whole"]').hidden = !found;
    put(one(root, '[data-hold="state"]'), state(found, navigator.onLine));
    if (found) whole(root, found);
  };
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** What the server computed, or what the phone itself recorded while the server has not heard of the end. @param {string} id @returns {Promise<any>} */
async function find(id) {
  const known = (await feed.patrols()).find((/** @type {any} */ one) => one.id === id);
  const local = await recorder.past(id);
  if (known && (known.finished || !local)) return { ...known, track: local?.fixes ?? [] };
  return local ? { ...local, id, track: local.fixes, local: true } : null;
}

/** @param {any} found @param {boolean} online */
function state(found, online) {
  if (!found) return empty(w(online ? "patrol-not-here" : "patrol-offline"));
  return found.local ? banner(w(found.seconds ? "patrol-estimate" : "patrol-late"), "wait") : null;
}

/** @param {HTMLElement} root @param {any} patrol */
function whole(root, patrol) {
  const seconds = patrol.seconds ?? {};
  const total = Object.values(seconds).reduce((so, one) => so + Number(one), 0);
  const ended = patrol.finished ?? patrol.ended;
  const finished = ended ? time(ended) : w("now");
  fill(root, {
    title: w("patrol-of", { day: day(patrol.started) }),
    span: `${time(patrol.started)}–${finished} · ${(patrol.areas ?? []).map(areaPath).join("、")}`,
    counted: patrol.seconds ? hours(((seconds.in_area ?? 0) + (seconds.by_marks ?? 0)) / 60) : "–",
    length: patrol.seconds ? hours(total / 60) : "–",
  });
  spans(one(root, '[data-hold="spans"]'), one(root, '[data-hold="causes"]'), { ...seconds, uncounted: patrol.uncounted });
  const seen = new Set((patrol.marks ?? []).map((/** @type {any} */ mark) => mark.area));
  put(one(root, '[data-hold="plan"]'), plan(patrol.areas ?? [], { seen, track: patrol.track ?? [] }));
  gaps(root, patrol);
  put(one(root, '[data-hold="marks"]'), seen.size
    ? h("ul", { class: "list" }, [...seen].map((area) => h("li", { class: "item" }, icon("building"), h("span", { class: "item-body" }, areaPath(area)), h("span", { class: "quiet num" }, times(patrol.marks, area)))))
    : empty(w("no-marks")));
  one(root, '[data-part="files"]').hidden = Boolean(patrol.local || patrol.purged);
  for (const kind of ["gpx", "geojson"]) one(root, `[data-link="${kind}"]`).setAttribute("href", `/api/v1/patrols/${patrol.id}.${kind}`);
}

/** Whether there is any time of which something can be said. @param {Record<string, number> | null} [seconds] */
const known = (seconds) => Object.values(seconds ?? {}).some(Boolean);

/** When a building was marked, each minute once. @param {any[]} marks @param {string} area */
const times = (marks, area) => [...new Set(marks.filter((mark) => mark.area === area).map((mark) => time(mark.at)))].join(w("comma"));

/** The gaps, those of seconds together in one row. @param {HTMLElement} root @param {any} patrol */
function gaps(root, patrol) {
  const list = patrol.gaps ?? [];
  const seconds = (/** @type {any} */ gap) => (ms(gap.to) - ms(gap.from)) / 1000;
  const short = list.filter((/** @type {any} */ gap) => seconds(gap) < SHORT && !gap.text);
  const rows = list.filter((/** @type {any} */ gap) => !short.includes(gap)).map((/** @type {any} */ gap) => row(patrol, gap));
  if (short.length) rows.push(h("li", { class: "item" }, h("span", { class: "item-body" }, w("gaps-short", { n: short.length, long: length(short.reduce((/** @type {number} */ so, /** @type {any} */ gap) => so + seconds(gap), 0)) }))));
  put(one(root, '[data-hold="gaps"]'), rows.length ? h("ul", { class: "list" }, rows) : known(patrol.seconds) ? empty(w("no-gaps")) : null);
}

/** @param {any} patrol @param {any} gap */
function row(patrol, gap) {
  const seconds = (ms(gap.to) - ms(gap.from)) / 1000;
  const told = (patrol.explanations ?? []).find((/** @type {any} */ one) => one.id === gap.gap || (ms(one.from) < ms(gap.to) && ms(one.to) > ms(gap.from)));
  const said = told?.text ?? gap.text;
  const judged = told?.judged?.agrees;
  const other = patrol.person && patrol.person !== session.current()?.id;
  return h("li", { class: "item" },
    h("span", { class: "item-body" },
      h("span", { class: "item-title num" }, `${time(gap.from)}–${time(gap.to)} · ${length(seconds)}`),
      h("span", { class: "item-more" }, w(`gap-${gap.cause ?? "unknown"}`)),
      said ? h("span", { class: "item-more" }, `“${said}”`) : null,
      typeof judged === "boolean" ? h("span", { class: `tag ${judged ? "good" : "wait"}` }, w(judged ? "lead-agrees" : "lead-disagrees")) : null,
      other && told ? h("span", { class: "row" }, answer(patrol, told, true), answer(patrol, told, false)) : null),
    said || other || seconds < SHORT ? null : h("button", { class: "button", type: "button", "data-key": `gap-${ms(gap.from)}`, on: { click: () => void explain(patrol, gap) } }, w("explain")));
}

/** A lead's yes or no, which moves no seconds. @param {any} patrol @param {any} told @param {boolean} agrees */
function answer(patrol, told, agrees) {
  const say = async () => {
    if (!(await account.judge(patrol.id, told.id, agrees))) await open(w("explain"), h("p", {}, w("offline"))).closed;
    void feed.pull();
  };
  return h("button", { class: "button", type: "button", on: { click: say } }, w(agrees ? "agree" : "disagree"));
}

/** @param {any} patrol @param {any} gap */
async function explain(patrol, gap) {
  const text = h("textarea", { class: "control", id: "gap-text", maxlength: 500 });
  const form = h("form", { class: "stack" },
    h("div", { class: "field" }, h("label", { for: "gap-text" }, w("explain-how")), text),
    h("div", { class: "choices" }, ["gap-phrase-1", "gap-phrase-2", "gap-phrase-3", "gap-phrase-4"].map((key) =>
      h("button", { class: "pick", type: "button", on: { click: () => (text.value = w(key)) } }, w(key)))),
    h("button", { class: "button main big", type: "submit" }, w("explain-save")));
  const shown = open(`${time(gap.from)}–${time(gap.to)}`, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text.value.trim()) return text.focus();
    await recorder.explain({ patrol: patrol.id, from: gap.from, to: gap.to, text: text.value.trim() });
    shown.close();
  });
}
