/** The chip in the top bar that answers "is my work safe?", and the slim bar of a running patrol. */
import * as session from "../../account/session.js";
import * as feed from "../../feed/feed.js";
import * as outbox from "../../outbox/outbox.js";
import * as recorder from "../../patrol/recorder.js";
import { announce, findElement, h, icon, replaceContent } from "../../ui/dom.js";
import { hoursOfSeconds, timeOfDay } from "../../ui/format.js";
import { w } from "../../ui/words.js";

let lastText = "";

/** Draw both and keep them up to date. */
export function startStatusChip() {
  outbox.watch(() => void drawChip());
  recorder.watch(drawPatrolBar);
  feed.watch(() => void drawUnread());
  session.watch(() => void drawUnread());
  void drawUnread();
  setInterval(drawPatrolBar, 1000);
  drawPatrolBar();
  return drawChip();
}

/** The number of matters with unread notices, on the tab 我的. */
async function drawUnread() {
  const n = await feed.unreadCount();
  const mark = findElement(document, "#unread");
  mark.hidden = !n;
  replaceContent(mark, n > 99 ? "99+" : n, h("span", { class: "sr" }, w("unread-sr")));
}

async function drawChip() {
  const { waiting, attention, lastReceived } = await outbox.summary();
  const chip = findElement(document, "#chip");
  const [tone, name, text] = attention
    ? ["bad", "attention", w("chip-attention", { n: attention })]
    : waiting
      ? ["wait", "waiting", w("chip-waiting", { n: waiting })]
      : ["good", "sent", lastReceived ? w("chip-all", { when: timeOfDay(lastReceived) }) : w("chip-none")];
  if (text === lastText) return;
  lastText = text;
  chip.className = `chip ${tone}`;
  replaceContent(chip, icon(name), text);
  announce(text);
}

function drawPatrolBar() {
  const running = recorder.state();
  const place = findElement(document, "#patrolbar");
  const visible = Boolean(running) && location.pathname !== "/patrol";
  place.hidden = !visible;
  document.body.classList.toggle("patrolling", visible);
  if (!running || !visible) return;
  const inside = running.inside === null ? "—" : hoursOfSeconds(running.inside);
  const text = w("bar", { all: hoursOfSeconds((Date.now() - new Date(running.started).getTime()) / 1000), inside });
  if (place.textContent !== text) place.textContent = text;
}
