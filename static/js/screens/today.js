/** Today: minutes and the average, the two rounds, what waits for me, where I have not been for long; for whoever leads, the grid's day. */
import * as session from "../account/session.js";
import { actsForUnit, byOrder, waitsForMe } from "../feed/asks.js";
import * as feed from "../feed/feed.js";
import * as names from "../feed/names.js";
import { areaPath, may, stops, walkerPosts } from "../feed/names.js";
import * as outbox from "../outbox/outbox.js";
import * as recorder from "../patrol/recorder.js";
import { clockError, officeNow } from "../store/office_clock.js";
import { fillTexts, findElement, h, icon, onTap, replaceContent, replaceIfChanged } from "../ui/dom.js";
import { daysAgo, hoursAndMinutes, longText, timeOfDay, toMs, weekdayAndDate } from "../ui/format.js";
import { go } from "../ui/router.js";
import { w } from "../ui/words.js";
import { banner, emptyState, matterList, pausedPatrols, restingPatrols, withWaiting } from "./parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "./parts/nothing_here.js";

/** @type {import("../ui/router.js").Screen} */
export const today = { path: /^\/$/, template: "today", nav: "/", show };

/** @param {HTMLElement} root */
async function show(root) {
  onTap(root, '[data-act="start"]', async () => {
    await recorder.start();
    void go("/patrol");
  });
  // posts are news too: whatever hangs on them is asked anew each time
  const draw = () => {
    const walks = walkerPosts().length > 0;
    findElement(root, '[data-part="walk"]').hidden = !walks;
    findElement(root, '[data-part="administer"]').hidden = !may("administer");
    fillTexts(root, { date: weekdayAndDate(officeNow()) });
    const items = outbox.list();
    return Promise.all([walks ? drawTime(root) : null, drawGridsAndAnswers(root, drawWaiting(root, items)), walks ? drawLongUnseen(root, items) : null, drawStart(root)]);
  };
  await draw();
  const ends = [names.watch(() => void draw()), recorder.watch(() => drawStart(root)), outbox.watch(() => void (actsForUnit() && draw()))]; // a card says at once what was done
  return () => ends.forEach((end) => end());
}

/** @param {HTMLElement} root */
async function drawTime(root) {
  const answer = await feed.day();
  findElement(root, '[data-part="spans"]').hidden = !answer;
  const minutes = answer?.minutes;
  const rounds = answer?.rounds ?? { am: [], pm: [] };
  const visits = answer?.visits ?? [];
  const spans = (/** @type {any[]} */ list) => list.map(roundText).join(w("and")) || "—";
  fillTexts(root, {
    total: minutes ? hoursAndMinutes(minutes.total) : "–",
    average: answer?.average7 == null ? "–" : hoursAndMinutes(answer.average7),
    am: spans(rounds.am),
    pm: spans(rounds.pm),
    visits: visits.length ? w("visits-today", { n: visits.length, m: minutes?.visit }) : "—",
  });
  for (const value of root.querySelectorAll('[data-part="spans"] dd')) value.parentElement?.classList.toggle("none", value.textContent === "—");
}

/** @param {any} round */
const roundText = (round) => `${timeOfDay(round.started)}–${round.finished ? timeOfDay(round.finished) : w("now")}`;

/** The ids of the matters that stand there now. @param {HTMLElement} root @param {Promise<outbox.Item[]>} waiting */
async function drawWaiting(root, waiting) {
  const [matters, items, missing, led, storms, asked, looked, ...promised] = await Promise.all([feed.matters(), waiting, notHeardYet(), feed.grids(), feed.storms(), feed.campaigns(), feed.places(), feed.plans(), feed.errands()]);
  const urgent = (led?.grids ?? []).flatMap((/** @type {any} */ { emergencies }) => emergencies); // they stand above everything
  const list = withWaiting(matters, items).filter((matter) => waitsForMe(matter) && !urgent.includes(matter.id)).sort(byOrder);
  fillTexts(root, { mine: list.length || "" });
  findElement(root, '[data-hold="storms"]').hidden = !storms.lists.length;
  if (storms.lists.length) void import("./on_demand.js").then(({ drawStorms }) => drawStorms(root, items), () => {});
  findElement(root, '[data-hold="campaigns"]').hidden = !asked.length;
  if (asked.length) void import("./on_demand.js").then(({ drawCampaigns }) => drawCampaigns(root, items), () => {});
  if (looked.length) void import("./on_demand.js").then(({ drawPlaces }) => drawPlaces(root, items), () => {});
  if (promised.some((some) => some.length) || items.some(({ op }) => /^errand|plan$/.test(op.type)))
    void import("./on_demand.js").then(({ drawPromised }) => drawPromised(root, items), () => {}); // not on this phone yet, and no signal
  const forUnit = actsForUnit() && !missing; // before the office has told of anything, as everybody else
  findElement(root, '[data-part="mine"]').hidden = forUnit;
  if (forUnit) {
    void import("./on_demand.js").then(({ drawUnitDay }) => drawUnitDay(root, list, items), () => (findElement(root, '[data-part="mine"]').hidden = false));
    return new Set(list.map(({ id }) => id));
  }
  const more = list.length > 5 ? h("a", { class: "button bare wide", href: "/matters" }, w("all-n", { n: list.length })) : null;
  const empty = () => emptyState(w(walkerPosts().length ? "none-mine-walker" : "none-mine"));
  replaceContent(findElement(root, '[data-hold="mine"]'), listOrWhy(list.length ? matterList(list.slice(0, 5)) : null, missing, empty), more);
  return new Set(list.slice(0, 5).map(({ id }) => id));
}

/** The day of the grids one leads, and what a lead answered to one's own explanations: code that most phones fetch only when there is some.
 * @param {HTMLElement} root @param {Promise<Set<string>>} drawn resolves with the matters that stand on the page already */
async function drawGridsAndAnswers(root, drawn) {
  const [grids, patrols, shown] = await Promise.all([feed.grids(), feed.patrols(), drawn]);
  if (!grids?.grids.length && !patrols.some(hasRefusal)) return;
  const both = import("./on_demand.js").then(({ drawGrids, drawAnswers }) => Promise.all([drawGrids(root, grids, shown), drawAnswers(root, patrols)]));
  await both.catch(() => {}); // not on this phone yet, and no signal
}

/** @param {any} patrol */
const hasRefusal = ({ person, explanations }) => person === session.current()?.id && explanations?.some((/** @type {any} */ { judged }) => judged && !judged.agrees);

/** When each building was last marked, by what the phone knows. @param {Promise<outbox.Item[]>} items */
async function lastSeen(items) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  const note = (/** @type {string} */ area, /** @type {any} */ at) => seen.set(area, Math.max(seen.get(area) ?? 0, toMs(at)));
  for (const { code, last_mark, last_visit } of (await feed.buildings())?.buildings ?? []) {
    if (last_mark) note(code, last_mark);
    if (last_visit) note(code, last_visit);
  }
  for (const { op } of await items) {
    if (op.type === "patrol.mark" || op.type === "visit.record") note(op.body.area, op.at);
  }
  return seen;
}

/** @param {HTMLElement} root @param {Promise<outbox.Item[]>} items */
async function drawLongUnseen(root, items) {
  const [seen, coverage] = await Promise.all([lastSeen(items), feed.buildings()]);
  const days = coverage?.days || 7;
  const inGrids = (await feed.grids())?.grids.length; // then it stands with the grid
  const stale = (coverage && !inGrids ? stops() : []) // before the office has told of any visit, nothing is long ago
    .map((area) => ({ area, days: seen.has(area.code) ? daysAgo(/** @type {number} */ (seen.get(area.code))) : Infinity }))
    .filter((building) => building.days >= days)
    .sort((a, b) => b.days - a.days)
    .slice(0, 6);
  findElement(root, '[data-part="long"]').hidden = stale.length === 0;
  replaceContent(findElement(root, '[data-hold="long"]'), stale.map(({ area, days }) =>
    h("span", { class: "tag" }, icon("building"), areaPath(area.code), " · ", days === Infinity ? w("never") : w("n-days", { n: days }))));
}

/** Said while this phone's clock is wrong: what it writes down carries its time. */
function clockNotice() {
  const off = clockError();
  return off ? banner(w(off > 0 ? "clock-behind" : "clock-ahead", { long: longText(Math.abs(off)) }), "wait") : null;
}

/** @param {HTMLElement} root */
function drawStart(root) {
  const running = Boolean(recorder.state());
  findElement(root, '[data-part="start"]').hidden = running || !walkerPosts().length;
  replaceIfChanged(findElement(root, '[data-hold="rests"]'), clockNotice(), pausedPatrols(), restingPatrols(recorder.pausedWalkers()));
  const afternoon = Number(timeOfDay(officeNow()).slice(0, 2)) >= 12;
  fillTexts(root, { start: w(afternoon ? "start-pm" : "start-am") });
}
