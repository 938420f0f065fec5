// Who is signed in on this phone. Several people may share it: each sees only their own work, and unsent work is never deleted.
import { publish, subscribe } from "../store/bus.js";
import { all, get, put, transaction } from "../store/database.js";
import { newId } from "../store/ids.js";

/**
 * @typedef {{role: string, area: string, area_name: string, from?: string | null, to?: string | null}} Post
 * @typedef {{id: string, name: string, posts: Post[], server: string, epoch: string, token: string, expires: string,
 *   refused: boolean, seen: number, gone?: Gone[]}} Person
 *
 * A phone of theirs that last told of unsent work and may have lost it; `sure` where they or this phone know that it has,
 * `told` when the office knows.
 * @typedef {{device: string, label: string, unsent: number, photos: number, heard: string, sure?: true, told?: true}} Gone
 */

/** @type {Person | null} */
let person = null;
let deviceId = "";
let offset = 0; // server's clock less this phone's, ms, as last heard
let emptied = false;

/** A note in localStorage, beside the database, so that a database that comes back empty is noticed: this phone's id, and
 * whether somebody is signed in. Written when `note` is given. @param {{device: string, in: boolean}} [note] @returns {{device?: string, in?: boolean}} */
function sideNote(note) {
  try {
    if (note) localStorage.setItem("phone", JSON.stringify(note));
    return JSON.parse(localStorage.getItem("phone") ?? "{}");
  } catch {
    return {}; // the service worker, or a browser that refuses
  }
}

/** Resolves when `current()` is known; rejects when the database does not open. `reload` puts a new promise in its place. */
export let ready = load();
ready.catch(() => {}); // the screen hears of it through the store's troubles

/** Try once more to read who is signed in, after the database did not open. */
export function reload() {
  ready = load();
  ready.then(() => publish("session"), () => {});
  return ready;
}

async function load() {
  const { id, who, heard } = await transaction(["meta", "people"], "readonly", async (tx) => {
    const meta = tx.objectStore("meta");
    const [current, id, heard] = await Promise.all([meta.get("current"), meta.get("device"), meta.get("offset")]);
    return { id, who: current ? await tx.objectStore("people").get(current) : null, heard };
  });
  const noted = sideNote();
  deviceId = noted.device || id || (await transaction(["meta"], "readwrite", ensureDeviceId)); // only the first start writes: a full phone must start
  person = who ?? null;
  emptied = !who && Boolean(noted.in);
  if (noted.device !== deviceId || (who && !noted.in)) sideNote({ device: deviceId, in: Boolean(who ?? noted.in) });
  offset = heard ?? 0;
}

/** Whether somebody was signed in here and the database has come back empty. */
export const isEmptied = () => emptied;

/** This phone's id, made once. @param {any} tx @returns {Promise<string>} */
async function ensureDeviceId(tx) {
  const meta = tx.objectStore("meta");
  const id = (await meta.get("device")) || newId();
  await meta.put(id, "device");
  return id;
}

subscribe("session", () => load().catch(() => {}));

/** Whoever is signed in on this phone, or null; a copy that the caller may keep. */
export const current = () => (person ? { ...person } : null);

/** This phone's id, the same for everyone who uses it; known once `ready`. */
export const device = () => deviceId;

/** Milliseconds to add to this phone's clock to get the server's. */
export const clockOffset = () => offset;

/** Whether the server refuses this person's token, so that work waits for a password. Only the server says so: this
 * phone's clock may be years off. */
export const needsPassword = () => Boolean(person?.refused);

/** @param {() => void} fn called when the person, or what they must do, changes; returns the way to stop */
export const watch = (fn) => subscribe("session", () => void load().then(fn, fn));

/** @param {Response} response @returns {Promise<any>} its JSON if it is a reply of ours, else null */
export async function ownReply(response) {
  if (!/^application\/(problem\+)?json/.test(response.headers.get("Content-Type") ?? "")) return null;
  if (!response.headers.has("X-Request-Id")) return null;
  return response.json().catch(() => null);
}

/** A refusal to sign in. `problem` is what our server says, or null when it did not answer. */
export class SignInError extends Error {
  /** @param {number} status @param {import("../store/database.js").Problem | null} problem @param {number} [wait] seconds */
  constructor(status, problem, wait) {
    super(problem?.detail ?? "no answer");
    this.status = status;
    this.problem = problem;
    this.wait = wait ?? 0;
  }
}

/** Call our API with the cookie session. @param {string} path @param {any} [body] @param {string} [method] */
async function call(path, body, method = "POST") {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(path, {
      method,
      keepalive: method === "DELETE", // the page goes
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": globalThis.document?.documentElement.lang ?? "zh-CN" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new SignInError(0, null);
  }
  if (response.status === 204) return {};
  const reply = await ownReply(response);
  if (response.status === 200 && reply) return reply;
  throw new SignInError(response.status, reply, Number(response.headers.get("Retry-After")) || 0);
}

/** Sign in with a name and a password; SignInError when refused or unreachable. @param {{login: string, password: string}} given */
export async function signIn({ login, password }) {
  await ready;
  return enterSession(await call("/api/v1/session", { login, password, device: describePhone() }));
}

/** Sign in with a fingerprint or a face; SignInError when refused, DOMException when the person turns away.
 * @param {{mediation?: "conditional", signal?: AbortSignal}} [how] */
export async function signInWithPasskey(how = {}) {
  await ready;
  const offer = await call("/api/v1/session/passkey/options", {});
  const publicKey = requestOptions(offer.publicKey ?? offer);
  const credential = /** @type {any} */ (await navigator.credentials.get(/** @type {any} */ ({ publicKey, ...how })));
  return enterSession(await call("/api/v1/session/passkey", { credential: credentialJson(credential), device: describePhone() }));
}

/** @param {string} text base64url */
const bytesOf = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
/** @param {ArrayBuffer | null} bytes */
const textOf = (bytes) =>
  bytes &&
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/** @param {any} options as the server writes them; older browsers cannot read that form themselves */
const requestOptions = (options) => ({
  ...options,
  challenge: bytesOf(options.challenge),
  allowCredentials: (options.allowCredentials ?? []).map((/** @type {any} */ credential) => ({ ...credential, id: bytesOf(credential.id) })),
});

/** @param {any} credential */
const credentialJson = ({ id, rawId, type, response, authenticatorAttachment }) => ({
  id,
  rawId: textOf(rawId),
  type,
  authenticatorAttachment,
  clientExtensionResults: {},
  response: {
    clientDataJSON: textOf(response.clientDataJSON),
    authenticatorData: textOf(response.authenticatorData),
    signature: textOf(response.signature),
    userHandle: textOf(response.userHandle),
  },
});

/** This phone, as it signs in. */
const describePhone = () => ({ id: deviceId, label: deviceLabel(), ...(emptied ? { fresh: true } : {}) });

/** What the office sees of this phone in its list of devices. */
function deviceLabel() {
  const agent = navigator.userAgent;
  const system = /HarmonyOS|OpenHarmony|Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(agent)?.[0] ?? "";
  const browser = /MicroMessenger|HuaweiBrowser|MiuiBrowser|Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? "";
  return [system, browser].filter(Boolean).join(" · ").slice(0, 60);
}

/** Store the answer to a sign-in; from now on this person is the current one. @param {any} reply */
export async function enterSession(reply) {
  await ready;
  if (emptied) await afterStart("restoreLost"); // what is found again is not gone
  /** @type {Person} */
  const entered = {
    id: reply.person.id,
    name: reply.person.name,
    posts: reply.person.posts,
    server: reply.server,
    epoch: reply.epoch,
    token: reply.sync_token,
    expires: reply.sync_token_expires,
    refused: false,
    seen: Date.now(),
  };
  let left = false;
  await transaction(["meta", "people", "ops"], "readwrite", async (tx) => {
    const people = tx.objectStore("people");
    const before = await people.get(entered.id);
    entered.gone = reply.gone ? stillGone(reply.gone, await tx.objectStore("ops").index("person").count(entered.id)) : before?.gone;
    // another server or a restored one is noticed by the drain, which then asks what is lacking
    if (before) Object.assign(entered, { server: reply.server, epoch: before.epoch ?? reply.epoch });
    await people.put(entered);
    const meta = tx.objectStore("meta");
    const last = await meta.get("current");
    left = last !== entered.id;
    await meta.put(deviceId, "device");
    await meta.put(entered.id, "current");
    await meta.delete("leaving");
    await meta.put(Date.parse(reply.now) - Date.now(), "offset");
  });
  person = entered;
  emptied = false;
  offset = Date.parse(reply.now) - Date.now();
  sideNote({ device: deviceId, in: true });
  publish("session");
  void navigator.storage?.persist?.().catch(() => {}); // asked early: before there is anything to lose
  if (left) await forget(); // whoever was here before is signed out by this
  return current();
}

/** Unsent work that phones held and that may be lost. For this phone, less what it still holds (`here`). @param {Gone[]} gone @param {number} here */
const stillGone = (gone, here) =>
  gone
    .map((lost) => (lost.device === deviceId ? { ...lost, unsent: lost.unsent - here, sure: /** @type {const} */ (true) } : lost))
    .filter((lost) => lost.unsent > 0);

/** Delete what belongs to others (see forget.js). Where that fails, the next start does it. */
export const forget = () => afterStart("forget").catch(() => {});

/** @param {"forget" | "restoreLost" | "startCopying"} what */
const afterStart = async (what) => (await import("./after_start.js"))[what]();

/** Start the second copy, bring back what only it has, and delete what belongs to whoever has left. */
export const startSecondCopy = () => afterStart("startCopying").then(forget);

/** Take up a cookie session that this phone does not know of yet (after an enrolment), or renew the token by it.
 * SignInError when there is no session, or it cannot be reached. */
export async function resume() {
  await ready;
  return enterSession(await call("/api/v1/session/resume", { device: describePhone() }));
}

/** Sign out. What has not been uploaded stays on the phone, hidden, until it is; everything else of this person goes. */
export async function signOut() {
  sideNote({ device: deviceId, in: false });
  await transaction(["meta"], "readwrite", async (tx) => {
    await tx.objectStore("meta").delete("current");
    await tx.objectStore("meta").put(Date.now(), "leaving");
  });
  person = null;
  publish("session");
  await Promise.all([forget(), endSession()]);
}

/** Whose work is sent now: whoever is signed in; if nobody is, somebody who left work behind, by their own token.
 * @returns {Promise<Person | null>} */
export async function sender() {
  if (person) return current();
  return transaction(["people", "ops", "receipts"], "readonly", async (tx) => {
    for (const candidate of await tx.objectStore("people").getAll()) {
      if (candidate.refused) continue;
      const rows = await tx.objectStore("ops").index("person").getAll(candidate.id);
      if (rows.some((/** @type {import("../store/database.js").Row} */ row) => row.state !== "attention")) return candidate;
      if (await tx.objectStore("receipts").index("lacks").count(IDBKeyRange.only([candidate.id, 1]))) return candidate;
    }
    return null;
  });
}

/** End the cookie session that was left while there was no signal. */
export async function endSession() {
  if (person || !(await get("meta", "leaving"))) return;
  try {
    await call("/api/v1/session", undefined, "DELETE");
  } catch (error) {
    if (/** @type {SignInError} */ (error).status !== 401) return;
  }
  await transaction(["meta"], "readwrite", (tx) => tx.objectStore("meta").delete("leaving"));
}

/** Change what is stored about a person: that the token is refused, a new epoch, the posts. @param {string} id @param {Partial<Person>} patch */
export async function notePerson(id, patch) {
  await transaction(["people"], "readwrite", async (tx) => {
    const people = tx.objectStore("people");
    const found = await people.get(id);
    if (found) await people.put({ ...found, ...patch });
  });
  if (person?.id === id) Object.assign(person, patch);
  publish("session");
}

/** Store how far the server's clock is from ours. @param {string} now the server's time, RFC 3339 */
export async function noteServerTime(now) {
  const heard = Date.parse(now) - Date.now();
  if (!Number.isFinite(heard)) return;
  if (Math.abs(heard - offset) > 2000) await put("meta", heard, "offset").catch(() => {}); // a full phone: until the next answer
  offset = heard;
}

/** Other people whose work waits on this phone: their names and how many ops, never what is in them. */
export async function othersWaiting() {
  /** @type {Person[]} */
  const people = await all("people");
  /** @type {import("../store/database.js").Row[]} */
  const rows = await all("ops");
  return [...new Set(rows.map((row) => row.person))]
    .filter((id) => id !== person?.id)
    .map((id) => ({ name: people.find((other) => other.id === id)?.name ?? "", waiting: rows.filter((row) => row.person === id).length }));
}
