/** 发微信 · 打电话: whom a matter asks something of, a ready text with a link of their own, and their number. */
import { ask } from "../../account/api.js";
import { banner, emptyState } from "../parts/matter_rows.js";
import { h, icon, replaceContent } from "../../ui/dom.js";
import { canShare, copy, share } from "../../ui/share.js";
import { openSheet } from "../../ui/sheet.js";
import { sentenceOf, w } from "../../ui/words.js";

/** @typedef {{to: string, name: string, phone: string | null, purpose: string}} Target */

/** @param {string} matter its id */
export async function sendTo(matter) {
  const body = h("div", { class: "stack" });
  const sheet = openSheet(w("send-to"), body);
  const path = `/api/v1/matters/${matter}/links`;
  const { found, refused } = await ask(path);
  if (refused) replaceContent(body, banner(sentenceOf(refused), refused === "offline" ? "wait" : "bad"));
  else if (!found.to.length) replaceContent(body, emptyState(w("send-nobody")));
  else replaceContent(body, found.to.map((/** @type {Target} */ target) => targetCard(path, target)), h("p", { class: "quiet" }, w("send-again")));
  await sheet.closed;
}

/** @param {string} path @param {Target} target */
function targetCard(path, target) {
  const holder = h("div", { class: "stack tight" });
  const make = async () => {
    const { found, refused } = await ask(path, { method: "POST", body: { to: target.to } });
    replaceContent(holder, refused ? banner(sentenceOf(refused), "wait") : readyText(found.text));
  };
  return h("section", { class: "card stack tight" },
    h("p", { class: "split" }, h("span", { class: "strong" }, target.name), h("span", { class: "quiet" }, w(`send-${target.purpose}`))),
    h("div", { class: "pair" },
      h("button", { class: "button main", type: "button", on: { click: () => void make() } }, icon("share"), w("send-make")),
      target.phone ? h("a", { class: "button", href: `tel:${target.phone}` }, icon("phone"), w("dial")) : null),
    holder);
}

/** @param {string} text */
function readyText(text) {
  const field = h("textarea", { class: "control", rows: 5, readonly: true, "aria-label": w("send-make") });
  field.value = text;
  const status = h("p", { class: "quiet", role: "status" });
  const button = (/** @type {string} */ word, /** @type {string} */ symbol, /** @type {() => Promise<boolean>} */ act, /** @type {string} */ done) =>
    h("button", { class: "button", type: "button", on: { click: async () => (status.textContent = (await act()) ? w(done) : "") } }, icon(symbol), w(word));
  return h("div", { class: "stack tight" }, field,
    h("div", { class: "pair" }, button("copy", "copy", () => copy(text, field), "send-copied"), canShare() ? button("share", "share", () => share(text), "send-shared") : null),
    status);
}
