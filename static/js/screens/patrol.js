/** The live patrol: two large times, the line that says what is happening now, marks, and an end behind a second tap. */
import * as place from "../place.js";
import * as recorder from "../recorder.js";
import { clone, fill, h, icon, one, put, tap, tell } from "../ui/dom.js";
import { clock, length, moment, time } from "../ui/format.js";
import { areaName, areaPath, buildings, field } from "../ui/names.js";
import { choose } from "../ui/places.js";
import { plan } from "../ui/plan.js";
import { go } from "../ui/router.js";
import { ask } from "../ui/sheet.js";
import { scan, canScan } from "../ui/scan.js";
import { w } from "../ui/words.js";

/** @type {import("../ui/router.js").Screen} */
export const patrol = { path: /^\/patrol$/, template: "patrol", nav: "/", show };

/** @param {HTMLElement} root */
function show(root) {
  /** @type {DocumentFragment | HTMLElement | null} */
  let dark = null;
  let drawn = 0;
  const tick = () => {
    const running = recorder.state();
    one(root, '[data-part="idle"]').hidden = Boolean(running);
    for (const part of ["live", "acts"]) one(root, `[data-part="${part}"]`).hidden = !running;
    one(root, '[data-part="begin"]').hidden = Boolean(running);
    if (!running) return;
    const texts = numbers(running);
    fill(root, { ...texts, since: w("since", { when: time(running.started) }) });
    if (dark) fill(dark, { ...texts, now: now(running).text });
    nowLine(root, running);
  };
  const full = () => {
    tick();
    const running = recorder.state();
    if (!running || Date.now() - drawn < 3000) return;
    drawn = Date.now();
    map(root, running);
    forgotten(root, running);
  };
  tap(root, '[data-act="start"]', async () => {
    await recorder.start();
    drawn = 0;
    full();
  });
  tap(root, '[data-act="mark"]', () => void mark().then(() => ((drawn = 0), full())));
  tap(root, '[data-act="finish"]', () => void finish());
  tap(root, '[data-act="dim"]', () => (dark = dim(() => (dark = null))));
  full();
  const ends = [recorder.watch(full), place.watch(tick)];
  const timer = setInterval(tick, 1000);
  return () => {
    clearInterval(timer);
    ends.forEach((end) => end());
    document.querySelector(".dim")?.remove();
  };
}

/** @typedef {NonNullable<ReturnType<typeof recorder.state>>} Running */

/** @param {Running} running */
const numbers = (running) => ({
  elapsed: clock((Date.now() - new Date(running.started).getTime()) / 1000),
  inside: clock((running.seconds.in_area ?? 0) + (running.seconds.by_marks ?? 0)),
});

/** @param {Running} running */
function now(running) {
  const { kind, acc } = running.now;
  return { kind, text: w(`now-${kind}`, { m: Math.round(acc ?? 0) }) };
}

/** @param {HTMLElement} root @param {Running} running */
function nowLine(root, running) {
  const { kind, text } = now(running);
  const line = one(root, '[data-hold="now"]');
  if (line.dataset.said === text) return;
  line.dataset.said = text;
  line.className = `now ${kind === "hidden" ? "hidden-screen" : kind}`;
  put(line, icon(kind === "good" ? "place" : "attention"), text);
}

/** @param {Running} running */
const own = (running) => (running.areas?.length ? running.areas : field().map((post) => post.area));

/** @param {HTMLElement} root @param {Running} running */
function map(root, running) {
  const codes = own(running);
  const seen = new Set(running.marks.map((/** @type {any} */ mark) => mark.area));
  const drawing = plan(codes, { seen, track: running.fixes, me: place.latest() });
  const list = buildings(codes);
  put(one(root, '[data-hold="plan"]'), drawing ?? h("p", { class: "quiet" }, w("no-plan")));
  fill(root, { seen: `${list.filter((area) => seen.has(area.code)).length}/${list.length}` });
  if (!drawing) /** @type {HTMLDetailsElement} */ (one(root, '[data-part="list"]')).open = true;
  put(one(root, '[data-hold="buildings"]'), list.map((area) =>
    h("li", {}, h("button", { class: "item", type: "button", "data-key": area.code, on: { click: () => void here(area.code, "chosen") } },
      icon(seen.has(area.code) ? "sent" : "building"), h("span", { class: "item-body" }, areaPath(area.code)),
      h("span", { class: seen.has(area.code) ? "tag good" : "tag" }, w(seen.has(area.code) ? "been" : "i-am-here"))))));
}

/** Say which building: by its code where the phone can read one, else by choosing. */
async function mark() {
  const reader = canScan() ? h("button", { class: "button wide", type: "button" }, icon("scan"), w("scan")) : undefined;
  let scanned = false;
  reader?.addEventListener("click", async () => {
    scanned = true;
    document.querySelector("dialog[open]")?.dispatchEvent(new Event("cancel"));
    /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[open]"))?.close();
    const code = await scan();
    if (code) await here(code, "qr");
  });
  const code = await choose(null, { title: w("i-am-at"), position: false, extra: reader });
  if (!scanned && code) await here(code, nearbyOf(code) ? "near" : "chosen");
}

/** @param {string} code */
function nearbyOf(code) {
  const fix = place.latest();
  const area = buildings().find((one) => one.code === code);
  return Boolean(fix && fix.acc <= 50 && area?.lat != null && area.lon != null && Math.hypot((area.lat - fix.lat) * 111_320, (area.lon - fix.lon) * 98_000) < 60);
}

/** @param {string} code @param {"qr" | "near" | "chosen"} how */
async function here(code, how) {
  await recorder.mark(code, how);
  tell(w("marked", { name: areaName(code) }));
}

async function finish() {
  const id = recorder.state()?.patrol;
  await recorder.finish();
  if (id) void go(`/patrols/${id}`);
}

/** The dark screen: nothing but the two times. @param {() => void} done */
function dim(done) {
  const dark = /** @type {HTMLElement} */ (clone("part-dim").firstElementChild);
  const bright = () => {
    dark.remove();
    done();
  };
  tap(dark, '[data-act="bright"]', bright);
  dark.addEventListener("keydown", (event) => event.key === "Escape" && bright());
  document.body.append(dark);
  one(dark, "button").focus();
  return dark;
}

/** "Go on, or did it end at …?" @param {HTMLElement} root @param {Running} running */
function forgotten(root, running) {
  const since = running.forgotten?.since;
  const ended = since ? new Date(since).toISOString() : "";
  const end = async () => {
    if (!(await ask(w("ended-at", { when: moment(ended) }), w("end-it"), w("ended-why")))) return;
    await recorder.finish({ ended });
    void go(`/patrols/${running.patrol}`);
  };
  put(one(root, '[data-hold="forgotten"]'), since ? h("div", { class: "banner wait" }, icon("attention"),
    h("p", {}, w("forgotten", { when: moment(since), long: length((Date.now() - new Date(since).getTime()) / 1000) })),
    h("button", { class: "button", type: "button", on: { click: () => recorder.goOn() } }, w("go-on")),
    h("button", { class: "button main", type: "button", on: { click: end } }, w("it-ended"))) : null);
}
