/** The notice that unsent work was lost with a phone's database: said where it is certain, asked where only its person knows. */
import { call } from "../../account/api.js";
import * as session from "../../account/session.js";
import { banner } from "../parts/matter_rows.js";
import { h } from "../../ui/dom.js";
import { dayAndTime } from "../../ui/format.js";
import { w } from "../../ui/words.js";

/** @typedef {import("../../account/session.js").Gone} Gone */

/** The notice for what is known now, or null. @returns {HTMLElement | null} */
export function lostStoreNotice() {
  const person = session.current();
  if (!person) return banner(w("store-lost"), "bad");
  const lost = person.gone?.[0];
  if (!lost) return null;
  if (lost.sure && !lost.told) void reportGone(person.id, lost);
  const values = { when: dayAndTime(lost.heard), n: lost.unsent, phone: lost.label || w("gone-phone") };
  const button = (/** @type {string} */ word, /** @type {() => void} */ act) => h("button", { class: "button", type: "button", on: { click: act } }, w(word));
  if (lost.sure) return banner(w("gone-sure", values), "bad", button("gone-seen", () => void markSeen(person.id, lost)));
  const asked = banner(w("gone-ask", values), "wait",
    button("gone-yes", () => void writeGone(person.id, lost, { ...lost, sure: true })),
    button("gone-no", () => void writeGone(person.id, lost, null)));
  asked.dataset.waits = "true"; // behind the one thing that a building head is asked (layout.css)
  return asked;
}

/** @param {string} id @param {Gone} lost @param {Gone | null} now what stands in its place; null: nothing */
function writeGone(id, lost, now) {
  const rest = session.current()?.gone ?? [];
  return session.notePerson(id, { gone: rest.flatMap((other) => (other.device === lost.device ? (now ?? []) : other)) });
}

/** The office writes it down; when it says that the phone has spoken since, nothing is gone. @param {string} id @param {Gone} lost */
async function reportGone(id, lost) {
  const reply = await call("/api/v1/session/gone", { method: "POST", body: { device: lost.device, unsent: lost.unsent } });
  if (!reply || reply.status === 401) return false; // said again at the next start
  await writeGone(id, lost, reply.status === 204 ? { ...lost, told: true } : null);
  return true;
}

/** It goes from the screen when the office has it. @param {string} id @param {Gone} lost */
async function markSeen(id, lost) {
  if (lost.told || (await reportGone(id, lost))) await writeGone(id, lost, null);
}
