// One batch of ops to the server, and its answer. Only a whole and valid answer of our own server counts as one.
import * as session from "../account/session.js";
import { transaction } from "../store/database.js";
import { LONGEST_WAIT, isDue } from "../store/not_before.js";
import { maybeSeen } from "./under_way.js";

/** @typedef {import("../store/database.js").Row} Row @typedef {import("../store/database.js").Op} Op */
/**
 * @typedef {{id: string | null, status: "applied" | "duplicate" | "deferred" | "busy" | "rejected" | "conflict", seq?: number,
 *   entity?: any, missing?: string[], problem?: import("../store/database.js").Problem, index?: number}} Result
 * @typedef {{proto: 1, server: string, epoch: string, now: string, results: Result[], lacking?: string[]}} Answer
 * @typedef {{kind: "answer", answer: Answer} | {kind: "refused"} | {kind: "proto"} | {kind: "unreachable", wait: number}
 *   | {kind: "slow"} | {kind: "envelope", problem: any} | {kind: "broken", wait: number}} Outcome
 */

export const OPS_MOST = 50;
const BYTES_MOST = 240_000; // the contract allows 256 kB; the rest is the envelope
/** How long an answer may take, ms. */
export const limits = { patience: 20_000 };

const byteLength = (/** @type {any} */ value) => new TextEncoder().encode(JSON.stringify(value)).length;

/** The time a row waits for, epoch ms; 0 when it may be sent now. @param {Row} row @param {number} now */
export function waitsUntil(row, now) {
  const next = isDue(row.next, LONGEST_WAIT.retry, now) ? 0 : row.next;
  return Math.max(next, isDue(row.notBefore, row.rank ? LONGEST_WAIT.held : LONGEST_WAIT.grace, now) ? 0 : row.notBefore);
}

/**
 * The rows to send next: those that are due, urgent ones first, each after what it depends on, within the limits of one batch.
 * A row on which the server failed before goes alone, after the others.
 * @param {Row[]} rows all that wait, of one person @param {number} now @param {number} limit @returns {Row[]}
 */
export function pickBatch(rows, now, limit) {
  const sorted = [...rows].sort((a, b) => a.rank - b.rank || a.n - b.n);
  /** @type {Map<string, Row>} */
  const byId = new Map();
  for (const row of sorted) {
    byId.set(row.id, row);
    if (row.op.supersedes) byId.set(row.op.supersedes, row); // a correction stands for what it replaces
  }
  const ready = (/** @type {Row} */ row) => row.state !== "attention" && !waitsUntil(row, now);
  /** @type {Row[]} */
  const batch = [];
  let bytes = 0;
  /** @param {Row} row @param {Set<string>} path @returns {boolean} whether it is in the batch, or needs nothing that waits */
  const take = (row, path) => {
    if (batch.includes(row)) return true;
    if (!ready(row) || row.fails || path.has(row.id)) return false;
    for (const dep of row.op.deps) {
      const first = byId.get(dep);
      if (first && !take(first, new Set([...path, row.id]))) return false;
    }
    const more = byteLength(row.op) + 1;
    if (batch.length >= limit || (batch.length && bytes + more > BYTES_MOST)) return false;
    bytes += more;
    batch.push(row);
    return true;
  };
  for (const row of sorted) {
    if (batch.length >= limit) break;
    take(row, new Set());
  }
  if (batch.length) return batch;
  const choked = sorted.find((row) => row.fails && ready(row) && row.op.deps.every((dep) => !byId.has(dep)));
  return choked ? [choked] : [];
}

/** Note, before anything leaves, that the server may have seen these rows. Returns those that are still this person's to send.
 * Where the phone is too full to note it, this page remembers it.
 * @param {string} person @param {Row[]} batch @returns {Promise<Row[]>} */
export async function claimRows(person, batch) {
  const claiming = async (/** @type {any} */ tx, /** @type {boolean} */ noting) => {
    if (((await tx.objectStore("meta").get("current")) ?? person) !== person) return []; // with nobody here, what was left is sent
    const ops = tx.objectStore("ops");
    const claimed = [];
    for (const { id } of batch) {
      const row = await ops.get(id);
      if (!row || row.state === "attention" || row.person !== person) continue;
      const tried = { ...row, tries: row.tries + 1 };
      if (noting) await ops.put(tried);
      claimed.push(tried);
    }
    return claimed;
  };
  try {
    return await transaction(["ops", "meta"], "readwrite", (tx) => claiming(tx, true));
  } catch (error) {
    if (/** @type {any} */ (error).kind !== "full") throw error;
    for (const { id } of batch) maybeSeen.add(id);
    return transaction(["ops", "meta"], "readonly", (tx) => claiming(tx, false));
  }
}

/** @param {any} reply @param {Op[]} ops @param {string} server @returns {reply is Answer} */
function isValidAnswer(reply, ops, server) {
  return (
    reply?.proto === 1 &&
    reply.server === server &&
    typeof reply.epoch === "string" &&
    Array.isArray(reply.results) &&
    reply.results.length === ops.length &&
    reply.results.every((/** @type {Result} */ result, /** @type {number} */ i) => result?.id === ops[i].id || result?.index === i)
  );
}

/** The Retry-After of a response in ms; 0 when there is none. @param {Response} response */
export const retryAfter = (response) => Math.min(LONGEST_WAIT.asked, (Number(response.headers.get("Retry-After")) || 0) * 1000);

/**
 * Post one batch.
 * @param {import("../account/session.js").Person} person @param {Record<string, any>} more keys of the envelope beside the ops
 * @param {Op[]} ops @param {AbortSignal} signal @returns {Promise<Outcome>}
 */
export async function postBatch(person, ops, more, signal) {
  const timeout = AbortSignal.timeout(limits.patience);
  const stop = new AbortController();
  for (const source of [timeout, signal]) source.addEventListener("abort", () => stop.abort(), { once: true });
  try {
    const response = await fetch("/api/v1/sync", {
      method: "POST",
      credentials: "omit", // the token says who; another person's cookie must not
      redirect: "manual",
      cache: "no-store",
      headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": globalThis.document?.documentElement.lang ?? "zh-CN", Authorization: `Bearer ${person.token}` },
      body: JSON.stringify({
        proto: 1,
        device: session.device(),
        epoch: person.epoch,
        sent_at: new Date().toISOString(),
        ops,
        ...more,
      }),
      signal: stop.signal,
    });
    const reply = await session.ownReply(response);
    return outcomeOf(response, reply, ops, person.server);
  } catch {
    return timeout.aborted ? { kind: "slow" } : { kind: "unreachable", wait: 0 };
  }
}

/** @param {Response} response @param {any} reply @param {Op[]} ops @param {string} server @returns {Outcome} */
function outcomeOf(response, reply, ops, server) {
  if (response.status === 200 && isValidAnswer(reply, ops, server)) return { kind: "answer", answer: reply };
  const wait = retryAfter(response);
  if (!reply || !String(reply.type).startsWith("/problems/")) return { kind: "unreachable", wait };
  if (response.status === 401) return { kind: "refused" };
  if (reply.type === "/problems/other-proto") return { kind: "proto" };
  if ([400, 413, 422].includes(response.status)) return { kind: "envelope", problem: reply };
  return response.status === 500 ? { kind: "broken", wait } : { kind: "unreachable", wait };
}
