/** The live patrol: two large times, the line that says what is happening now, marks, and an end behind a second tap. */
import * as place from "../../device/position.js";
import * as names from "../../feed/names.js";
import { areaName, areaPath, areas, buildings, isMarksOnly, metresToWalls, sortedByDistance, walkerPosts } from "../../feed/names.js";
import { chooseBuilding } from "../parts/choose_building.js";
import { gridPlan } from "../parts/grid_plan.js";
import { planGround } from "../parts/plan_ground.js";
import { pausedPatrols, restingPatrols } from "../parts/matter_rows.js";
import { canScan, scan } from "../parts/scan.js";
import * as recorder from "../../patrol/recorder.js";
import { cloneTemplate, fillTexts, findElement, h, icon, onTap, replaceContent, replaceIfChanged, showMessage } from "../../ui/dom.js";
import { dayAndTime, durationText, hoursOfSeconds, timeOfDay } from "../../ui/format.js";
import { go } from "../../ui/router.js";
import { askYesNo } from "../../ui/sheet.js";
import { w } from "../../ui/words.js";
import { tracker } from "./tracker.js";

const AT = 30; // metres to the walls within which the position itself says "here"
const SURE = 50; // metres of accuracy for that

/** @param {HTMLElement} root */
export function patrol(root) {
  /** @type {DocumentFragment | HTMLElement | null} */
  let dark = null;
  let drawn = 0;
  let announced = "";
  const tick = () => {
    const running = recorder.state();
    findElement(root, '[data-part="idle"]').hidden = Boolean(running);
    for (const part of ["live", "acts"]) findElement(root, `[data-part="${part}"]`).hidden = !running;
    findElement(root, '[data-part="begin"]').hidden = Boolean(running);
    replaceIfChanged(findElement(root, '[data-hold="rests"]'), ...(running ? [] : [...pausedPatrols(), ...restingPatrols(recorder.pausedWalkers())]));
    if (!running) return;
    const texts = drawNumbers(running);
    fillTexts(root, { ...texts, since: w("since", { when: timeOfDay(running.started) }) });
    if (dark) fillTexts(dark, { ...texts, now: drawNow(running).text });
    nowLine(root, running);
    findElement(root, '[data-part="recording"]').hidden = ["refused", "marks"].includes(running.now.kind);
  };
  const full = () => {
    tick();
    const running = recorder.state();
    if (!running || (Date.now() - drawn < 3000 && announced === running.now.kind)) return;
    drawn = Date.now();
    announced = running.now.kind; // the plan never contradicts the line below it
    drawPlan(root, running, ground.pictures);
    drawForgotten(root, running, () => again());
  };
  const again = () => ((drawn = 0), full());
  const ground = planGround(findElement(root, '[data-hold="ground"]'), again);
  onTap(root, '[data-act="start"]', async () => {
    await recorder.start();
    again();
  });
  onTap(root, '[data-act="mark"]', () => void markButtons().then(() => again()));
  onTap(root, "[data-hold=buildings] [data-key]", ({ dataset: { key = "" } }) => void standingAt(key, nearbyOf(key) ? "near" : "chosen").then(again));
  onTap(root, '[data-act="finish"]', () => void finish());
  onTap(root, '[data-act="dim"]', () => (dark = dimScreen(() => (dark = null))));
  full();
  const ends = [recorder.watch(full), isMarksOnly(walkerPosts().map((post) => post.area)) ? () => {} : place.watch(full), names.watch(again), tracker(root), ground.end];
  const timer = setInterval(full, 1000);
  return () => {
    clearInterval(timer);
    ends.forEach((end) => end());
    document.querySelector(".dim")?.remove();
  };
}

/** @typedef {NonNullable<ReturnType<typeof recorder.state>>} Running */

/** @param {Running} running */
const drawNumbers = (running) => ({
  elapsed: hoursOfSeconds((Date.now() - new Date(running.started).getTime()) / 1000),
  inside: running.inside === null ? "—" : hoursOfSeconds(running.inside),
});

/** @param {Running} running */
function drawNow(running) {
  const { kind, acc } = running.now;
  return { kind, text: w(`now-${kind}`, { m: Math.round(acc ?? 0) }) };
}

/** Of kinds whose name is no colour: a plan that is still on its way is no error. @type {Record<string, string>} */
const TONES = { hidden: "hidden-screen", late: "", listed: "", marks: "" };

/** @param {HTMLElement} root @param {Running} running */
function nowLine(root, running) {
  const { kind, text } = drawNow(running);
  const line = findElement(root, '[data-hold="now"]');
  if (line.dataset.said === text) return;
  line.dataset.said = text;
  line.className = `now ${TONES[kind] ?? kind}`;
  replaceContent(line, icon(["good", "seeking", "late", "listed", "marks"].includes(kind) ? "place" : "attention"), text);
}

/** @param {Running} running */
const ownAreas = (running) => (running.areas?.length ? running.areas : walkerPosts().map((post) => post.area));

/** @param {HTMLElement} root @param {Running} running @param {import("../parts/grid_plan.js").What["ground"]} ground */
function drawPlan(root, running, ground) {
  const codes = ownAreas(running);
  const { seen } = running;
  const drawing = gridPlan(codes, { seen, track: running.fixes, me: place.latest(), ground });
  const list = buildings(codes);
  const some = codes.some((code) => areas.has(code));
  replaceContent(findElement(root, '[data-hold="plan"]'), drawing ?? h("p", { class: "quiet" }, w(some ? "no-plan" : "plan-late")));
  fillTexts(root, { seen: `${list.filter((area) => seen.has(area.code)).length}/${list.length}` });
  const part = /** @type {HTMLDetailsElement} */ (findElement(root, '[data-part="list"]'));
  const shown = part.open ? [...part.querySelectorAll("[data-key]")].map((row) => row.getAttribute("data-key")) : [];
  if (!drawing) part.open = true;
  // the nearest first, but nothing moves under the finger while the list is open
  const rows = sortedByDistance(place.latest(), list).sort((a, b) => order(shown, a) - order(shown, b));
  replaceIfChanged(findElement(root, '[data-hold="buildings"]'), rows.map(({ area }) =>
    h("li", {}, h("button", { class: "item", type: "button", "data-key": area.code },
      icon(seen.has(area.code) ? "sent" : area.kind === "building" ? "building" : "place"), h("span", { class: "item-body" }, areaPath(area.code)),
      h("span", { class: seen.has(area.code) ? "tag good" : "tag" }, w(seen.has(area.code) ? "been" : "i-am-here"))))));
}

/** @param {(string | null)[]} shown @param {{area: {code: string}}} row */
const order = (shown, { area }) => (shown.length ? shown.indexOf(area.code) : 0);

/** Say which building: by its code where the phone can read one, else by choosing. */
async function markButtons() {
  const reader = canScan() ? h("button", { class: "button wide", type: "button" }, icon("scan"), w("scan")) : undefined;
  let scanned = false;
  reader?.addEventListener("click", async () => {
    scanned = true;
    document.querySelector("dialog[open]")?.dispatchEvent(new Event("cancel"));
    /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[open]"))?.close();
    const code = await scan();
    if (code) await standingAt(code, "qr");
  });
  const code = await chooseBuilding(null, { title: w("i-am-at"), position: false, extra: reader });
  if (!scanned && code) await standingAt(code, nearbyOf(code) ? "near" : "chosen");
}

/** @param {string} code */
function nearbyOf(code) {
  const fix = place.latest();
  const area = areas.get(code);
  return Boolean(fix && area && fix.acc <= SURE && Date.now() - fix.at < 60_000 && metresToWalls(area, fix) <= AT);
}

/** @param {string} code @param {"qr" | "near" | "chosen"} how */
async function standingAt(code, how) {
  showMessage((await recorder.mark(code, how)) ? w("marked", { name: areaName(code) }) : w("patrol-over"));
}

async function finish() {
  const id = recorder.state()?.patrol;
  await recorder.finish();
  if (id) void go(`/patrols/${id}`);
}

/** The dark screen: nothing but the two times. @param {() => void} done */
function dimScreen(done) {
  const dark = /** @type {HTMLElement} */ (cloneTemplate("part-dim").firstElementChild);
  const bright = () => {
    dark.remove();
    done();
  };
  onTap(dark, '[data-act="bright"]', bright);
  dark.addEventListener("keydown", (event) => event.key === "Escape" && bright());
  document.body.append(dark);
  findElement(dark, "button").focus();
  return dark;
}

/** "Go on, or did it end at …?" @param {HTMLElement} root @param {Running} running @param {() => void} redraw */
function drawForgotten(root, running, redraw) {
  const since = running.forgotten?.since;
  const ended = since ? new Date(since).toISOString() : "";
  const end = async () => {
    if (!(await askYesNo(w("ended-at", { when: dayAndTime(ended) }), w("end-it"), w("ended-why")))) return;
    await recorder.finish({ ended });
    void go(`/patrols/${running.patrol}`);
  };
  const asks = running.forgotten && w(`forgotten-${running.forgotten.why ?? "stopped"}`, { when: dayAndTime(running.forgotten.since), long: durationText((Date.now() - running.forgotten.since) / 1000) });
  const holder = findElement(root, '[data-hold="forgotten"]');
  if (holder.dataset.said === (asks ?? "")) return; // buttons stay where a finger may be on its way
  holder.dataset.said = asks ?? "";
  replaceContent(holder, asks ? h("div", { class: "banner wait asks" }, icon("attention"), h("p", {}, asks),
    h("div", { class: "pair" },
      h("button", { class: "button", type: "button", "data-key": "it-ended", on: { click: end } }, w("it-ended")),
      h("button", { class: "button main", type: "button", "data-key": "go-on", on: { click: () => void recorder.continuePatrol().then(redraw) } }, w("go-on")))) : null);
}
