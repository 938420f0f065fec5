/** What stands where a list would: that it is empty only where the office has said so, else rows in outline or that nothing was ever received. */
import * as feed from "../../feed/feed.js";
import { h } from "../../ui/dom.js";
import { w } from "../../ui/words.js";
import { emptyState } from "./matter_rows.js";

const ROWS = 3;

/** Rows in outline, while they are fetched for the first time. */
const outline = () => h("div", { class: "outline", role: "status" }, h("span", { class: "sr" }, w("fetching")), Array.from({ length: ROWS }, () => h("span", { class: "outline-row" })));

/** What to show as long as the office has not answered, null once it has. @param {string} [name] of a whole document; the feed without one
 * @param {string} [sentence] what is said without a signal */
export async function notHeardYet(name, sentence = w("never-heard")) {
  const standing = await feed.standing(name);
  return standing === "told" ? null : standing === "coming" ? outline() : emptyState(sentence);
}

/** A list with what is missing of it; where there is none, what is missing, or the sentence that says so.
 * @param {Node | null} list @param {Node | null} missing @param {() => Node} empty */
export const listOrWhy = (list, missing, empty) => (list ? [list, missing] : [missing ?? empty()]);
