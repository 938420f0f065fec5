/** The telephone list: every number of the place as a row to press, kept on this phone. */
import * as feed from "../feed/feed.js";
import * as names from "../feed/names.js";
import { findElement, h, icon, replaceContent } from "../ui/dom.js";
import { hasWord, w } from "../ui/words.js";
import { emptyState } from "./parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "./parts/nothing_here.js";

/** @param {HTMLElement} root */
export async function phones(root) {
  const draw = async () => {
    const list = /** @type {{kind: string, name: string, number: string, area_name: string}[] | undefined} */ ((await feed.telephones())?.telephones);
    const missing = await notHeardYet("telephones", w("phones-later"));
    replaceContent(findElement(root, '[data-hold="list"]'), listOrWhy(list?.length ? h("ul", { class: "list" }, list.map(numberRow)) : null, missing, () => emptyState(w("no-phones"))));
  };
  await draw();
  return names.watch(() => void draw());
}

/** @param {{kind: string, name: string, number: string, area_name: string}} line */
const numberRow = ({ kind, name, number, area_name }) => h("li", {}, h("a", { class: "item ring", href: `tel:${number.replace(/[^+\d]/g, "")}` },
  icon("phone"),
  h("span", { class: "item-body" },
    h("span", { class: "item-title" }, name),
    h("span", { class: "item-more" }, hasWord(`phone-${kind}`) ? w(`phone-${kind}`) : kind, h("span", {}, area_name)),
    h("span", { class: "num ring-number" }, number))));
