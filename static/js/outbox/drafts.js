// Drafts: what is being written is stored while it is written, so that a dead phone costs at most a second of typing. A draft
// belongs to whoever began it, is written in one window at a time, and ends in the transaction that puts it into the outbox.
import * as session from "../account/session.js";
import { publish, subscribe } from "../store/bus.js";
import { get, transaction } from "../store/database.js";
import { newId } from "../store/ids.js";
import { dropLastWords, noteLastWords, takeUpLastWords } from "./last_words.js";
import * as outbox from "./outbox.js";
import { allPrepared } from "./photos/photos.js";

const PAUSE = 300; // ms between a keystroke and its being written
const PATIENCE = 300; // ms in which another window may let go of a draft that it is just leaving

/** `id`: of the op. `made`: the id of what the op creates.
 * @typedef {{key: string, id: string, made: string, fields: Record<string, any>, at: number}} Kept
 * @typedef {import("./outbox.js").Wish} Wish
 * @typedef {{id: string, made: string, fields: Record<string, any>, mine: boolean, set: (patch: Record<string, any>) => boolean,
 *   flush: () => Promise<void>, clear: () => Promise<void>, close: () => Promise<void>, take: () => Promise<void>,
 *   send: (wishes: Omit<Wish, "id" | "person">[]) => Promise<import("../store/database.js").Op[]>, watch: (fn: () => void) => void}} Draft */

/** Drafts that a screen of this page shows or is just leaving, by person and key. @type {Map<string, Promise<Sheet>>} */
const sheetsByKey = new Map();
/** @type {Set<Sheet>} */
const openSheets = new Set();

/** One draft on this page, whichever of its screens has it open. */
class Sheet {
  /** @type {"open" | "elsewhere" | "sending" | "sent" | "gone"} */
  state = "elsewhere";
  users = 0;
  /** What is not written yet. @type {Record<string, any>} */
  changed = {};
  /** How many writings are under way. */
  writing = 0;
  written = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  release = () => {};
  /** @type {Set<() => void>} */
  watchers = new Set();

  /** @param {string} full @param {string} person */
  constructor(full, person) {
    this.full = full;
    this.person = person;
    /** @type {Kept} */
    this.kept = { key: full, id: newId(), made: newId(), fields: {}, at: Date.now() };
  }

  /** Read the draft from the phone, and lay over it what this page has not written yet; of photos, keep both. */
  async read() {
    const there = await get("drafts", this.full);
    this.written = Boolean(there);
    this.kept = { key: this.full, id: newId(), made: newId(), fields: {}, at: Date.now(), ...there };
    const { fields } = this.kept;
    for (const [name, value] of Object.entries(this.changed))
      fields[name] = Array.isArray(value) ? [...new Set([...(fields[name] ?? []), ...value])] : value;
  }

  /** Become the one window that writes this draft. Waits for that a moment; later it happens in the background. @param {boolean} [steal] take it from another window */
  acquire(steal = false) {
    if (!navigator.locks) return void (this.state = "open");
    const waits = new AbortController();
    /** @type {(value: void) => void} */
    let granted = () => {};
    const got = /** @type {Promise<void>} */ (new Promise((done) => (granted = done)));
    const held = new Promise((done) => {
      this.release = () => (waits.abort(), done(undefined));
    });
    const how = steal ? { steal } : { signal: waits.signal };
    const lock = navigator.locks.request(`draft:${this.full}`, how, async () => {
      const late = this.users > 0 || steal;
      if (late) await this.read().catch(() => {}); // another window may have gone on writing
      this.state = "open";
      granted();
      if (late) this.tell();
      await held;
    });
    lock.catch(() => {
      granted();
      if (waits.signal.aborted || this.state !== "open") return;
      this.state = "elsewhere"; // taken over
      this.acquire();
      this.tell();
    });
    return Promise.race([got, new Promise((done) => setTimeout(done, PATIENCE))]);
  }

  /** Tell its screens. While they draw themselves anew it stays this window's, though for that moment none has it open. */
  async tell() {
    this.users++;
    await Promise.allSettled([...this.watchers].map((fn) => fn()));
    if (!--this.users) await this.close();
  }

  /** Write what is not written yet. A draft that was sent or given up elsewhere gets a new id. */
  async flush() {
    clearTimeout(this.timer);
    if (this.state !== "open" || !Object.keys(this.changed).length) return;
    const behind = this.changed;
    this.changed = {};
    this.writing++;
    try {
      await transaction(["drafts"], "readwrite", async (tx) => {
        const drafts = tx.objectStore("drafts");
        if (this.written && (await drafts.get(this.full))?.id !== this.kept.id) Object.assign(this.kept, { id: newId(), made: newId() });
        await drafts.put({ ...this.kept, at: Date.now() });
      });
      this.written = true;
    } catch (error) {
      this.changed = { ...behind, ...this.changed }; // it stays on the screen and is tried again
      throw error;
    } finally {
      this.writing--;
    }
  }

  /** The page goes, and what it writes now may not arrive. */
  leavePage() {
    const unsure = this.writing || Object.keys(this.changed).length;
    if (this.state === "sending" || (this.state === "open" && unsure)) noteLastWords(this.kept);
  }

  /** @param {Record<string, any>} patch @returns {boolean} false when the draft has gone out: this came too late for it */
  set(patch) {
    if (this.state === "sent" || this.state === "gone") return false;
    Object.assign(this.kept.fields, patch);
    Object.assign(this.changed, patch);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush().catch(() => {}), PAUSE); // what is wrong is told by the store
    return true;
  }

  /** Put its ops into the outbox and end the draft in the same transaction. The first op gets the draft's id.
   * @param {Omit<Wish, "id" | "person">[]} wishes */
  async send(wishes) {
    this.state = "sending";
    clearTimeout(this.timer);
    try {
      const [first, ...rest] = wishes;
      const ops = await outbox.addAll([{ ...first, id: this.kept.id }, ...rest].map((wish) => ({ ...wish, person: this.person })), async (tx) => {
        const drafts = tx.objectStore("drafts");
        if ((await drafts.get(this.full))?.id === this.kept.id) await drafts.delete(this.full);
      });
      this.end("sent");
      return ops;
    } catch (error) {
      this.state = "open";
      throw error;
    }
  }

  /** @param {"sent" | "gone"} state */
  end(state) {
    this.state = state;
    this.changed = {};
    sheetsByKey.delete(this.full);
    dropLastWords(this.full);
  }

  async close() {
    const ended = this.state === "sent" || this.state === "gone";
    if (!ended) {
      await this.flush().catch(() => {});
      await allPrepared(); // a picture that is still being made ready belongs to it
      await this.flush().catch(() => {});
    }
    if (this.users) return; // opened again meanwhile
    if (!ended && Object.keys(this.changed).length) return; // what could not be written stays here
    openSheets.delete(this);
    if (!ended) sheetsByKey.delete(this.full);
    this.release();
  }
}

/** Whether an unfinished draft is open here, so that the page must not be reloaded. */
export const hasUnfinished = () => [...openSheets].some((sheet) => !["sent", "gone"].includes(sheet.state) && Object.keys(sheet.kept.fields).length > 0);

/** Write all open drafts now: before the camera, on hidden, before another window goes on with one. */
const flushAll = () => void Promise.allSettled([...openSheets].map((sheet) => sheet.flush()));

globalThis.document?.addEventListener("visibilitychange", flushAll);
globalThis.addEventListener?.("pagehide", () => openSheets.forEach((sheet) => sheet.leavePage()));
globalThis.addEventListener?.("pagehide", flushAll);
subscribe("drafts", flushAll);
subscribe("trouble", (trouble) => void (trouble || flushAll())); // there is room again

/** @type {Promise<void> | null} */
let takenUp = null;

/** The draft of the current person under `key`, as it was left; a new one has new ids. `mine` is false while another window
 * writes it; `watch` tells when that changes or the draft ends. @param {string} key @returns {Promise<Draft>} */
export async function openDraft(key) {
  await session.ready;
  await (takenUp ??= takeUpLastWords().catch(() => void (takenUp = null))); // tried again with the next draft
  const person = session.current()?.id ?? "";
  const full = `${person}:${key}`;
  const makeSheet = async () => {
    const fresh = new Sheet(full, person);
    await fresh.acquire();
    await fresh.read();
    return fresh;
  };
  const promise = sheetsByKey.get(full) ?? makeSheet();
  sheetsByKey.set(full, promise);
  const sheet = await promise.catch((error) => {
    sheetsByKey.delete(full);
    throw error;
  });
  sheet.users++;
  openSheets.add(sheet);
  return draftOf(sheet);
}

/** @param {Sheet} sheet @returns {Draft} */
function draftOf(sheet) {
  /** @type {(() => void) | null} */
  let watcher = null;
  const forget = () => void (watcher && sheet.watchers.delete(watcher));
  return {
    get id() {
      return sheet.kept.id;
    },
    get made() {
      return sheet.kept.made;
    },
    get fields() {
      return sheet.kept.fields;
    },
    get mine() {
      return sheet.state !== "elsewhere";
    },
    set: (patch) => sheet.set(patch),
    flush: () => sheet.flush(),
    async send(wishes) {
      forget(); // whoever sends knows
      const ops = await sheet.send(wishes);
      sheet.tell();
      return ops;
    },
    /** Given up. */
    async clear() {
      clearTimeout(sheet.timer);
      sheet.end("gone");
      await transaction(["drafts"], "readwrite", (tx) => tx.objectStore("drafts").delete(sheet.full));
    },
    /** Left for later. */
    async close() {
      forget();
      sheet.users--;
      await sheet.close();
    },
    /** Go on writing here what another window has open: that one writes what it has first. */
    async take() {
      publish("drafts");
      await new Promise((done) => setTimeout(done, PATIENCE));
      sheet.release();
      await sheet.acquire(true);
    },
    watch(fn) {
      forget();
      sheet.watchers.add((watcher = fn));
    },
  };
}

/** The fields of the current person's draft under `key`, without opening it. @param {string} key @returns {Promise<Record<string, any>>} */
export async function readDraft(key) {
  const full = `${session.current()?.id ?? ""}:${key}`;
  return (await sheetsByKey.get(full))?.kept.fields ?? (await get("drafts", full))?.fields ?? {};
}
