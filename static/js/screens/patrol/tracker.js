/** One's own tracker beside a running patrol: when it was last heard, and at once when it has fallen silent. The office says which. */
import { ask } from "../../account/api.js";
import * as recorder from "../../patrol/recorder.js";
import { findElement, h, icon, replaceIfChanged } from "../../ui/dom.js";
import { timeOfDay } from "../../ui/format.js";
import { w } from "../../ui/words.js";

const EVERY = 60_000;

/** @typedef {{name: string, heard: string | null, has_begun: boolean, silent_since: string | null, start: string, stop: string}} Tracker */

/** Ask each minute while there is one, the screen is seen and a patrol runs. @param {HTMLElement} root @returns {() => void} */
export function tracker(root) {
  let timer = 0;
  let over = false;
  let asked = ""; // of which patrol
  const look = async () => {
    const running = recorder.state();
    if (running && !document.hidden) {
      asked = running.patrol;
      const { found } = await ask(`/api/v1/me/trackers?patrol=${running.patrol}`);
      if (over) return;
      if (found) replaceIfChanged(findElement(root, '[data-hold="tracker"]'), found.trackers.slice(0, 1).map(line)); // one line: the first is the one to speak of
      if (found && !found.trackers.length) return; // none to ask after
    }
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), EVERY);
  };
  void look();
  const end = recorder.watch(() => {
    if ((recorder.state()?.patrol ?? asked) !== asked) void look(); // it has just begun
  });
  return () => {
    over = true;
    end();
    clearTimeout(timer);
  };
}

/** What to tap when a patrol is over: the ways to stop each tracker, where there is one. @param {HTMLElement} holder */
export async function stopTrackers(holder) {
  const { found } = await ask("/api/v1/me/trackers");
  replaceIfChanged(holder, (found?.trackers ?? []).map((/** @type {Tracker} */ { name, stop }) =>
    h("div", { class: "split" }, h("p", { class: "quiet" }, w("tracker-stop-why", { name })), h("a", { class: "button", href: stop }, w("tracker-stop")))));
}

/** @param {Tracker} one */
const line = ({ name, heard, has_begun: hasBegun, silent_since: since, start }) =>
  since
    ? h("div", { class: "banner wait asks" }, icon("attention"), h("p", {}, w("tracker-silent", { name, when: timeOfDay(since) })), h("a", { class: "button", href: start }, w("tracker-start")))
    : !hasBegun
      ? h("div", { class: "split" }, h("p", { class: "quiet" }, w("tracker-not-yet", { name })), h("a", { class: "button", href: start }, w("tracker-start")))
    : h("p", { class: "quiet num" }, w("tracker-heard", { name, when: heard ? timeOfDay(heard) : w("never") }));
