/** What went with a phone's store: said where it is certain, asked where its person alone can tell. */
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
  const one = person.gone?.[0];
  if (!one) return null;
  if (one.sure && !one.told) void reportGone(person.id, one);
  const values = { when: dayAndTime(one.heard), n: one.unsent, phone: one.label || w("gone-phone") };
  const button = (/** @type {string} */ word, /** @type {() => void} */ act) => h("button", { class: "button", type: "button", on: { click: act } }, w(word));
  if (one.sure) return banner(w("gone-sure", values), "bad", button("gone-seen", () => void markSeen(person.id, one)));
  const asked = banner(w("gone-ask", values), "wait",
    button("gone-yes", () => void writeGone(person.id, one, { ...one, sure: true })),
    button("gone-no", () => void writeGone(person.id, one, null)));
  asked.dataset.waits = "true"; // behind the one thing that a building head is asked (layout.css)
  return asked;
}

/** @param {string} id @param {Gone} one @param {Gone | null} now what stands in its place; null: nothing */
function writeGone(id, one, now) {
  const rest = session.current()?.gone ?? [];
  return session.notePerson(id, { gone: rest.flatMap((other) => (other.device === one.device ? (now ?? []) : other)) });
}

/** The office writes it down; when it says that the phone has spoken since, nothing is gone. @param {string} id @param {Gone} one */
async function reportGone(id, one) {
  const reply = await call("/api/v1/session/gone", { method: "POST", body: { device: one.device, unsent: one.unsent } });
  if (!reply || reply.status === 401) return false; // said again at the next start
  await writeGone(id, one, reply.status === 204 ? { ...one, told: true } : null);
  return true;
}

/** It goes from the screen when the office has it. @param {string} id @param {Gone} one */
async function markSeen(id, one) {
  if (one.told || (await reportGone(id, one))) await writeGone(id, one, null);
}
