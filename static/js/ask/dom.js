// Small helpers for the elements of the residents' pages, lighter than those of the field app.

/** The first element that `selector` names, or null. @param {string} selector @param {ParentNode} [within] @returns {any} */
export const select = (selector, within = document) => within.querySelector(selector);

/** @param {string} tag @param {Record<string, any>} [given] @param {(Node | string)[]} inside @returns {any} */
export function createElement(tag, given = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), given);
  element.append(...inside);
  return element;
}

/** An icon of the page's own sprite. @param {string} name */
export function icon(name) {
  const drawn = select("svg.icon")?.cloneNode(true);
  if (!drawn) return createElement("span"); // a page without any: the sentence is what matters
  const use = select("use", drawn);
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return drawn;
}

/** Show a banner on top of the page, in place of the one before. @param {string} kind "" | wait | bad | good
 * @param {string} sentence @param {...Node} more */
export function showBanner(kind, sentence, ...more) {
  const mark = { wait: "wait", bad: "attention", good: "yes" }[kind] ?? "info";
  select("#told").replaceChildren(createElement("div", { className: `banner ${kind}` }, icon(mark), createElement("p", {}, sentence), ...more));
}

/** Scroll to the banner. */
export const scrollToBanner = () => select("#told").scrollIntoView({ block: "center" });

/** @param {string} word @param {() => void} act */
export const button = (word, act) => createElement("button", { type: "button", className: "button", onclick: act }, word);

/** @param {string} word @param {string} href */
export const link = (word, href) => createElement("a", { className: "button", href }, word);

/** A function that tells which button sent the form, also where the event does not say it (Safari before 15.4).
 * @param {HTMLFormElement} form @returns {(event: SubmitEvent) => any} */
export function watchPressed(form) {
  /** @type {any} */
  let pressed = null;
  addEventListener("click", (/** @type {any} */ event) => (pressed = event.target.closest?.("button")), true);
  return (event) => event.submitter ?? (pressed?.form === form ? pressed : null);
}
