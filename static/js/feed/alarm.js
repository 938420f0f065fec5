/** Calls for help that were raised here and that nobody has taken yet: by the red button, with a matter, or at a door in a storm.
 * They are read from the outbox and the feed, so that they outlive the page. */
import * as session from "../account/session.js";
import * as outbox from "../outbox/outbox.js";
import * as feed from "./feed.js";
import { areaName } from "./names.js";
import { isUntaken } from "./vocabulary.js";

/** `matter`: empty where it has none yet, called from a door in a storm · `item`: the op while this phone knows it · `known`: the matter as the office showed it · `lifts`: it was a matter before
 * @typedef {{matter: string, lifts: boolean, item: outbox.Item | null, known: any}} Alarm */

/** @param {outbox.Op} op */
const raisesAlarm = ({ type, body }) => body.urgency === "emergency" && (type === "matter.report" || body.move === "escalate");
/** A door's call that has arrived is a matter, which the office tells of. @param {outbox.Item} item */
const callsFromDoor = ({ op: { type, body }, state }) => type === "storm.door" && body.help && state !== "received";
/** @param {outbox.Op} op @param {string} matter */
const takesBack = ({ body }, matter) => body.matter === matter && (body.move === "void" || (body.move === "amend" && body.urgency));

/** The calls that are still open: those that have not arrived first, then the newest. @returns {Promise<Alarm[]>} */
export async function openAlarms() {
  const me = session.current()?.id;
  const [items, matters] = await Promise.all([outbox.list(), feed.matters()]);
  const live = items.filter(({ state }) => state !== "withdrawn");
  const byId = new Map(matters.map((matter) => [matter.id, matter]));
  const isOpen = (/** @type {any} */ { urgency, state }) => urgency === "emergency" && isUntaken({ state });
  const found = live.filter((item) => raisesAlarm(item.op) || callsFromDoor(item)).map((item) => {
    const { type, body: { matter = "" } } = item.op;
    return { matter, lifts: type === "matter.move", item, known: byId.get(matter) ?? null };
  });
  const old = matters.filter(({ id, ledger }) => found.every(({ matter }) => matter !== id) && ledger?.some((/** @type {any} */ one) => one.move === "escalate" && one.by === me));
  const all = [...found, ...old.map((known) => ({ matter: known.id, lifts: known.finder !== me, item: null, known }))];
  const isUnsent = (/** @type {Alarm} */ { item }) => Number(item && item.state !== "received");
  return all
    .filter((alarm) => (isUnsent(alarm) || !alarm.known || isOpen(alarm.known)) && !live.some(({ op, state }) => state !== "attention" && alarm.matter && takesBack(op, alarm.matter)))
    .sort((a, b) => isUnsent(b) - isUnsent(a) || raisedAt(b) - raisedAt(a));
}

/** The building or area; empty where none is known. @param {Alarm} alarm */
export const whereOf = ({ item, known }) => areaName(known?.area ?? item?.op.body.area);

/** @param {Alarm} alarm */
export const raisedAt = ({ item, known }) => Date.parse(item?.op.at ?? known.reported_at);

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
