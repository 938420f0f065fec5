/** Times, durations and days in words, in the city's time zone and the page's language. */
import { officeNow } from "../store/office_clock.js";
import { language, w } from "./words.js";

const zone = document.documentElement.dataset.tz || "Asia/Shanghai";
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const isEnglish = language === "en";

/** The one format from which all is taken, made when it is first used: each costs a slow phone 40 ms. @type {Intl.DateTimeFormat | undefined} */
let format;

/** What a moment is called in the city, by part; the month in numbers too. @param {When} when @returns {Record<string, string> & {number: number}} */
function partsOf(when) {
  format ??= new Intl.DateTimeFormat(isEnglish ? "en-GB" : "zh-CN", {
    timeZone: zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit", day: "numeric", year: "numeric",
    weekday: isEnglish ? "long" : "short", month: isEnglish ? "short" : "numeric",
  });
  /** @type {Record<string, string>} */
  const parts = Object.fromEntries(format.formatToParts(toMs(when)).map(({ type, value }) => [type, value]));
  const number = isEnglish ? 1 + MONTHS.indexOf(parts.month.slice(0, 3)) : parseInt(parts.month, 10);
  return Object.assign(parts, { number, date: isEnglish ? `${parts.day} ${parts.month}` : `${number}月${parseInt(parts.day, 10)}日` });
}

/** @typedef {number | string | Date} When */
/** Epoch ms. @param {When} when */
export const toMs = (when) => (typeof when === "number" ? when : new Date(when).getTime());

/** "08:40" @param {When} when */
export function timeOfDay(when) {
  const { hour, minute } = partsOf(when);
  return `${hour}:${minute}`;
}

/** "2026-11-22" in the city's zone @param {When} when */
export function dateKey(when) {
  const { year, number, day } = partsOf(when);
  return [year, number, parseInt(day, 10)].map((part) => String(part).padStart(2, "0")).join("-");
}

/** “周四 11月26日” @param {When} when */
export function weekdayAndDate(when) {
  const { weekday, date } = partsOf(when);
  return `${weekday} ${date}`;
}

/** 今天 / 昨天 / 明天 / 11月26日 @param {When} when */
export function dayName(when) {
  const key = dateKey(when);
  const now = officeNow();
  if (key === dateKey(now)) return w("today");
  if (key === dateKey(now - 86_400_000)) return w("yesterday");
  if (key === dateKey(now + 86_400_000)) return w("tomorrow");
  return partsOf(when).date;
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
 * A deadline in words. Tone: "late" once it has passed, "soon" in its last four hours.
 * @param {When | null | undefined} when
 * @returns {{text: string, tone: "" | "soon" | "late"}}
 */
export function deadlineText(when) {
  if (!when) return { text: "", tone: "" };
  const left = toMs(when) - officeNow();
  const moment = withinSentence(dayAndTime(when));
  if (left < 0) return { text: w("late-since", { when: moment }), tone: "late" };
  return { text: w("due-before", { when: moment }), tone: left < 4 * 3_600_000 ? "soon" : "" };
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
