/** The emergency that this person raised and that nobody has taken yet. It is read from the outbox and the feed, so that it
 * outlives the page. */
import * as session from "../account/session.js";
import * as outbox from "../outbox/outbox.js";
import * as feed from "./feed.js";
import { isUntaken } from "./vocabulary.js";

/** `item`: the op while this phone knows it · `known`: the matter as the office showed it · `lifts`: it was a matter before
 * @typedef {{matter: string, lifts: boolean, item: outbox.Item | null, known: any}} Alarm */

/** @param {outbox.Op} op */
const raisesAlarm = ({ type, body }) => body.urgency === "emergency" && (type === "matter.report" || body.move === "escalate");
/** @param {outbox.Op} op @param {string} matter */
const takesBack = ({ body }, matter) => body.matter === matter && (body.move === "void" || (body.move === "amend" && body.urgency));

/** The latest emergency that is still open, or null. @returns {Promise<Alarm | null>} */
export async function currentAlarm() {
  const me = session.current()?.id;
  const [items, matters] = await Promise.all([outbox.list(), feed.matters()]);
  const live = items.filter(({ state }) => state !== "withdrawn");
  const byId = new Map(matters.map((matter) => [matter.id, matter]));
  const over = (/** @type {string} */ matter) => live.some(({ op, state }) => state !== "attention" && takesBack(op, matter));
  const raised = live.filter(({ op }) => raisesAlarm(op)).sort((a, b) => b.op.at.localeCompare(a.op.at));
  for (const item of raised) {
    const { matter } = item.op.body;
    const known = byId.get(matter) ?? null;
    const open = !known || item.state !== "received" ? true : known.urgency === "emergency" && isUntaken(known);
    if (open && !over(matter)) return { matter, lifts: item.op.type !== "matter.report", item, known };
  }
  const old = matters.find(({ id, urgency, state, ledger }) => urgency === "emergency" && isUntaken({ state }) && !over(id) && ledger?.some((/** @type {any} */ one) => one.move === "escalate" && one.by === me));
  return old ? { matter: old.id, lifts: old.finder !== me, item: null, known: old } : null;
}

/** The same alarm as it stands now, open or not. @param {string} matter @param {Alarm} was @returns {Promise<Alarm>} */
export async function refreshAlarm(matter, was) {
  const [items, known] = await Promise.all([outbox.list(), feed.matter(matter)]);
  const item = items.find(({ op }) => op.body.matter === matter && raisesAlarm(op)) ?? null;
  return { ...was, item, known };
}

/** Milliseconds until it is sent by itself; 0 once it may be sent. @param {Alarm} alarm */
export const msUntilSent = ({ item }) => (item && item.state === "saved" ? Math.max(0, item.notBefore - Date.now()) : 0);

/** @param {() => void} fn called when it may have changed; returns the way to stop */
export function watch(fn) {
  const ends = [outbox.watch(fn), feed.watch(fn)];
  return () => ends.forEach((end) => end());
}
