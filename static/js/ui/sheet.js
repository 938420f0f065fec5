/** A sheet that comes up from the bottom: a modal dialog. When it closes, the focus goes back to where it was. */
import { h, icon } from "./dom.js";
import { ignoreFingers, ignoreTaps } from "./tap_guard.js";
import { w } from "./words.js";

/**
 * Open a sheet. The promise settles when it is closed.
 * @param {string} title
 * @param {Node} body
 * @param {{red?: boolean, label?: string}} [how]
 */
export function openSheet(title, body, how = {}) {
  const came = /** @type {HTMLElement | null} */ (document.activeElement);
  const dialog = h("dialog", { class: how.red ? "sheet red" : "sheet", "aria-labelledby": "sheet-title" });
  const close = () => closeSheet(dialog);
  dialog.append(
    h("div", {},
      h("div", { class: "split" },
        h("h2", { id: "sheet-title", tabindex: "-1" }, title),
        h("button", { class: "button bare", type: "button", on: { click: close } }, icon("x"), how.label ?? w("close")),
      ),
      body,
    ),
  );
  document.body.append(dialog);
  const closed = new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (came?.isConnected) came.focus({ preventScroll: true });
      done(undefined);
    });
  });
  dialog.showModal();
  ignoreTaps(/** @type {Element} */ (dialog.firstElementChild?.lastElementChild));
  /** @type {HTMLElement | null} */ (dialog.querySelector("h2"))?.focus();
  return { dialog, close, closed };
}

/** Close a sheet. The second half of a double tap on it does not fall through, also where it comes before the `close` event.
 * @param {HTMLDialogElement} dialog */
function closeSheet(dialog) {
  ignoreFingers();
  dialog.close();
}

/** Close every open sheet, so that none lies over the next screen. */
export function closeAllSheets() {
  for (const dialog of document.querySelectorAll("dialog[open]")) closeSheet(/** @type {HTMLDialogElement} */ (dialog));
}

/**
 * Ask one question with two answers; true for the first.
 * @param {string} question
 * @param {string} yes
 * @param {string} [why]
 * @param {boolean} [danger]
 * @returns {Promise<boolean>}
 */
export async function askYesNo(question, yes, why, danger = false) {
  let answer = false;
  const sure = h("button", { class: danger ? "button danger main big" : "button main big", type: "button" }, yes);
  const sheet = openSheet(question, h("div", { class: "stack" }, why ? h("p", {}, why) : null, sure), { label: w("back") });
  sure.addEventListener("click", () => {
    answer = true;
    sheet.close();
  });
  await sheet.closed;
  return answer;
}
