/** What every form does when its button is pressed: wait for its photos, put its ops into the outbox, and say what happened. */
import * as outbox from "../../outbox/outbox.js";
import * as photos from "../../outbox/photos/photos.js";
import { fillTexts, findElement, h, onTap, showMessage } from "../../ui/dom.js";
import { showAgain } from "../../ui/router.js";
import { sentenceOf, w } from "../../ui/words.js";
import { banner } from "./matter_rows.js";

/** @typedef {import("../../outbox/drafts.js").Draft} Draft @typedef {import("../../store/database.js").Op} Op */

/** Forms whose button was pressed and is not done with. @type {WeakSet<HTMLElement>} */
const pressed = new WeakSet();

/**
 * Put the ops of a form into the outbox, once; its draft ends in the same transaction. Null when nothing was stored: the second
 * half of a double tap, a photo that could not be stored, something missing, a full phone. The reason is shown in `error`.
 * @param {HTMLElement} root holds the form and a place for its `error`
 * @param {() => string | Omit<outbox.Wish, "person">[]} says what it says, read when its pictures are ready; or what is missing: a sentence, or a key of the words
 * @param {Draft} [draft] @returns {Promise<Op[] | null>}
 */
export async function keepForm(root, says, draft) {
  if (pressed.has(root)) return null;
  pressed.add(root);
  try {
    if (photos.isPreparing()) fillTexts(root, { error: w("photo-wait") });
    if (!(await photos.allPrepared())) return null; // the strip has said so; the next tap goes without it
    const content = says();
    fillTexts(root, { error: typeof content === "string" ? sentenceOf(content) : "" });
    if (typeof content === "string") return null;
    root.inert = true; // what is typed from here on would be in neither
    const id = draft?.id;
    const ops = await (draft ? draft.send(content) : outbox.addAll(content));
    if (id && ops[0].id !== id) showMessage(w("kept-anew"));
    return ops;
  } catch {
    fillTexts(root, { error: w("not-kept") });
    return null;
  } finally {
    root.inert = false;
    pressed.delete(root);
  }
}

/** Ready words (`data-phrase`) go behind what is written, each once; nothing that is written is ever replaced, in whichever form.
 * @param {HTMLElement} root @param {HTMLInputElement} control tied to its draft, if it has one */
export const offerPhrases = (root, control) => onTap(root, "[data-phrase]", ({ dataset: { phrase = "" } }) => {
  const before = control.value.trim();
  const joint = !before || /[，。；：！？]$/.test(before) ? "" : /[,.;:!?]$/.test(before) ? " " : w("comma");
  const both = before + joint + phrase;
  if (before.includes(phrase) || (control.maxLength > 0 && both.length > control.maxLength)) return;
  control.value = both;
  control.dispatchEvent(new Event("input"));
});

/** Their buttons. @param {string[]} phrases */
export const phraseButtons = (phrases) => phrases.map((phrase) => h("button", { class: "pick", type: "button", "data-phrase": phrase }, phrase));

/** When another window writes the draft, lock the form and offer to go on here; draw the screen anew when that changes.
 * @param {HTMLElement} root a screen with a form @param {Draft} draft */
export function guardDraft(root, draft) {
  draft.watch(() => (root.isConnected ? showAgain() : undefined));
  if (draft.mine) return;
  for (const part of root.querySelectorAll("form, .thumb")) /** @type {HTMLElement} */ (part).inert = true;
  const here = h("button", { class: "button", type: "button", "data-act": "write-here", on: { click: () => void draft.take() } }, w("write-here"));
  findElement(root, "form").before(banner(w("elsewhere"), "wait", here));
}

/** Tie a control to a field of a draft. Somebody quick may have begun to write before the draft was read: text is then added to
 * what stood there, of any other value the newer one counts. @param {HTMLInputElement} control @param {Draft} draft @param {string} name */
export function tieToDraft(control, draft, name) {
  const early = control.value;
  const there = draft.fields[name] ?? "";
  if (early !== there) control.value = early && there && control.type.startsWith("text") ? `${there}${w("comma")}${early}` : early || there;
  if (early) draft.set({ [name]: control.value });
  control.addEventListener("input", () => draft.set({ [name]: control.value }));
}
