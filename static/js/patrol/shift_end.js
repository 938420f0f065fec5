// When a patrol stops by itself: with the shift, after twelve hours, or later where the worker went on.
import { get, put } from "../store/database.js";

/** @typedef {import("./track.js").Walk} Walk */
const LONGEST = 12 * 3_600_000;
const MORE = 2 * 3_600_000; // who goes on after twelve hours is asked again after a round's length

let ends = "22:00";

/** Read what was set on this phone. */
export async function loadShiftEnd() {
  ends = (await get("meta", "shift_end")) ?? ends;
}

/** When the shift ends on this phone, "HH:MM". */
export const shiftEnd = () => ends;

/** @param {string} time "HH:MM" */
export async function writeShiftEnd(time) {
  ends = time;
  await put("meta", time, "shift_end");
}

/** When a patrol stops by itself, epoch ms: at the end of the shift on its first day, or after twelve hours. @param {Walk} walk */
export function stopsAt({ started, until }) {
  if (until) return until;
  const [hours, minutes] = ends.split(":").map(Number);
  const day = new Date(started).setHours(hours, minutes, 0, 0);
  return Math.min(day > started ? day : Infinity, started + LONGEST); // begun after it: an evening round
}

/** When it stops if the worker goes on after that: twelve hours from its start, then two at a time. @param {Walk} walk @param {number} now */
export const nextStop = ({ started }, now) => Math.max(started + LONGEST, now + MORE);
