/** A lead's yes or no to what a worker says of a time without position; a no carries a sentence, which the worker reads. */
import * as account from "../../account/api.js";
import * as feed from "../../feed/feed.js";
import { fillTexts, h, showMessage } from "../../ui/dom.js";
import { openSheet } from "../../ui/sheet.js";
import { w } from "../../ui/words.js";

/** Both buttons. @param {string} patrol @param {string} gap */
export const judgeButtons = (patrol, gap) => h("span", { class: "row" },
  h("button", { class: "button", type: "button", "data-key": `yes-${gap}`, on: { click: () => void agree(patrol, gap) } }, w("agree")),
  h("button", { class: "button", type: "button", "data-key": `no-${gap}`, on: { click: () => disagree(patrol, gap) } }, w("disagree")));

/** @param {string} patrol @param {string} gap */
async function agree(patrol, gap) {
  if (!(await account.judgeGap(patrol, gap, true))) showMessage(w("offline"));
  void feed.pull();
}

/** @param {string} patrol @param {string} gap */
function disagree(patrol, gap) {
  const text = h("textarea", { class: "control", id: "judge-text", maxlength: 500, rows: 3 });
  const form = h("form", { class: "stack", novalidate: true },
    h("div", { class: "field" }, h("label", { for: "judge-text" }, w("judge-why")), text),
    h("p", { class: "error", role: "alert", "data-text": "error", hidden: true }),
    h("button", { class: "button main big", type: "submit" }, w("judge-say")));
  const sheet = openSheet(w("disagree"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sentence = text.value.trim();
    if (!sentence) return fillTexts(form, { error: w("need-text") });
    if (!(await account.judgeGap(patrol, gap, false, sentence))) return fillTexts(form, { error: w("offline") });
    sheet.close();
    void feed.pull();
  });
}
