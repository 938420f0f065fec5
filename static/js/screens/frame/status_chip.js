/** The chip in the top bar that answers "is my work safe?", and the slim bar of a running patrol. */
import * as feed from "../../feed/feed.js";
import * as outbox from "../../outbox/outbox.js";
import * as recorder from "../../patrol/recorder.js";
import * as session from "../../account/session.js";
import { h, icon, one, put, say } from "../../ui/dom.js";
import { clock, time } from "../../ui/format.js";
import { w } from "../../ui/words.js";

let last = "";

/** Keep the chip true from now on. */
export function start() {
  outbox.watch(() => void draw());
  recorder.watch(bar);
  feed.watch(() => void unread());
  session.watch(() => void unread());
  void unread();
  setInterval(bar, 1000);
  bar();
  return draw();
}

/** How many matters one was told something new of: a small number on 我的. */
async function unread() {
  const n = await feed.unread();
  const mark = one(document, "#unread");
  mark.hidden = !n;
  put(mark, n > 99 ? "99+" : n, h("span", { class: "sr" }, w("unread-sr")));
}

async function draw() {
  const { waiting, attention, lastReceived } = await outbox.summary();
  const chip = one(document, "#chip");
  const [tone, name, text] = attention
    ? ["bad", "attention", w("chip-attention", { n: attention })]
    : waiting
      ? ["wait", "waiting", w("chip-waiting", { n: waiting })]
      : ["good", "sent", lastReceived ? w("chip-all", { when: time(lastReceived) }) : w("chip-none")];
  if (text === last) return;
  last = text;
  chip.className = `chip ${tone}`;
  put(chip, icon(name), text);
  say(text);
}

function bar() {
  const running = recorder.state();
  const place = one(document, "#patrolbar");
  const shown = Boolean(running) && location.pathname !== "/patrol";
  place.hidden = !shown;
  document.body.classList.toggle("patrolling", shown);
  if (!running || !shown) return;
  const inside = running.inside === null ? "—" : clock(running.inside);
  const text = w("bar", { all: clock((Date.now() - new Date(running.started).getTime()) / 1000), inside });
  if (place.textContent !== text) place.textContent = text;
}
