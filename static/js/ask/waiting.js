// Requests that wait on this phone: sent whenever there is a chance, on whichever page is open, and shown as they stand.
import { button, createElement, link, scrollToBanner, select, showBanner } from "./dom.js";
import { formOf, writeDraft } from "./draft.js";
import { sendWaiting } from "./send.js";
import { put } from "./store.js";
import { w } from "./words.js";

/** @typedef {import("./send.js").Entry} Entry @typedef {import("./send.js").Outcome} Outcome */

/** Remember on this phone where a request is followed: WeChat loses pages. @param {string} number @param {string} path */
export const rememberRequest = (number, path) => put(`sent:${number}`, { number, path, at: Date.now() });

/** Show why a request was refused. @param {any} problem @param {...Node} more */
export function showRefusal(problem, ...more) {
  const first = problem?.errors?.[0]?.message ?? "";
  const numbers = new Set([problem?.phone, problem?.hotline].filter(Boolean));
  const why = `${problem?.detail ?? problem?.title ?? ""} ${first}`.trim();
  showBanner("bad", w("refused", { why }), ...[...numbers].map((number) => link(number, `tel:${number}`)), ...more);
  scrollToBanner();
}

/** Put a refused request back into the draft of the form it was written on, from a page that is not it. @param {Entry} entry @param {any} problem */
export async function backToDraft(entry, problem) {
  const { category, text, contact = {}, confidential } = entry.body;
  const values = { category, text, phone: contact.phone ?? "", name: contact.name ?? "", confidential: confidential ? "1" : "" };
  await writeDraft(entry.id, values, entry.photos, entry.body.qr);
  showRefusal(problem, createElement("p", { className: "quiet" }, text), link(w("again"), formOf(entry.body.qr)));
}

/** Sentences on photos that the server did not take. @param {import("./send.js").Untaken[]} untaken */
export const untakenLines = (untaken = []) => untaken.map((photo) => createElement("p", {}, w("untaken", /** @type {any} */ (photo))));

/** Send what waits, now and whenever there may be a signal again. @param {(entry: Entry, problem: any) => void} refused
 * @returns {(entry: Entry, outcome: Outcome) => void} what tells how one stands */
export function watchWaiting(refused) {
  /** @param {Entry} entry @param {Outcome} outcome */
  const tellOutcome = (entry, outcome) => {
    const { answer } = entry;
    if (outcome.state === "refused") return refused(entry, outcome.problem);
    const see = () => link(w("see"), `/r/${answer?.token}`);
    if (outcome.state === "done") {
      const lines = untakenLines(entry.untaken);
      showBanner(lines.length ? "bad" : "good", w("arrived", { number: answer?.number ?? "" }), ...lines, see());
      rememberRequest(answer?.number ?? "", `/r/${answer?.token}`);
    } else if (answer) showBanner("wait", w("late", { number: answer.number, n: entry.photos.length }), ...untakenLines(entry.untaken), see());
    else {
      const sentence = entry.durable === false ? "fragile" : outcome.state === "busy" ? "busy" : "waiting";
      showBanner("wait", w(sentence), createElement("p", { className: "quiet" }, entry.body.text), button(w("now"), () => sendWaiting(tellOutcome, true)));
    }
  };
  for (const event of ["online", "pageshow"]) addEventListener(event, () => sendWaiting(tellOutcome, event === "online"));
  document.addEventListener("visibilitychange", () => document.hidden || sendWaiting(tellOutcome, true));
  return tellOutcome;
}
