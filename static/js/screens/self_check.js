/** The self-check of this phone: each part with a plain verdict, and one sentence over all. */
import * as checks from "../device/self_check.js";
import { h, icon, one, put, tap } from "../ui/dom.js";
import { banner } from "./parts/matter_rows.js";
import { known, w } from "../ui/words.js";

/** What was found, in words: why it is not well, or the figure that matters. @param {string} name @param {Record<string, any>} detail */
function more(name, detail) {
  const why = [`check-${name}-${detail.why}`, `check-${name}-why`].find(known);
  const figure = detail.why ? "" : known(`check-${name}-is`) ? w(`check-${name}-is`, { ...detail, mb: Math.round((detail.used ?? 0) / 1e6) }) : "";
  const said = detail.why && why ? w(why) : figure;
  return said ? h("span", { class: "item-more" }, said) : null;
}

const TONES = { good: "good", weak: "wait", bad: "bad" };
const ICONS = { good: "sent", weak: "attention", bad: "x" };

/** @param {HTMLElement} root */
export async function check(root) {
  let gone = false;
  const run = async () => {
    put(one(root, '[data-hold="verdict"]'), h("p", { role: "status" }, w("checking")));
    const found = await checks.run();
    if (gone) return;
    const worst = found.some(({ verdict }) => verdict === "bad") ? "bad" : found.some(({ verdict }) => verdict === "weak") ? "weak" : "good";
    put(one(root, '[data-hold="verdict"]'), banner(w(`check-${worst}`), TONES[worst]));
    put(one(root, '[data-hold="checks"]'), found.map(({ name, verdict, detail }) =>
      h("li", { class: "item" }, icon(ICONS[verdict]),
        h("span", { class: "item-body" }, h("span", { class: "item-title" }, known(`check-${name}`) ? w(`check-${name}`) : name), more(name, detail)),
        h("span", { class: `tag ${TONES[verdict]}` }, w(`verdict-${verdict}`)))));
  };
  tap(root, '[data-act="run"]', () => void run());
  void run();
  return () => {
    gone = true;
  };
}
