// Fetches the map file once, because its owner said so: piece by piece, over Wi-Fi, never before unsent work and never into the last room.
import { call } from "../account/api.js";
import * as session from "../account/session.js";
import { areas } from "../feed/names.js";
import { outerRings } from "../feed/geometry.js";
import * as outbox from "../outbox/outbox.js";
import { fullness } from "../store/fullness.js";
import { beginFile, dropFile, hasPiece, keptFile, ownCache, piecesOf, PIECE, writePiece } from "./kept_file.js";

/** @typedef {import("./kept_file.js").MapFile} MapFile */
/** @typedef {{kind: "none" | "offered" | "mobile" | "loading" | "paused" | "full" | "here", file: MapFile | null, got: number}} State */

const SHARE = 0.5; // of what the browser allows: the rest is for what is recorded
const PATIENCE = 30_000;
const WAIT = 3000; // while work waits to be sent

/** @type {State} */
let now = { kind: "none", file: null, got: 0 };
/** @type {MapFile | null} what the office offers */
let offered = null;
let isRunning = false;
/** @type {Set<() => void>} */
const hearers = new Set();

export const state = () => now;

/** @param {() => void} hear @returns {() => void} ends it */
export function watch(hear) {
  hearers.add(hear);
  return () => void hearers.delete(hear);
}

/** @param {State["kind"]} kind @param {MapFile | null} file @param {number} got bytes that are here */
function tell(kind, file, got) {
  now = { kind, file, got: file ? Math.min(got, file.bytes) : 0 };
  for (const hear of hearers) hear();
}

/** Whether the phone says that it is not on Wi-Fi; most browsers do not say, and then the size that is told must do. */
const isMobile = () => {
  const { type = "", saveData = false } = /** @type {any} */ (navigator).connection ?? {};
  return type === "cellular" || saveData;
};

/** Of the files that are ground here the one of the smallest area that has pictures for this phone. @param {MapFile[]} files @returns {MapFile | null} */
function chosenOf(files) {
  const rings = (session.current()?.posts ?? []).flatMap((post) => outerRings(areas.get(post.area)?.geometry)).flat();
  const covers = (/** @type {MapFile} */ { bounds: [west, south, east, north] }) => !rings.length || rings.some(([lon, lat]) => lon >= west && lon <= east && lat >= south && lat <= north);
  return files.filter((file) => file.datum === "wgs84" && covers(file)).pop() ?? null;
}

/** What is here, and what the office has; what was begun goes on. */
export async function look() {
  const kept = await keptFile().catch(() => null);
  const isWhole = kept !== null && kept.got >= piecesOf(kept.file);
  if (kept) tell(isWhole ? "here" : "paused", kept.file, kept.got * PIECE);
  else tell("none", null, 0);
  const reply = await call("/api/v1/maps");
  if (reply?.status !== 200) return;
  offered = chosenOf(reply.body.maps);
  if (kept && offered?.digest === kept.file.digest) return isWhole ? undefined : load(kept.file);
  if (offered) tell("offered", offered, 0);
  else if (kept) await drop(); // it is no ground any more
}

/** The owner wants it. */
export const begin = async () => (offered ? load(offered) : undefined);

/** The owner wants its room back. */
export async function drop() {
  await dropFile();
  tell(offered ? "offered" : "none", offered, 0);
}

/** @param {MapFile} file */
async function load(file) {
  if (isRunning) return;
  isRunning = true;
  try {
    await loadPieces(file);
  } catch {
    tell("paused", file, ((await keptFile().catch(() => null))?.got ?? 0) * PIECE);
  } finally {
    isRunning = false;
  }
}

/** @param {MapFile} file */
async function loadPieces(file) {
  const owner = session.current()?.id;
  const cache = await ownCache();
  if (!cache) return;
  if (isMobile()) return tell("mobile", file, 0);
  await beginFile(cache, file);
  for (let n = 0; n < piecesOf(file); n++) {
    tell("loading", file, n * PIECE);
    if (await hasPiece(cache, file, n)) continue;
    while ((await outbox.summary()).waiting) await new Promise((go) => setTimeout(go, WAIT)); // work goes first
    if (session.current()?.id !== owner) return;
    if (isMobile()) return tell("mobile", file, n * PIECE);
    const { used, quota } = await fullness();
    if (quota && used + file.bytes - n * PIECE > quota * SHARE) return tell("full", file, n * PIECE);
    await writePiece(cache, file, n, await fetchPiece(file, n));
  }
  tell("here", file, file.bytes);
}

/** One piece; throws where the answer is not exactly that. @param {MapFile} file @param {number} n */
async function fetchPiece({ id, bytes, digest }, n) {
  const [start, end] = [n * PIECE, Math.min(bytes, (n + 1) * PIECE)];
  const answer = await fetch(`/api/v1/maps/${id}`, {
    headers: { Range: `bytes=${start}-${end - 1}`, "If-Range": `"${digest}"` },
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const data = answer.status === 206 && answer.headers.get("ETag") === `"${digest}"` ? await answer.arrayBuffer() : null;
  if (data?.byteLength !== end - start) throw new Error(`piece ${n}: ${answer.status}`);
  return data;
}
