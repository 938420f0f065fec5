// What the office has for this person, kept here so that every screen opens at once and without a network.
import { on, say } from "../store/bus.js";
import { due } from "../store/not_before.js";
import * as session from "../account/session.js";
import { all, get, within } from "../store/database.js";

const PAGE = 200;
const HOUR = 3_600_000;
const EVERY = 60_000; // how often an open page asks
const CLOSELY = 4_000; // while someone waits for an answer
const READ = "read"; // under which ids of notices are kept until the office knows that they were read

/** @type {Promise<boolean> | null} */
let pulling = null;
let wanted = false;
let over = false;
let close = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const who = () => session.current()?.id ?? "";

/** Whether the cookie session has ended, so that news waits for a sign-in; work leaves all the same. */
export const needsSignIn = () => over;

/** Call our API with the session. @param {string} path @param {RequestInit} [how] */
async function ask(path, { headers, ...how } = {}) {
  const response = await fetch(path, {
    credentials: "same-origin",
    redirect: "manual",
    cache: "no-store", // the browser's own cache knows no persons
    headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, "Content-Type": "application/json", ...headers },
    signal: AbortSignal.timeout(20_000),
    ...how,
  });
  if (response.status === 401) over = true;
  return response;
}

/** What it says; null when it is nothing of ours, or no good answer. @param {Response} response @returns {Promise<any>} */
const told = async (response) => (response.status === 200 && response.headers.has("X-Request-Id") ? response.json().catch(() => null) : null);

/** @param {string} path @param {RequestInit} [how] */
const call = async (path, how) => told(await ask(path, how));

/** Fetch what is new. True when the office answered. Asked while one is under way, it looks once more: that one may have read before. */
export function pull() {
  wanted = true;
  pulling ??= untilCalm()
    .catch(() => false)
    .finally(() => {
      pulling = null;
      plan();
    });
  return pulling;
}

async function untilCalm() {
  let well = true;
  while (wanted && well) {
    wanted = false;
    well = await fetchAll();
  }
  wanted = false;
  return well;
}

async function fetchAll() {
  await session.ready;
  const person = who();
  if (!person) return false;
  const me = await call("/api/v1/me");
  if (!me || me.id !== person) {
    if (me) over = true; // the cookie is another person's: their news is not for these eyes
    return false;
  }
  if (over) say("feed");
  over = false;
  await keep(person, "me", me);
  if (JSON.stringify(me.posts) !== JSON.stringify(session.current()?.posts)) await session.note(person, { posts: me.posts });
  await renewToken();
  await tellRead(person);
  const changed = await changes(person);
  await refresh(person, changed);
  return true;
}

/** A token that is refused or soon ends is renewed quietly while the session lives. */
async function renewToken() {
  const person = session.current();
  if (person && (session.needsPassword() || Date.parse(person.expires) - Date.now() < 14 * 24 * HOUR)) await session.resume();
}

/** @param {string} person @returns {Promise<boolean>} whether anything changed */
async function changes(person) {
  let any = false;
  for (let more = true; more && who() === person; ) {
    const kept = await get("kept", [person, "cursor"]);
    const other = Boolean(kept) && kept.language !== document.documentElement.lang; // its sentences are in the former language
    const cursor = other ? "" : (kept?.value ?? "");
    let said = await call(`/api/v1/changes?since=${encodeURIComponent(cursor)}&limit=${PAGE}`);
    if (!said && cursor && !over) said = await call(`/api/v1/changes?since=&limit=${PAGE}`).then((all) => all && { ...all, restart: true });
    if (!said) return any;
    if (other) said = { ...said, restart: true };
    await apply(person, said);
    any ||= said.changes.length + said.gone.length > 0 || said.restart === true;
    more = said.more;
  }
  if (any) say("feed");
  return any;
}

/** @param {string} person @param {any} said */
function apply(person, said) {
  return within(["feed", "kept"], "readwrite", async (tx) => {
    const feed = tx.objectStore("feed");
    if (said.restart) await feed.delete(IDBKeyRange.bound([person, ""], [person, "\uffff"]));
    for (const { kind, id, version, data } of said.changes) await feed.put({ person, kind, id, version, data });
    for (const { kind, id } of said.gone) await feed.delete([person, kind, id]);
    await tx.objectStore("kept").put({ person, name: "cursor", value: said.cursor, language: document.documentElement.lang, at: Date.now() });
  });
}

/** Whole answers: the day whenever something changed, the tables once an hour. @param {string} person @param {boolean} changed */
async function refresh(person, changed) {
  for (const [name, path] of /** @type {[string, string][]} */ ([
    ["areas", "/api/v1/areas"],
    ["categories", "/api/v1/categories"],
    ["units", "/api/v1/units"],
    ["telephones", "/api/v1/telephones"],
    ["buildings", "/api/v1/me/buildings"],
  ])) {
    const kept = await get("kept", [person, name]);
    if (kept && !due(kept.at + HOUR, HOUR)) continue;
    const response = await ask(path, { headers: kept?.etag ? { "If-None-Match": kept.etag } : {} });
    const said = response.status === 304 ? kept.value : await told(response);
    if (said && who() === person) await keep(person, name, said, response.headers.get("ETag"));
  }
  const kept = await get("kept", [person, `day:${today()}`]);
  if (changed || !kept || due(kept.at + EVERY, EVERY)) await fetchDay(person, today());
}

/** The city's calendar day on this phone. */
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** @param {string} person @param {string} date */
async function fetchDay(person, date) {
  const said = await call(`/api/v1/me/day?date=${date}`);
  if (said && who() === person) await keep(person, `day:${date}`, said);
}

/** @param {string} person @param {string} name @param {any} value @param {string | null} [etag] */
async function keep(person, name, value, etag) {
  const before = await get("kept", [person, name]);
  await within(["kept"], "readwrite", (tx) => tx.objectStore("kept").put({ person, name, value, etag, at: Date.now() }));
  if (JSON.stringify(before?.value) !== JSON.stringify(value)) say("feed");
}

/** @param {string} name */
const kept = async (name) => {
  await session.ready;
  return (await get("kept", [who(), name]))?.value ?? null;
};

/** @param {string} kind @returns {Promise<any[]>} */
async function ofKind(kind) {
  await session.ready;
  const person = who();
  return (await all("feed", IDBKeyRange.bound([person, kind], [person, kind, "\uffff"]))).map((row) => row.data);
}

/** Matters within reach, as the office last showed them. */
export const matters = () => ofKind("matter");
/** Patrols, own ones and those of areas one leads. */
export const patrols = () => ofKind("patrol");
/** Visits, likewise. */
export const visits = () => ofKind("visit");
/** Visits that were planned or agreed on and not made yet, and errands. */
export const plans = () => ofKind("plan");
export const errands = () => ofKind("errand");
/** One matter, or null; null too when it is not known here yet. @param {string} id */
export async function matter(id) {
  await session.ready;
  return (await get("feed", [who(), "matter", id]))?.data ?? null;
}
/** What one was told, each with `read`. */
export const notices = () => ofKind("notice");
/** How many matters have something unread. */
export const unread = async () => new Set((await notices()).filter((one) => !one.read).map((one) => one.matter)).size;

/** Those that fit have been read: so here at once, and told to the office when there is a line. @param {(notice: any) => boolean} fits */
export async function read(fits) {
  await session.ready;
  const person = who();
  const ids = await within(["feed", "kept"], "readwrite", async (tx) => {
    const feed = tx.objectStore("feed");
    const rows = (await feed.getAll(IDBKeyRange.bound([person, "notice"], [person, "notice", "\uffff"]))).filter((/** @type {any} */ { data }) => !data.read && fits(data));
    for (const row of rows) await feed.put({ ...row, data: { ...row.data, read: true } });
    const ids = rows.map((/** @type {any} */ row) => row.id);
    const before = (await tx.objectStore("kept").get([person, READ]))?.value ?? [];
    if (ids.length) await tx.objectStore("kept").put({ person, name: READ, value: [...before, ...ids], at: Date.now() });
    return ids;
  });
  if (!ids.length) return;
  say("feed");
  void tellRead(person).catch(() => {});
}

/** @param {string} person */
async function tellRead(person) {
  const ids = ((await get("kept", [person, READ]))?.value ?? []).slice(0, 500);
  if (!ids.length || !(await call("/api/v1/notices/read", { method: "POST", body: JSON.stringify({ ids }) }))) return;
  await within(["kept"], "readwrite", async (tx) => {
    const kept = tx.objectStore("kept");
    const left = (await kept.get([person, READ])).value.filter((/** @type {string} */ id) => !ids.includes(id));
    await kept.put({ person, name: READ, value: left, at: Date.now() });
  });
}

/** GeoJSON of the areas within reach, or null before the first pull. */
export const areas = () => kept("areas");
export const categories = () => kept("categories");
export const units = () => kept("units");
/** Numbers to ring without looking for them. */
export const telephones = () => kept("telephones");
/** The buildings of one's own areas with when somebody was last there, or null before the first pull. */
export const buildings = () => kept("buildings");
/** Who I am to the server: posts and what they allow. */
export const me = () => kept("me");

/** A day's minutes; another day than today is asked for in the background. @param {string} [date] YYYY-MM-DD */
export async function day(date = today()) {
  const known = await kept(`day:${date}`);
  if (!known || date !== today()) void fetchDay(who(), date).catch(() => {});
  return known;
}

/** @param {() => void} fn called when anything here changed; returns the way to stop */
export const watch = (fn) => on("feed", fn);

/** Ask every few seconds while someone waits (an emergency's sheet); returns the way to stop. */
export function follow() {
  close++;
  void pull();
  return () => void (close = Math.max(0, close - 1));
}

function plan() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(() => void pull(), close ? CLOSELY : EVERY);
}

/** Begin: pull now, when seen again, after something was received, and every minute while in front. */
export function start() {
  on("session", () => void pull());
  on("ops", (why) => why?.from === "drain" && void pull());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void pull());
  addEventListener("online", () => setTimeout(() => void pull(), Math.random() * 3000));
  void pull();
}
