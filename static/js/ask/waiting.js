// What waits on this phone: sent whenever there is a chance, on whichever of our pages is open, and told as it stands.
import { button, link, look, make, one, tell } from "./dom.js";
import { leave } from "./draft.js";
import { put } from "./store.js";
import { flush } from "./send.js";
import { w } from "./words.js";

/** @typedef {import("./send.js").Entry} Entry @typedef {import("./send.js").Outcome} Outcome */

/** Remember on this phone where a request is followed: WeChat loses pages. @param {string} number @param {string} path */
export const remember = (number, path) => put(`sent:${number}`, { number, path, at: Date.now() });

/** Say why it was not taken. @param {any} problem @param {...Node} more */
export function refusal(problem, ...more) {
  const first = problem?.errors?.[0]?.message ?? "";
  const numbers = new Set([problem?.phone, problem?.hotline].filter(Boolean));
  const why = `${problem?.detail ?? problem?.title ?? ""} ${first}`.trim();
  tell("bad", w("refused", { why }), ...[...numbers].map((number) => link(number, `tel:${number}`)), ...more);
  look();
}

/** On a page without the form: the words wait in the form's draft. @param {Entry} entry @param {any} problem */
export async function toDraft(entry, problem) {
  const { category, text, contact = {}, confidential } = entry.body;
  const values = { category, text, phone: contact.phone ?? "", name: contact.name ?? "", confidential: confidential ? "1" : "" };
  await leave(entry.id, values, entry.photos);
  refusal(problem, link(w("again"), "/ask"));
}

/** Send what waits, now and whenever there may be a line again. @param {(entry: Entry, problem: any) => void} refused
 * @returns {(entry: Entry, outcome: Outcome) => void} what tells how one stands */
export function watch(refused) {
  /** @param {Entry} entry @param {Outcome} outcome */
  const told = (entry, outcome) => {
    const { answer } = entry;
    if (outcome.state === "refused") return refused(entry, outcome.problem);
    const see = () => link(w("see"), `/r/${answer?.token}`);
    if (outcome.state === "done") {
      tell("good", w("arrived", { number: answer?.number ?? "" }), see());
      remember(answer?.number ?? "", `/r/${answer?.token}`);
    } else if (answer) tell("wait", w("late", { number: answer.number, n: entry.photos.length }), see());
    else {
      const sentence = entry.durable === false ? "fragile" : outcome.state === "busy" ? "busy" : "waiting";
      tell("wait", w(sentence), make("p", { className: "quiet" }, entry.body.text), button(w("now"), () => flush(told, true)));
    }
  };
  for (const event of ["online", "pageshow"]) addEventListener(event, () => flush(told, event === "online"));
  document.addEventListener("visibilitychange", () => document.hidden || flush(told, true));
  return told;
}
