/** The chip in the top bar that answers "is my work safe?", and the slim bar of a running patrol. */
import * as session from "../../account/session.js";
import * as feed from "../../feed/feed.js";
import { isNeighbour } from "../../feed/names.js";
import * as outbox from "../../outbox/outbox.js";
import * as recorder from "../../patrol/recorder.js";
import { announce, findElement, h, icon, replaceContent, replaceIfChanged } from "../../ui/dom.js";
import { hoursOfSeconds, timeOfDay } from "../../ui/format.js";
import { watchShown } from "../../ui/router.js";
import { w } from "../../ui/words.js";

let lastText = "";
/** @type {HTMLElement | null} */
let bar = null; // one element, which moves from screen to screen

/** Draw both and keep them up to date. */
export function startStatusChip() {
  outbox.watch(() => void drawChip());
  recorder.watch(drawPatrolBar);
  watchShown(drawPatrolBar);
  feed.watch(() => void drawUnread());
  session.watch(() => (void drawUnread(), void drawChip()));
  void drawUnread();
  setInterval(drawPatrolBar, 1000);
  drawPatrolBar();
  return drawChip();
}

/** The number of matters and other things with unread notices, on the tab 我的. */
async function drawUnread() {
  const n = await feed.unreadCount();
  const mark = findElement(document, "#unread");
  mark.hidden = !n;
  replaceContent(mark, n > 99 ? "99+" : n, h("span", { class: "sr" }, w("unread-sr")));
}

/** A neighbour who has said nothing yet is not told that nothing waits, nor is nobody: others may have left something here. */
async function drawChip() {
  const { waiting, attention, lastReceived } = await outbox.summary();
  const chip = findElement(document, "#chip");
  const [tone, name, text] = attention
    ? ["bad", "attention", w("chip-attention", { n: attention })]
    : waiting
      ? ["wait", "waiting", w("chip-waiting", { n: waiting })]
      : ["good", "sent", lastReceived ? w("chip-all", { when: timeOfDay(lastReceived) }) : !session.current() || isNeighbour() ? "" : w("chip-none")];
  if (text === lastText) return;
  lastText = text;
  chip.hidden = !text;
  chip.className = `chip ${tone}`;
  replaceContent(chip, icon(name), text);
  announce(text);
}

function drawPatrolBar() {
  const running = recorder.state();
  bar ??= findElement(document, "#patrolbar");
  const visible = Boolean(running) && location.pathname !== "/patrol";
  bar.hidden = !visible;
  placePatrolBar(bar, visible);
  document.body.classList.toggle("patrolling", visible);
  if (!running || !visible) return;
  const inside = running.inside === null ? "—" : hoursOfSeconds(running.inside);
  const all = hoursOfSeconds((Date.now() - new Date(running.started).getTime()) / 1000);
  replaceIfChanged(bar, h("span", {}, w("bar-all", { all })), " ", h("span", {}, w("bar-inside", { inside })));
}

/** The bar stands in the screen's own thumb bar, beside its acts, where there is one; else above the tabs.
 * @param {HTMLElement} bar @param {boolean} visible */
function placePatrolBar(bar, visible) {
  const thumb = visible && document.querySelector("main .screen > .thumb:not([hidden])");
  if (thumb ? bar.parentElement === thumb : bar.parentElement?.classList.contains("foot")) return;
  bar.parentElement?.classList.remove("carries");
  if (!thumb) return findElement(document, ".bottom").before(bar);
  thumb.prepend(bar);
  thumb.classList.add("carries");
}
