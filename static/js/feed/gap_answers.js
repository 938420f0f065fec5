/** A lead's no to one's own explanation of a gap: told on Today, among the messages and on their tab until the patrol's screen has been opened. */
import * as session from "../account/session.js";
import { publish } from "../store/bus.js";
import { get, transaction } from "../store/database.js";

const READ = "gap-answers"; // under which the answers that were read are kept

/** @typedef {{id: string, from: string, to: string, text: string, judged: {agrees: boolean, at: string, text: string | null, by: {name: string}}}} Answered */

/** An answer that is given anew is another one. @param {Answered} answered */
const keyOf = ({ id, judged }) => `${id} ${judged.at}`;

/** @param {any} patrol @returns {Answered[]} */
const refusedOf = (patrol) => (patrol.explanations ?? []).filter((/** @type {any} */ { judged }) => judged && !judged.agrees);

/** Whose it is, and what of it was read. */
async function readKeys() {
  await session.ready;
  const person = session.current()?.id ?? "";
  return { person, keys: /** @type {string[]} */ ((await get("kept", [person, READ]))?.value ?? []) };
}

/** Those not read yet, each with its patrol. @param {any[]} patrols @returns {Promise<{patrol: string, answered: Answered}[]>} */
export async function unreadAnswers(patrols) {
  const { person, keys } = await readKeys();
  const own = patrols.filter((patrol) => patrol.person === person);
  return own.flatMap((patrol) => refusedOf(patrol).filter((answered) => !keys.includes(keyOf(answered))).map((answered) => ({ patrol: patrol.id, answered })));
}

/** The patrol's screen was opened by whoever walked it. @param {any} patrol */
export async function markAnswersRead(patrol) {
  const { person, keys } = await readKeys();
  const fresh = patrol.person === person ? refusedOf(patrol).map(keyOf).filter((key) => !keys.includes(key)) : [];
  if (!fresh.length) return;
  await transaction(["kept"], "readwrite", (tx) => tx.objectStore("kept").put({ person, name: READ, value: [...keys, ...fresh], at: Date.now() }));
  publish("feed");
}
