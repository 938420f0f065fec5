/** A lead's yes or no to what a worker says of a time without position; a no carries a sentence, which the worker reads. */
import * as account from "../../account/api.js";
import * as feed from "../../feed/feed.js";
import * as drafts from "../../outbox/drafts.js";
import { guardDraft, tieToDraft } from "../parts/keep_form.js";
import { fillTexts, h, showMessage } from "../../ui/dom.js";
import { openSheet } from "../../ui/sheet.js";
import { sentenceOf, w } from "../../ui/words.js";

/** Both buttons. @param {string} patrol @param {string} gap */
export const judgeButtons = (patrol, gap) => h("span", { class: "row" },
  h("button", { class: "button", type: "button", "data-key": `yes-${gap}`, on: { click: () => void agree(patrol, gap) } }, w("agree")),
  h("button", { class: "button", type: "button", "data-key": `no-${gap}`, on: { click: () => void disagree(patrol, gap) } }, w("disagree")));

/** @param {string} patrol @param {string} gap */
async function agree(patrol, gap) {
  const refusal = await account.judgeGap(patrol, gap, true);
  if (refusal) showMessage(sentenceOf(refusal));
  void feed.pull();
}

/** What is written is a draft until the office has it. @param {string} patrol @param {string} gap */
async function disagree(patrol, gap) {
  const draft = await drafts.openDraft(`judge:${gap}`);
  const text = h("textarea", { class: "control", id: "judge-text", maxlength: 500, rows: 3 });
  const form = h("form", { class: "stack", novalidate: true },
    h("div", { class: "field" }, h("label", { for: "judge-text" }, w("judge-why")), text),
    h("p", { class: "error", role: "alert", "data-text": "error", hidden: true }),
    h("button", { class: "button main big", type: "submit" }, w("judge-say")));
  tieToDraft(/** @type {any} */ (text), draft, "text");
  const root = h("div", {}, form);
  guardDraft(root, draft);
  const sheet = openSheet(w("disagree"), root);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sentence = text.value.trim();
    if (!sentence) return fillTexts(form, { error: w("need-text") });
    const refusal = await account.judgeGap(patrol, gap, false, sentence);
    if (refusal) return fillTexts(form, { error: sentenceOf(refusal) });
    sheet.close();
    await draft.clear();
    void feed.pull();
  });
  await sheet.closed;
  void draft.close();
}
