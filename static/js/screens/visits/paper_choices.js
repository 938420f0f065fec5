/** Papers by name, as large buttons to tick; a name that is not among them can be added. */
import { h, icon, replaceContent } from "../../ui/dom.js";
import { w } from "../../ui/words.js";

const MOST = 10;

/**
 * @param {HTMLElement} holder
 * @param {string[]} offered
 * @param {{get: () => string[], set: (papers: string[]) => void}} bound
 * @param {boolean} free whether others may be added
 */
export function paperChoices(holder, offered, bound, free) {
  const draw = () => {
    const have = bound.get();
    const names = [...new Set([...offered, ...have])];
    replaceContent(holder, h("div", { class: "choices" }, names.map((name) =>
      h("button", { class: "pick", type: "button", "aria-pressed": String(have.includes(name)), "data-key": `paper-${name}`, on: { click: () => turn(name) } }, name))), free ? more() : null);
  };
  /** @param {string} name */
  const turn = (name) => {
    const have = bound.get();
    if (have.includes(name)) bound.set(have.filter((other) => other !== name));
    else if (have.length < MOST) bound.set([...have, name]);
    draw();
  };
  const more = () => {
    const field = h("input", { class: "control", maxlength: 40, "aria-label": w("paper-other"), placeholder: w("paper-other") });
    const add = () => field.value.trim() && !bound.get().includes(field.value.trim()) && turn(field.value.trim());
    field.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), add()));
    return h("div", { class: "secret" }, field, h("button", { class: "button", type: "button", on: { click: add } }, icon("plus"), w("paper-add")));
  };
  draw();
}
