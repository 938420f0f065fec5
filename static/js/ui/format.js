/** Times, durations and days in words, in the city's time zone and the page's language. */
import { officeNow } from "../store/office_clock.js";
import { w } from "./words.js";

/** @typedef {number | string | Date} When */
/** Epoch ms. @param {When} when */
export const toMs = (when) => (typeof when === "number" ? when : new Date(when).getTime());

/** From which moment (epoch s) the city's clocks go by how many minutes before Greenwich, in the order of time; told by the server,
 * for making a format of the browser's own costs a slow phone 80 ms. @type {[number, number][]} */
const OFFSETS = JSON.parse(document.documentElement.dataset.offsets ?? "[[0,480]]");

/** The moment as a Date whose UTC parts are what the city's clocks and calendars show. @param {When} when */
function cityTime(when) {
  const ms = toMs(when);
  let [[, minutes]] = OFFSETS;
  for (const [from, since] of OFFSETS) if (from * 1000 <= ms) minutes = since;
  return new Date(ms + minutes * 60_000);
}

/** "08:40" @param {When} when */
export const timeOfDay = (when) => cityTime(when).toISOString().slice(11, 16);

/** "2026-11-22" in the city's zone @param {When} when */
export const dateKey = (when) => cityTime(when).toISOString().slice(0, 10);

/** “11月26日” @param {When} when */
const dateText = (when) => w("date", { month: w("months").split("|")[cityTime(when).getUTCMonth()], day: cityTime(when).getUTCDate() });

/** “周四 11月26日” @param {When} when */
export const weekdayAndDate = (when) => `${w("weekdays").split("|")[cityTime(when).getUTCDay()]} ${dateText(when)}`;

/** 今天 / 昨天 / 明天 / 11月26日 @param {When} when */
export function dayName(when) {
  const key = dateKey(when);
  const now = officeNow();
  if (key === dateKey(now)) return w("today");
  if (key === dateKey(now - 86_400_000)) return w("yesterday");
  if (key === dateKey(now + 86_400_000)) return w("tomorrow");
  return dateText(when);
}

/** "今天 17:00" @param {When} when */
export const dayAndTime = (when) => `${dayName(when)} ${timeOfDay(when)}`;

/** "1:12" from minutes @param {number} minutes */
export function hoursAndMinutes(minutes) {
  const whole = Math.max(0, Math.floor(minutes));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** "0:47" from seconds @param {number} seconds */
export const hoursOfSeconds = (seconds) => hoursAndMinutes(seconds / 60);

/** "3 小时 5 分" from seconds @param {number} seconds */
export function durationText(seconds) {
  if (seconds < 60) return w("n-seconds", { n: Math.max(0, Math.round(seconds)) });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return w("n-minutes", { n: minutes });
  return w("n-hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
}

/** “3 天” from two days on, else hours and minutes. @param {number} ms */
export const longText = (ms) => (ms < 2 * 86_400_000 ? durationText(ms / 1000) : w("n-days", { n: Math.round(ms / 86_400_000) }));

/** “70 米”，“1.2 公里” @param {number} metres */
export const distanceText = (metres) => (metres < 1000 ? w("n-metres", { n: Math.round(metres) }) : w("n-kilometres", { n: metres < 10_000 ? (metres / 1000).toFixed(1) : Math.round(metres / 1000) }));

/** Whole days since then. @param {When} when */
export const daysAgo = (when) => Math.floor((officeNow() - toMs(when)) / 86_400_000);

/** English days are small within a sentence. @param {string} moment */
export const withinSentence = (moment) => moment.replace(/^(Today|Tomorrow|Yesterday)/, (day) => day.toLowerCase());

/**
 * A deadline in words. Tone: "late" once it has passed, "soon" from the moment that the office has named.
 * @param {When | null | undefined} when
 * @param {When | null} [soon]
 * @returns {{text: string, tone: "" | "soon" | "late"}}
 */
export function deadlineText(when, soon) {
  if (!when) return { text: "", tone: "" };
  const left = toMs(when) - officeNow();
  const moment = withinSentence(dayAndTime(when));
  if (left < 0) return { text: w("late-since", { when: moment }), tone: "late" };
  return { text: w("due-before", { when: moment }), tone: soon && toMs(soon) <= officeNow() ? "soon" : "" };
}

/** The value a datetime-local input wants, in the city's zone. @param {When} when */
export function toLocalInput(when) {
  return `${dateKey(when)}T${timeOfDay(when)}`;
}

/** Back from a datetime-local value to RFC 3339: the zone's offset at that moment is found by asking. @param {string} value */
export function fromLocalInput(value) {
  const guess = new Date(`${value}:00Z`).getTime();
  const inZone = new Date(`${dateKey(guess)}T${timeOfDay(guess)}:00Z`).getTime();
  return new Date(guess - (inZone - guess)).toISOString();
}
