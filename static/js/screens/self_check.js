/** The self-check of this phone: each part with a plain verdict, and one sentence over all. */
import * as checks from "../device/self_check.js";
import { findElement, h, icon, onTap, replaceContent } from "../ui/dom.js";
import { longText } from "../ui/format.js";
import { hasWord, w } from "../ui/words.js";
import { banner } from "./parts/matter_rows.js";

/** What was found, in words: why it is not well, or the figure that matters. @param {string} name @param {Record<string, any>} detail */
function detailText(name, detail) {
  const why = [`check-${name}-${detail.why}`, `check-${name}-why`].find(hasWord);
  const figure = detail.why ? "" : hasWord(`check-${name}-is`) ? w(`check-${name}-is`, { ...detail, mb: Math.round((detail.used ?? 0) / 1e6) }) : "";
  const text = detail.why && why ? w(why, { long: longText(detail.off ?? 0) }) : figure;
  return text ? h("span", { class: "item-more" }, text) : null;
}

const TONES = { good: "good", weak: "wait", bad: "bad" };
const ICONS = { good: "sent", weak: "attention", bad: "x" };

/** @param {HTMLElement} root */
export async function check(root) {
  let gone = false;
  const run = async () => {
    replaceContent(findElement(root, '[data-hold="verdict"]'), h("p", { role: "status" }, w("checking")));
    const found = await checks.runChecks();
    if (gone) return;
    const worst = found.some(({ verdict }) => verdict === "bad") ? "bad" : found.some(({ verdict }) => verdict === "weak") ? "weak" : "good";
    replaceContent(findElement(root, '[data-hold="verdict"]'), banner(w(`check-${worst}`), TONES[worst]));
    replaceContent(findElement(root, '[data-hold="checks"]'), found.map(({ name, verdict, detail }) =>
      h("li", { class: "item" }, icon(ICONS[verdict]),
        h("span", { class: "item-body" }, h("span", { class: "item-title" }, hasWord(`check-${name}`) ? w(`check-${name}`) : name), detailText(name, detail)),
        h("span", { class: `tag ${TONES[verdict]}` }, w(`verdict-${verdict}`)))));
  };
  onTap(root, '[data-act="run"]', () => void run());
  void run();
  return () => {
    gone = true;
  };
}
