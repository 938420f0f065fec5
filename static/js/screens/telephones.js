/** The telephone list: every number of the place as a row to press, by kind, with a search; kept on this phone. */
import * as feed from "../feed/feed.js";
import * as names from "../feed/names.js";
import { findElement, findInput, h, icon, replaceIfChanged } from "../ui/dom.js";
import { hasWord, w } from "../ui/words.js";
import { emptyState } from "./parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "./parts/nothing_here.js";

/** @typedef {{kind: string, name: string, number: string, area_name: string}} Line */

/** Whom one rings first stands first; other kinds follow as they come. */
const ORDER = ["desk", "lead", "gas", "lift", "power", "water", "property", "police", "clinic", "unit"];

/** @param {HTMLElement} root */
export async function phones(root) {
  const find = findInput(root, "#find-phone");
  const draw = async () => {
    const list = /** @type {Line[] | undefined} */ ((await feed.telephones())?.telephones);
    const missing = await notHeardYet("telephones", w("phones-later"));
    const words = find.value.normalize("NFKC").trim().toLowerCase().split(/\s+/).filter(Boolean);
    const found = (list ?? []).filter((line) => words.every((word) => searched(line).includes(word) || hasDigits(line, word)));
    findElement(root, '[data-part="find"]').hidden = !list?.length;
    replaceIfChanged(findElement(root, '[data-hold="list"]'), listOrWhy(found.length ? grouped(found) : null, missing, () => emptyState(w(list?.length ? "none-found-phone" : "no-phones"))));
  };
  find.addEventListener("input", () => void draw());
  await draw();
  return names.watch(() => void draw());
}

/** @param {string} kind */
const kindName = (kind) => (hasWord(`phone-${kind}`) ? w(`phone-${kind}`) : kind);

/** What a search looks in: the number with and without its marks. @param {Line} line */
const searched = ({ kind, name, number, area_name }) => [kindName(kind), name, area_name, number, number.replace(/\D/g, "")].join(" ").toLowerCase();

/** Whether a number holds these digits, with whatever dash or sign between them. @param {Line} line @param {string} word */
const hasDigits = ({ number }, word) => /\d/.test(word) && !/\p{L}/u.test(word.replace(/[ー一ㅡ]/g, "")) && number.replace(/\D/g, "").includes(word.replace(/\D/g, ""));

/** A heading and its numbers for each kind. @param {Line[]} lines */
function grouped(lines) {
  const kinds = [...new Set([...ORDER, ...lines.map(({ kind }) => kind)])];
  return h("div", { class: "stack loose" }, kinds.map((kind) => ({ kind, own: lines.filter((line) => line.kind === kind) })).filter(({ own }) => own.length).map(({ kind, own }) =>
    h("section", { class: "stack tight" }, h("h2", {}, kindName(kind)), h("ul", { class: "list" }, own.map(numberRow)))));
}

/** @param {Line} line */
const numberRow = ({ name, number, area_name }) => h("li", {}, h("a", { class: "item ring", href: `tel:${number.replace("转", ",").replace(/[^+\d,]/g, "")}` },
  icon("phone"),
  h("span", { class: "item-body" },
    h("span", { class: "item-title" }, name),
    h("span", { class: "item-more" }, area_name, h("span", { class: "num ring-number" }, number)))));
