/** One patrol afterwards: where the time went and why, gaps that can be explained, its files. */
import * as session from "../../account/session.js";
import * as feed from "../../feed/feed.js";
import { markAnswersRead } from "../../feed/gap_answers.js";
import * as names from "../../feed/names.js";
import { areaPath } from "../../feed/names.js";
import * as drafts from "../../outbox/drafts.js";
import * as outbox from "../../outbox/outbox.js";
import { gridPlan } from "../parts/grid_plan.js";
import { guardDraft, offerPhrases, phraseButtons, tieToDraft } from "../parts/keep_form.js";
import { banner, emptyState } from "../parts/matter_rows.js";
import { notHeardYet } from "../parts/nothing_here.js";
import { pastPatrol } from "../../patrol/estimate_basis.js";
import { explain } from "../../patrol/explain_gap.js";
import { fillTexts, findElement, h, icon, replaceContent } from "../../ui/dom.js";
import { dayName, durationText, hoursAndMinutes, timeOfDay, toMs } from "../../ui/format.js";
import { openSheet } from "../../ui/sheet.js";
import { w } from "../../ui/words.js";
import { judgeButtons } from "./judge_gap.js";
import { timeSpans } from "./time_spans.js";
import { trackOf } from "./track_of.js";
import { stopTrackers } from "./tracker.js";

const JUST = 30 * 60_000; // ms after its end in which it is said how a tracker is stopped
const SHORT = 90; // seconds; the rule itself calls a shorter silence none

/** @param {HTMLElement} root @param {string[]} params */
export async function patrolday(root, [id]) {
  const track = trackOf(id, () => void draw());
  const draw = async () => {
    const found = await findPatrol(id);
    findElement(root, '[data-part="whole"]').hidden = !found;
    replaceContent(findElement(root, '[data-hold="state"]'), found ? estimateNote(found) : ((await notHeardYet(undefined, w("patrol-offline"))) ?? emptyState(w("patrol-not-here"))));
    if (!found) return;
    const shown = track.of(found);
    drawPatrol(root, { ...found, track: shown.fixes });
    replaceContent(findElement(root, '[data-hold="track"]'), shown.note);
    void markAnswersRead(found);
  };
  await draw();
  const mine = await findPatrol(id);
  const ended = mine?.finished ?? mine?.ended;
  if (ended && (mine.local || mine.person === session.current()?.id) && Date.now() - toMs(ended) < JUST) void stopTrackers(findElement(root, '[data-hold="stop"]'));
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** What the server computed, or what the phone itself recorded while the server has not heard of the end. @param {string} id @returns {Promise<any>} */
async function findPatrol(id) {
  const known = (await feed.patrols()).find((/** @type {any} */ patrol) => patrol.id === id);
  const local = await pastPatrol(id);
  if (known && (known.finished || !local)) return { ...known, track: local?.fixes ?? [] };
  return local ? { ...local, id, track: local.fixes, local: true } : null;
}

/** @param {any} found */
const estimateNote = (found) => (found.local ? banner(w(found.seconds ? "patrol-estimate" : "patrol-late"), "wait") : null);

/** @param {HTMLElement} root @param {any} patrol */
function drawPatrol(root, patrol) {
  const seconds = patrol.seconds ?? {};
  const total = Object.values(seconds).reduce((sum, value) => sum + Number(value), 0);
  const ended = patrol.finished ?? patrol.ended;
  const finished = ended ? timeOfDay(ended) : w("now");
  fillTexts(root, {
    title: w("patrol-of", { day: dayName(patrol.started) }),
    span: `${timeOfDay(patrol.started)}–${finished} · ${(patrol.areas ?? []).map(areaPath).join(w("and"))}`,
    counted: patrol.seconds ? hoursAndMinutes(((seconds.in_area ?? 0) + (seconds.by_marks ?? 0)) / 60) : "–",
    length: patrol.seconds ? hoursAndMinutes(total / 60) : "–",
  });
  timeSpans(findElement(root, '[data-hold="spans"]'), findElement(root, '[data-hold="causes"]'), { ...seconds, uncounted: patrol.uncounted });
  const seen = new Set((patrol.marks ?? []).map((/** @type {any} */ mark) => mark.area));
  replaceContent(findElement(root, '[data-hold="plan"]'), gridPlan(patrol.areas ?? [], { seen, track: patrol.track ?? [] }));
  gapsOf(root, patrol);
  trackerOf(root, patrol);
  replaceContent(findElement(root, '[data-hold="marks"]'), seen.size
    ? h("ul", { class: "list" }, [...seen].map((area) => h("li", { class: "item" }, icon("building"), h("span", { class: "item-body" }, areaPath(area)), h("span", { class: "quiet num" }, timesOf(patrol.marks, area)))))
    : emptyState(w("no-marks")));
  findElement(root, '[data-part="files"]').hidden = Boolean(patrol.local || patrol.purged || (names.isMarksOnly(patrol.areas ?? []) && !patrol.fixes));
  for (const kind of ["gpx", "geojson"]) findElement(root, `[data-link="${kind}"]`).setAttribute("href", `/api/v1/patrols/${patrol.id}.${kind}`);
}

/** Whether there is any time of which something can be said. @param {Record<string, number> | null} [seconds] */
const known = (seconds) => Object.values(seconds ?? {}).some(Boolean);

/** When a building was marked, each minute once. @param {any[]} marks @param {string} area */
const timesOf = (marks, area) => [...new Set(marks.filter((mark) => mark.area === area).map((mark) => timeOfDay(mark.at)))].join(w("comma"));

/** The gaps, those of seconds together in one row. @param {HTMLElement} root @param {any} patrol */
function gapsOf(root, patrol) {
  if (names.isMarksOnly(patrol.areas ?? []) && !patrol.fixes) return replaceContent(findElement(root, '[data-hold="gaps"]'), emptyState(w("now-marks")));
  const list = patrol.gaps ?? [];
  const seconds = (/** @type {any} */ gap) => (toMs(gap.to) - toMs(gap.from)) / 1000;
  const short = list.filter((/** @type {any} */ gap) => seconds(gap) < SHORT && !gap.text);
  const rows = mergeExplained(patrol, list.filter((/** @type {any} */ gap) => !short.includes(gap))).map((gap) => gapRow(patrol, gap));
  if (short.length) rows.push(h("li", { class: "item" }, h("span", { class: "item-body" }, w("gaps-short", { n: short.length, long: durationText(short.reduce((/** @type {number} */ so, /** @type {any} */ gap) => so + seconds(gap), 0)) }))));
  replaceContent(findElement(root, '[data-hold="gaps"]'), rows.length ? h("ul", { class: "list" }, rows) : known(patrol.seconds) ? emptyState(w("no-gaps")) : null);
}

/** Where one's own tracker filled what the page had not, and where it was silent itself. @param {HTMLElement} root @param {any} patrol */
function trackerOf(root, { tracker }) {
  const lines = ["filled", "silent"].filter((what) => tracker?.[what].length).map((what) =>
    h("p", { class: "quiet num" }, w(`tracker-${what}-was`, { spans: tracker[what].map((/** @type {any} */ span) => `${timeOfDay(span.from)}–${timeOfDay(span.to)}`).join(w("comma")) })));
  replaceContent(findElement(root, '[data-hold="tracker"]'), lines);
}

/** What was last said of a gap: by its own name, else of the same time. @param {any} patrol @param {any} gap */
const explanationOf = (patrol, gap) => [...(patrol.explanations ?? [])].reverse().find((/** @type {any} */ stretch) => toMs(stretch.from) < toMs(gap.to) && toMs(stretch.to) > toMs(gap.from));

/** Gaps under one explanation are one row with the span of which the worker spoke and its lead reads; how long nothing was
 * recorded in it is their sum. @param {any} patrol @param {any[]} gaps @returns {any[]} */
function mergeExplained(patrol, gaps) {
  const seconds = (/** @type {any} */ gap) => (toMs(gap.to) - toMs(gap.from)) / 1000;
  const rows = new Map();
  for (const gap of gaps) {
    const explanation = explanationOf(patrol, gap);
    const before = rows.get(explanation?.id);
    const key = explanation?.id ?? gap;
    if (before) before.seconds += seconds(gap);
    else rows.set(key, { ...gap, ...(explanation ? { from: explanation.from, to: explanation.to } : {}), seconds: seconds(gap), explanation });
  }
  return [...rows.values()];
}

/** @param {any} patrol @param {any} gap */
function gapRow(patrol, gap) {
  const { explanation, seconds } = gap;
  const whole = (toMs(gap.to) - toMs(gap.from)) / 1000;
  const long = durationText(seconds);
  const sentence = explanation?.text ?? gap.text;
  const judged = explanation?.judged?.agrees;
  const other = patrol.person && patrol.person !== session.current()?.id;
  return h("li", { class: "item" },
    h("span", { class: "item-body" },
      h("span", { class: "item-title num" }, `${timeOfDay(gap.from)}–${timeOfDay(gap.to)} · ${whole - seconds > SHORT ? w("gap-within", { long }) : long}`),
      h("span", { class: "item-more" }, w(`gap-${gap.cause ?? "unknown"}`)),
      sentence ? h("span", { class: "item-more" }, `“${sentence}”`) : null,
      typeof judged === "boolean" ? h("span", { class: `tag ${judged ? "good" : "wait"}` }, w(judged ? "lead-agrees" : "lead-disagrees")) : null,
      explanation?.judged?.text ? h("span", { class: "item-more" }, `${explanation.judged.by.name}${w("colon")}“${explanation.judged.text}”`) : null,
      other && explanation ? judgeButtons(patrol.id, explanation.id) : null),
    (sentence && judged !== false) || other || seconds < SHORT ? null : h("button", { class: "button", type: "button", "data-key": `gap-${toMs(gap.from)}`, on: { click: () => void explainGap(patrol, gap) } }, w(sentence ? "explain-again" : "explain")));
}

/** @param {any} patrol @param {any} gap */
async function explainGap(patrol, gap) {
  const draft = await drafts.openDraft(`gap:${patrol.id}:${toMs(gap.from)}`);
  const text = h("textarea", { class: "control", id: "gap-text", maxlength: 500 });
  const form = h("form", { class: "stack" },
    h("div", { class: "field" }, h("label", { for: "gap-text" }, w("explain-how")), text),
    h("div", { class: "choices" }, phraseButtons(["gap-phrase-1", "gap-phrase-2", "gap-phrase-3", "gap-phrase-4"].map((key) => w(key)))),
    h("button", { class: "button main big", type: "submit" }, w("explain-save")));
  tieToDraft(/** @type {any} */ (text), draft, "text");
  offerPhrases(form, /** @type {any} */ (text));
  const root = h("div", {}, form);
  guardDraft(root, draft);
  const sheet = openSheet(`${timeOfDay(gap.from)}–${timeOfDay(gap.to)}`, root);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text.value.trim()) return text.focus();
    await explain({ patrol: patrol.id, from: gap.from, to: gap.to, text: text.value.trim() });
    sheet.close();
    await draft.clear();
  });
  await sheet.closed;
  void draft.close();
}
