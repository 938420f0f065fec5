/** The telephone list: every number of the place as a row to press, kept on this phone. */
import * as feed from "../feed/feed.js";
import { h, icon, one, put } from "../ui/dom.js";
import { empty } from "./parts/matter_rows.js";
import * as names from "../feed/names.js";
import { known, w } from "../ui/words.js";

/** @param {HTMLElement} root */
export async function phones(root) {
  const draw = async () => {
    const list = /** @type {{kind: string, name: string, number: string, area_name: string}[] | undefined} */ ((await feed.telephones())?.telephones);
    put(one(root, '[data-hold="list"]'), !list ? empty(w("phones-later")) : list.length ? h("ul", { class: "list" }, list.map(row)) : empty(w("no-phones")));
  };
  await draw();
  return names.watch(() => void draw());
}

/** @param {{kind: string, name: string, number: string, area_name: string}} line */
const row = ({ kind, name, number, area_name }) => h("li", {}, h("a", { class: "item ring", href: `tel:${number.replace(/[^+\d]/g, "")}` },
  icon("phone"),
  h("span", { class: "item-body" },
    h("span", { class: "item-title" }, name),
    h("span", { class: "item-more" }, known(`phone-${kind}`) ? w(`phone-${kind}`) : kind, h("span", {}, area_name)),
    h("span", { class: "num ring-number" }, number))));
