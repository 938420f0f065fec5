/** A gap in a track, in the worker's own words. */
import { add } from "../outbox/outbox.js";
import { publish } from "../store/bus.js";
import { adoptChange, ownWalk } from "./running_walk.js";
import * as track from "./track.js";

/** Explain a gap in a sentence, in the running patrol or in one that has ended.
 * @param {{patrol?: string, from: number | string, to: number | string, text: string}} gap */
export async function explain({ patrol, from, to, text }) {
  const ms = (/** @type {number | string} */ time) => (typeof time === "number" ? time : Date.parse(time));
  const gap = { from: ms(from), to: ms(to), cause: "explained", text };
  const running = ownWalk();
  const of = patrol ?? running?.patrol;
  if (!of) throw new Error("no patrol is named");
  const changed = running?.patrol === of ? await track.changeWalk(running.person, (stored, tx) => track.nameGap(stored, tx, gap), { patrol: of }) : null;
  if (changed) adoptChange(changed);
  else await add({ type: "patrol.gap", body: track.gapBody(of, gap) }); // it has ended, here or in another window
  publish("ops");
  publish("patrol");
}
