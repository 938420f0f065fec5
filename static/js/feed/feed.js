// What the server has for this person, stored here so that every screen opens at once and without a network.
import * as session from "../account/session.js";
import { publish, subscribe } from "../store/bus.js";
import { all, get, transaction } from "../store/database.js";
import { askedKey, steppedKey } from "../store/moments.js";
import { isDue } from "../store/not_before.js";
import { measureAhead, officeNow, setAhead } from "../store/office_clock.js";
import { unreadAnswers } from "./gap_answers.js";
import { forgetDoors, forgetExpired, forgetOtherDoors, readLists } from "./storm_lists.js";

const PAGE = 200;
const HOUR = 3_600_000;
const EVERY = 60_000; // how often an open page asks
const CLOSELY = 4_000; // while someone waits for an answer
/** Whole documents that change rarely. */
const TABLES = [["areas", "/api/v1/areas"], ["categories", "/api/v1/categories"], ["units", "/api/v1/units"], ["telephones", "/api/v1/telephones"], ["buildings", "/api/v1/me/buildings"]];
const READ = "read"; // under which ids of notices are kept until the office knows that they were read

/** @type {Promise<boolean> | null} */
let pulling = null;
let wanted = false;
let sessionEnded = false;
let unansweredFor = ""; // the person for whom the latest fetch got no whole answer
let closeWatchers = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const personId = () => session.current()?.id ?? "";

/** Whether the cookie session has ended: news waits for a sign-in, while work is sent all the same. */
export const needsSignIn = () => sessionEnded;

/** Call our API with the session. @param {string} path @param {RequestInit} [how] */
async function request(path, { headers, ...how } = {}) {
  const response = await fetch(path, {
    credentials: "same-origin",
    redirect: "manual",
    cache: "no-store", // the browser's own cache knows no persons
    headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, "Content-Type": "application/json", ...headers },
    signal: AbortSignal.timeout(20_000),
    ...how,
  });
  if (response.status === 401) sessionEnded = true;
  return response;
}

/** The JSON of a response; null unless it is a 200 of our own server. @param {Response} response @returns {Promise<any>} */
const readReply = async (response) => (response.status === 200 && response.headers.has("X-Request-Id") ? response.json().catch(() => null) : null);

/** The JSON of our own server's answer; null for any other. @param {string} path @param {RequestInit} [how] */
export const fetchJson = async (path, how) => readReply(await request(path, how));

/** Fetch what is new. True when the server answered. Called while a fetch is under way, it fetches once more afterwards. */
export function pull() {
  wanted = true;
  pulling ??= fetchUntilCalm()
    .catch(() => false)
    .then(noteAnswer)
    .finally(() => {
      pulling = null;
      if (wanted) void pull(); // asked for in the moment in which this one ended
      else scheduleNext();
    });
  return pulling;
}

/** What is said of empty lists hangs on it. @param {boolean} well */
function noteAnswer(well) {
  const before = unansweredFor;
  unansweredFor = well ? "" : personId();
  if (before !== unansweredFor) publish("feed");
  return well;
}

async function fetchUntilCalm() {
  let well = true;
  while (wanted && well) {
    wanted = false;
    well = await fetchAll();
  }
  wanted = false;
  return well;
}

async function fetchAll() {
  if (await forgetExpired()) publish("feed");
  await session.ready;
  const person = personId();
  if (!person) return false;
  const unsent = await readUnsent(person);
  // asked together, for on a thin line each answer takes long; what was read is told before, or it would come back unread
  const asked = fetchMe(person);
  const read = unsent.length ? asked.then((me) => me && sendRead(person)) : null;
  const [me, { any, whole }] = await Promise.all([asked, fetchChanges(person, asked, read)]);
  if (!me) return false;
  await refreshTables(person, any, me.acts ?? []);
  return whole;
}

/** My account; null where the office does not answer, or answers somebody else. @param {string} person */
async function fetchMe(person) {
  const response = await request("/api/v1/me");
  const ahead = measureAhead(response);
  const me = await readReply(response);
  if (!me || me.id !== person) {
    if (me) sessionEnded = true; // the cookie is another person's: their news is not for these eyes
    return null;
  }
  const before = await readKept("me");
  await writeKept(person, "me", me);
  if (sessionEnded || JSON.stringify(before?.outdoor_pauses) !== JSON.stringify(me.outdoor_pauses)) publish("feed");
  sessionEnded = false;
  setAhead(ahead);
  await writeKept(person, "ahead", ahead);
  if (JSON.stringify(me.posts) !== JSON.stringify(session.current()?.posts)) await session.notePerson(person, { posts: me.posts });
  await renewToken();
  return me;
}

/** Renew a token that is refused or ends soon, as long as the session lives. */
async function renewToken() {
  const person = session.current();
  if (person && (session.needsPassword() || Date.parse(person.expires) - Date.now() < 14 * 24 * HOUR)) await session.resume();
}

/** `any`: whether anything changed · `whole`: whether the office answered to the end. Nothing is taken over before it is known
 * that the answers are this person's. @param {string} person @param {Promise<any>} asked the person's account @param {Promise<unknown> | null} read */
async function fetchChanges(person, asked, read) {
  await read;
  let any = false;
  let more = true;
  let anew = false;
  while (more && personId() === person) {
    const cached = await get("kept", [person, "cursor"]);
    const other = Boolean(cached) && (cached.anew || cached.language !== document.documentElement.lang); // its sentences are in the former language, or a list has left by itself
    const cursor = other ? "" : (cached?.value ?? "");
    const steps = (await get("meta", steppedKey(person))) ?? 0;
    let answer = await fetchJson(`/api/v1/changes?since=${encodeURIComponent(cursor)}&limit=${PAGE}`);
    if (!answer && cursor && !sessionEnded) answer = await fetchJson(`/api/v1/changes?since=&limit=${PAGE}`).then((all) => all && { ...all, restart: true });
    if (!answer || !(await asked)) break;
    if (other) answer = { ...answer, restart: true };
    await applyChanges(person, answer, steps);
    anew ||= answer.restart === true;
    any ||= answer.changes.length + answer.gone.length > 0 || answer.restart === true;
    more = answer.more;
  }
  if (anew && !more) await forgetOtherDoors(person);
  if (any) publish("feed");
  return { any, whole: !more };
}

/** @param {string} person @param {any} answer @param {number} steps that the office had when it was asked: they are in it */
function applyChanges(person, answer, steps) {
  return transaction(["feed", "kept", "meta", "receipts"], "readwrite", async (tx) => {
    const feed = tx.objectStore("feed");
    const before = await tx.objectStore("kept").get([person, "cursor"]);
    if (answer.restart) await feed.delete(IDBKeyRange.bound([person, ""], [person, "\uffff"]));
    for (const { kind, id, version, data } of answer.changes) await feed.put({ person, kind, id, version, data });
    for (const { kind, id } of answer.gone) await feed.delete([person, kind, id]);
    const over = answer.gone.filter((/** @type {any} */ one) => one.kind === "storm").map((/** @type {any} */ { id }) => id);
    if (over.length) await forgetDoors(tx.objectStore("receipts"), person, ({ body }) => over.includes(body.storm));
    await tx.objectStore("kept").put({ person, name: "cursor", value: answer.cursor, whole: !answer.more || (!answer.restart && before?.whole), anew: !answer.restart && before?.anew, partial: answer.partial ?? before?.partial, language: document.documentElement.lang, at: Date.now() });
    if (!answer.more) await tx.objectStore("meta").put(steps, askedKey(person));
  });
}

/** Fetch whole documents anew: the days when something changed, the tables once an hour.
 * @param {string} person @param {boolean} changed @param {string[]} acts what the person's posts allow */
async function refreshTables(person, changed, acts) {
  await Promise.all(TABLES.map(([name, path]) => refreshTable(person, name, path)));
  const fetchIfOld = async (/** @type {string} */ name, /** @type {string} */ path) => {
    const kept = await get("kept", [person, name]);
    if (changed || !kept || isDue(kept.at + EVERY, EVERY)) await fetchKept(person, name, path);
  };
  await fetchIfOld(dayKey(), dayPath(today()));
  if (acts.includes("see_grid_day")) await fetchIfOld("grids", "/api/v1/me/grids");
  else if (await readKept("grids")) await writeKept(person, "grids", null); // no longer theirs
}

/** @param {string} person @param {string} name @param {string} path */
async function refreshTable(person, name, path) {
  const kept = await get("kept", [person, name]);
  if (kept && !isDue(kept.at + HOUR, HOUR)) return;
  const response = await request(path, { headers: kept?.etag ? { "If-None-Match": kept.etag } : {} });
  const value = response.status === 304 ? kept.value : await readReply(response);
  if (value && personId() === person) await writeKept(person, name, value, response.headers.get("ETag"));
}

/** The city's calendar day, by the office's clock where it is known. */
export const today = () => new Date(officeNow() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** @param {string} date */
const dayPath = (date) => `/api/v1/me/day?date=${date}`;

/** @param {string} person @param {string} name @param {string} path */
async function fetchKept(person, name, path) {
  const value = await fetchJson(path);
  if (value && personId() === person) await writeKept(person, name, value);
}

/** @param {string} person @param {string} name @param {any} value @param {string | null} [etag] */
async function writeKept(person, name, value, etag) {
  const before = await get("kept", [person, name]);
  await transaction(["kept"], "readwrite", (tx) => tx.objectStore("kept").put({ person, name, value, etag, at: Date.now() }));
  if (JSON.stringify(before?.value) !== JSON.stringify(value)) publish("feed");
}

/** @param {string} name */
const readKept = async (name) => {
  await session.ready;
  return (await get("kept", [personId(), name]))?.value ?? null;
};

/** Several whole documents, as they are kept, read at once; null for each that is not here. @param {string[]} names @returns {Promise<any[]>} */
export async function documents(...names) {
  await session.ready;
  const person = personId();
  return transaction(["kept"], "readonly", (tx) => Promise.all(names.map(async (name) => (await tx.objectStore("kept").get([person, name]))?.value ?? null)));
}

/** What may be said where there is nothing: "told" it is empty, for the office said so · "coming": it is being asked for the
 * first time · "unheard": it was asked and has not answered. @param {string} [name] of a whole document; the feed without one */
export async function standing(name) {
  await session.ready;
  const kept = await get("kept", [personId(), name ?? "cursor"]);
  if (name ? kept?.value : kept?.whole) return "told";
  return unansweredFor === personId() ? "unheard" : "coming";
}

/** @param {string} kind @returns {Promise<any[]>} */
async function listOfKind(kind) {
  await session.ready;
  const person = personId();
  return (await all("feed", IDBKeyRange.bound([person, kind], [person, kind, "\uffff"]))).map((row) => row.data);
}

/** Matters within reach, as the office last showed them. */
export const matters = () => listOfKind("matter");
/** Patrols, own ones and those of areas one leads. */
export const patrols = () => listOfKind("patrol");
/** Visits, likewise. */
export const visits = () => listOfKind("visit");
/** Visits that were planned or agreed on and not made yet. */
export const plans = () => listOfKind("plan");
export const errands = () => listOfKind("errand");
/** The places of one's own grids. */
export const places = () => listOfKind("place");
/** Lists of doors of the storms that last where one is on duty; `areForgotten`: some have left because no word came. */
export async function storms() {
  await Promise.all([session.ready, forgetExpired()]);
  return readLists(personId());
}
/** Lists of places of the campaigns that last where one works. */
export const campaigns = () => listOfKind("campaign");
/** One matter, or null; null too when it is not known here yet. @param {string} id */
export async function matter(id) {
  await session.ready;
  return (await get("feed", [personId(), "matter", id]))?.data ?? null;
}
/** What one was told, each with `read`. */
export const notices = () => listOfKind("notice");
/** How many matters and other things have something unread, and how many noes of a lead. */
export const unreadCount = async () => new Set((await notices()).filter((notice) => !notice.read).map(({ matter, subject = matter }) => subject)).size + (await unreadAnswers(await patrols())).length;

/** Mark notices as read: here at once, at the server when there is a signal. @param {(notice: any) => boolean} fits */
export async function markRead(fits) {
  await session.ready;
  const person = personId();
  const ids = await transaction(["feed", "kept"], "readwrite", async (tx) => {
    const feed = tx.objectStore("feed");
    const rows = (await feed.getAll(IDBKeyRange.bound([person, "notice"], [person, "notice", "\uffff"]))).filter((/** @type {any} */ { data }) => !data.read && fits(data));
    for (const row of rows) await feed.put({ ...row, data: { ...row.data, read: true } });
    const ids = rows.map((/** @type {any} */ row) => row.id);
    const before = (await tx.objectStore("kept").get([person, READ]))?.value ?? [];
    if (ids.length) await tx.objectStore("kept").put({ person, name: READ, value: [...before, ...ids], at: Date.now() });
    return ids;
  });
  if (!ids.length) return;
  publish("feed");
  void sendRead(person).catch(() => {});
}

/** Ids of the notices of which the office does not know yet that they were read. @param {string} person @returns {Promise<string[]>} */
const readUnsent = async (person) => (await get("kept", [person, READ]))?.value ?? [];

/** @param {string} person */
async function sendRead(person) {
  const ids = (await readUnsent(person)).slice(0, 500);
  if (!ids.length || !(await fetchJson("/api/v1/notices/read", { method: "POST", body: JSON.stringify({ ids }) }))) return;
  await transaction(["kept"], "readwrite", async (tx) => {
    const kept = tx.objectStore("kept");
    const left = (await kept.get([person, READ])).value.filter((/** @type {string} */ id) => !ids.includes(id));
    await kept.put({ person, name: READ, value: left, at: Date.now() });
  });
}

/** GeoJSON of the areas within reach, or null before the first pull. */
export const areas = () => readKept("areas");
export const categories = () => readKept("categories");
export const units = () => readKept("units");
/** Numbers to ring without looking for them. */
export const telephones = () => readKept("telephones");
/** The buildings of one's own areas with when somebody was last there, or null before the first pull. */
export const buildings = () => readKept("buildings");
/** The day of each grid one leads (app/patrol/grid_day.py), or null for whoever leads none. */
export const grids = () => readKept("grids");
/** My account as the server has it: posts and what they allow. */
export const me = () => readKept("me");
/** How far the server's clock was ahead of this one when it last answered, in ms; null before it did. */
export const ahead = () => readKept("ahead");

/** Under which name a day's minutes are kept. @param {string} [date] YYYY-MM-DD */
export const dayKey = (date = today()) => `day:${date}`;

/** A day's minutes; another day than today is asked for in the background, today's comes with the news. @param {string} [date] YYYY-MM-DD */
export async function day(date = today()) {
  const known = await readKept(dayKey(date));
  if (date !== today()) void fetchKept(personId(), dayKey(date), dayPath(date)).catch(() => {});
  return known;
}

/** @param {() => void} fn called when anything here changed; returns the way to stop */
export const watch = (fn) => subscribe("feed", fn);

/** Fetch every few seconds while somebody waits (an emergency's sheet); returns a function that stops it. */
export function pullClosely() {
  closeWatchers++;
  void pull();
  return () => void (closeWatchers = Math.max(0, closeWatchers - 1));
}

function scheduleNext() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(() => void pull(), closeWatchers ? CLOSELY : EVERY);
}

/** Fetch now, when the page comes to the front, after something was received, and every minute while in front. */
export function start() {
  subscribe("session", () => void pull());
  subscribe("ops", (why) => why?.from === "drain" && void pull());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void pull());
  addEventListener("online", () => setTimeout(() => void pull(), Math.random() * 3000));
  void pull();
}
