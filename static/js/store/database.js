// The one database of this phone. Nothing is called saved before its transaction is complete and durable.
import { openDB } from "idb";
import { publish } from "./bus.js";
import * as room from "./reserve.js";

/**
 * An operation as the contract sends it.
 * @typedef {{id: string, person: string, lane: string, seq: number, deps: string[], type: string, v: 1, at: string,
 *   place?: Place, photos: string[], supersedes?: string, body: Record<string, any>}} Op
 * @typedef {{lat: number, lon: number, acc?: number, at?: string, source?: string}} Place
 *
 * What waits: the op, and what the phone knows about it. `n` is the order of making, `rank` its urgency (0 first).
 * @typedef {{id: string, person: string, n: number, rank: number, op: Op, state: "waiting" | "deferred" | "attention",
 *   tries: number, fails: number, next: number, notBefore: number, since: number, made: number, problem: Problem | null,
 *   clock: {mono: number, offset: number}}} Row
 * @typedef {{type: string, title?: string, detail?: string, status?: number, errors?: {field: string, message: string}[],
 *   [extra: string]: any}} Problem
 *
 * What the server has taken (or the worker took back), with the op's body for the day a server is restored.
 * @typedef {{id: string, person: string, at: number, ended: "received" | "withdrawn" | "superseded", op: Op, n: number,
 *   rank: number, seq?: number, entity?: {kind: string, id: string, number?: string}, lacks?: 1}} Receipt
 *
 * @typedef {{sha: string, size: number, mime: string, width: number, height: number, at: number, person: string,
 *   place: Place | null, server: number, tries: number, next: number, problem: Problem | null, dropped?: number}} Photo
 */

const NAME = "gridwalk";
const VERSION = 1;
/** `patience`: ms to wait for the database to open, so that one that never opens does not leave a blank screen. */
export const limits = { patience: 5000 };
/** Stores of what people write or walk. For these the reserve is used up when the phone is full. */
const WORDS = ["ops", "drafts", "points", "people"];

/** The steps of the schema, by version. New ones are only ever appended, and never take anything away. @type {((db: import("idb").IDBPDatabase) => void)[]} */
const STEPS = [
  (db) => {
    const ops = db.createObjectStore("ops", { keyPath: "id" });
    ops.createIndex("person", "person");
    const receipts = db.createObjectStore("receipts", { keyPath: "id" });
    receipts.createIndex("at", "at");
    receipts.createIndex("lacks", ["person", "lacks"]);
    db.createObjectStore("photos", { keyPath: "sha" }); // what is known of a picture …
    db.createObjectStore("blobs"); // … and its bytes, an ArrayBuffer by digest, never behind an index
    db.createObjectStore("points", { keyPath: ["patrol", "n"] });
    db.createObjectStore("drafts", { keyPath: "key" });
    db.createObjectStore("people", { keyPath: "id" });
    db.createObjectStore("meta");
    db.createObjectStore("kept", { keyPath: ["person", "name"] }); // whole answers: areas, categories, a day
    const feed = db.createObjectStore("feed", { keyPath: ["person", "kind", "id"] });
    feed.createIndex("kind", ["person", "kind"]);
  },
];

/** Why the phone cannot store things just now, or null. @type {{kind: "hangs" | "blocked" | "newer" | "full" | "broken", text: string} | null} */
let trouble = null;
/** @type {Promise<import("idb").IDBPDatabase> | null} */
let opening = null;
/** @type {import("idb").IDBPDatabase | null} */
let opened = null;

export class StoreError extends Error {
  /** @param {string} kind @param {unknown} [cause] */
  constructor(kind, cause) {
    super(`store: ${kind}`, { cause });
    this.name = "StoreError";
    this.kind = kind;
  }
}

/** What is wrong with the store, or null. */
export const currentTrouble = () => trouble;

/** @param {"hangs" | "blocked" | "newer" | "full" | "broken" | null} kind @param {unknown} [error] */
function setTrouble(kind, error) {
  const changed = trouble?.kind !== kind;
  trouble = kind && { kind, text: String(error ?? "") };
  if (changed && (kind || trouble !== undefined)) publish("trouble", trouble);
}

function closeConnection() {
  opening?.then((db) => db.close()).catch(() => {});
  opening = opened = null;
}

function openDatabase() {
  /** @type {Promise<import("idb").IDBPDatabase>} */
  const promise = Promise.resolve().then(() =>
    openDB(NAME, VERSION, {
      upgrade(db, from) {
        for (const step of STEPS.slice(from)) step(/** @type {any} */ (db));
      },
      blocked: () => setTrouble("blocked"),
      blocking: () => {
        closeConnection(); // a newer page must not wait for this one
        setTrouble("newer");
      },
      terminated: () => {
        if (opening === promise) opening = opened = null;
      },
    }),
  );
  promise.then(
    (db) => {
      if (opening === promise) opened = db;
      if (trouble && trouble.kind !== "full") setTrouble(null);
    },
    (error) => {
      if (opening === promise) opening = null;
      setTrouble(error?.name === "VersionError" ? "newer" : "broken", error);
    },
  );
  return promise;
}

/** The open database. StoreError "hangs" after five seconds, while the opening goes on. */
async function connection() {
  if (opened) return opened;
  const pending = (opening ??= openDatabase());
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      if (!trouble) setTrouble("hangs");
      reject(new StoreError(trouble?.kind ?? "hangs"));
    }, limits.patience);
  });
  try {
    return /** @type {import("idb").IDBPDatabase} */ (await Promise.race([pending, late]));
  } catch (error) {
    throw error instanceof StoreError ? error : new StoreError("broken", error);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {any} error */
const isConnectionLost = (error) =>
  error?.name === "InvalidStateError" || /connection.*(lost|clos)|database.*clos/i.test(String(error?.message));
/** @param {any} error */
const isFull = (error) => error?.name === "QuotaExceededError" || /write blobs|disk|full|quota/i.test(String(error?.message));

/**
 * Run `work` in one transaction. Resolves with its result only when the transaction is complete. A write has durability
 * "strict", so that a full disk is an error here and not a loss later. A lost connection is opened anew once; on a full phone
 * room is freed as long as there is any to free.
 * @template T
 * @param {string[]} stores @param {"readonly" | "readwrite"} mode
 * @param {(tx: any) => Promise<T> | T} work must await nothing but the transaction, and may run again
 * @returns {Promise<T>}
 */
export async function transaction(stores, mode, work) {
  for (let again = false; ; again = true) {
    try {
      const done = await attempt(await connection(), stores, mode, work);
      if (mode === "readwrite" && trouble?.kind === "full") setTrouble(null);
      return done;
    } catch (error) {
      if (isConnectionLost(error) && !again) {
        closeConnection();
        continue;
      }
      if (isFull(error)) {
        const words = stores.some((name) => WORDS.includes(name));
        if (mode === "readwrite" && (await room.freeRoom(await connection(), words).catch(() => false))) continue;
        setTrouble("full", error);
        throw new StoreError("full", error);
      }
      if (isConnectionLost(error)) setTrouble("broken", error);
      throw error;
    }
  }
}

/** @template T @param {import("idb").IDBPDatabase} db @param {string[]} stores @param {IDBTransactionMode} mode
 * @param {(tx: any) => Promise<T> | T} work */
async function attempt(db, stores, mode, work) {
  const tx = db.transaction(stores, /** @type {any} */ (mode), { durability: "strict" });
  tx.done.catch(() => {}); // it is awaited below; a failure in `work` must not also be unhandled
  let result;
  try {
    result = await work(tx);
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // it has ended by itself; its own reason is the one that matters
    }
    const reason = /** @type {any} */ (tx).error ?? error;
    throw reason?.name === "AbortError" ? error : reason;
  }
  await tx.done;
  return result;
}

/** @param {string} store @param {IDBValidKey} key @returns {Promise<any>} */
export const get = (store, key) => transaction([store], "readonly", (tx) => tx.objectStore(store).get(key));

/** @param {string} store @param {any} [range] @returns {Promise<any[]>} */
export const all = (store, range) => transaction([store], "readonly", (tx) => tx.objectStore(store).getAll(range));

/** @param {string} store @param {any} value @param {IDBValidKey} [key] @returns {Promise<any>} */
export const put = (store, value, key) =>
  transaction([store], "readwrite", (tx) => tx.objectStore(store).put(value, key));

/** @param {string} store @param {any} key */
export const remove = (store, key) => transaction([store], "readwrite", (tx) => tx.objectStore(store).delete(key));

/** Fill the reserve again, where there is room. @param {boolean} [now] */
export const refillReserve = async (now) => room.refill(await connection(), now).catch(() => {}); // there is none: so be it

/** Close the database, for tests of what happens when the browser does. */
export const close = closeConnection;
