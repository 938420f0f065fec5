/** Times, durations and days in words, in the city's time zone and the page's language. */
import { officeNow } from "../store/office_clock.js";
import { language, w } from "./words.js";

const zone = document.documentElement.dataset.tz || "Asia/Shanghai";
const locale = language === "en" ? "en-GB" : "zh-CN";

/** @param {Intl.DateTimeFormatOptions} options */
const format = (options) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });

const clockFormat = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayFormat = format({ month: language === "en" ? "short" : "long", day: "numeric" });
const weekFormat = format({ weekday: language === "en" ? "long" : "short", month: language === "en" ? "short" : "long", day: "numeric" });
const keyFormat = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });

/** @typedef {number | string | Date} When */
/** Epoch ms. @param {When} when */
export const toMs = (when) => (typeof when === "number" ? when : new Date(when).getTime());

/** "08:40" @param {When} when */
export const timeOfDay = (when) => clockFormat.format(toMs(when));

/** "2026-11-22" in the city's zone @param {When} when */
export const dateKey = (when) => keyFormat.format(toMs(when));

/** “周四 11月26日” @param {When} when */
export function weekdayAndDate(when) {
  const parts = Object.fromEntries(weekFormat.formatToParts(toMs(when)).map(({ type, value }) => [type, value]));
  return language === "en" ? `${parts.weekday} ${parts.day} ${parts.month}` : `${parts.weekday} ${parts.month}${/月$/.test(parts.month) ? "" : "月"}${parts.day}日`;
}

/** 今天 / 昨天 / 明天 / 11月26日 @param {When} when */
export function dayName(when) {
  const key = dateKey(when);
  const now = officeNow();
  if (key === dateKey(now)) return w("today");
  if (key === dateKey(now - 86_400_000)) return w("yesterday");
  if (key === dateKey(now + 86_400_000)) return w("tomorrow");
  return dayFormat.format(toMs(when));
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
