// Small hands for the page.

/** @param {string} selector @param {ParentNode} [within] @returns {any} */
export const one = (selector, within = document) => within.querySelector(selector);

/** @param {string} tag @param {Record<string, any>} [given] @param {(Node | string)[]} inside @returns {any} */
export function make(tag, given = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...inside);
  return made;
}

/** An icon of the page's own sprite. @param {string} name */
export function icon(name) {
  const drawn = one("svg.icon").cloneNode(true);
  const use = one("use", drawn);
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return drawn;
}

/** Say something on top of the page, in place of what stood there. @param {string} kind "" | wait | bad | good
 * @param {string} sentence @param {...Node} more */
export function tell(kind, sentence, ...more) {
  const mark = { wait: "wait", bad: "attention", good: "yes" }[kind] ?? "info";
  one("#told").replaceChildren(make("div", { className: `banner ${kind}` }, icon(mark), make("p", {}, sentence), ...more));
}

/** Bring what was told into view. */
export const look = () => one("#told").scrollIntoView({ block: "center" });

/** @param {string} word @param {() => void} act */
export const button = (word, act) => make("button", { type: "button", className: "button", onclick: act }, word);

/** @param {string} word @param {string} href */
export const link = (word, href) => make("a", { className: "button", href }, word);

/** What tells which button sent the form, also where the event does not say it (Safari before 15.4).
 * @param {HTMLFormElement} form @returns {(event: SubmitEvent) => any} */
export function presser(form) {
  /** @type {any} */
  let pressed = null;
  addEventListener("click", (/** @type {any} */ event) => (pressed = event.target.closest?.("button")), true);
  return (event) => event.submitter ?? (pressed?.form === form ? pressed : null);
}
