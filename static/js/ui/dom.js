/** Making and filling elements; data only ever becomes text, never markup. */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, any>} Props */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. Props: `class`, `on` ({event: listener}), `data` (dataset), true/false attributes, and any other attribute.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") for (const [event, heard] of Object.entries(value)) element.addEventListener(event, heard);
    else if (name === "data") Object.assign(element.dataset, value);
    else setAttribute(element, name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false).map(nodeOf));
  return element;
}

/**
 * A shape of an SVG drawing.
 * @param {string} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function s(tag, props = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) setAttribute(element, name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(nodeOf));
  return element;
}

/** @param {Child} child */
function nodeOf(child) {
  return child instanceof Node ? child : String(child);
}

/** @param {Element} element @param {string} name @param {any} value */
function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * An icon of the sprite; its word stands beside it, so it is hidden from screen readers.
 * @param {string} name
 */
export function icon(name) {
  const sprite = document.documentElement.dataset.sprite ?? "";
  return s("svg", { class: "icon", "aria-hidden": "true" }, s("use", { href: `${sprite}#${name}` }));
}

/**
 * The content of a `<template>`.
 * @param {string} id
 */
export function cloneTemplate(id) {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLTemplateElement)) throw new Error(`no template ${id}`);
  return /** @type {DocumentFragment} */ (found.content.cloneNode(true));
}

/**
 * The one element that `selector` names; an error if the template lacks it.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function findElement(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`nothing at ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLInputElement}
 */
export function findInput(root, selector) {
  return /** @type {HTMLInputElement} */ (findElement(root, selector));
}

/**
 * Put texts where `data-text="name"` asks for them; null or "" hides the element.
 * @param {ParentNode} root
 * @param {Record<string, string | number | null | undefined>} texts
 */
export function fillTexts(root, texts) {
  for (const [name, value] of Object.entries(texts)) {
    for (const place of root.querySelectorAll(`[data-text="${name}"]`)) {
      const content = value === null || value === undefined ? "" : String(value);
      if (place.textContent !== content) place.textContent = content;
      /** @type {HTMLElement} */ (place).hidden = content === "";
    }
  }
}

/**
 * Replace what an element holds, keeping the focus on the element with the same `data-key`.
 * @param {Element} holder
 * @param {...(Child | Child[])} children
 */
export function replaceContent(holder, ...children) {
  const key = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key;
  const inside = key !== undefined && holder.contains(document.activeElement);
  holder.replaceChildren(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false).map(nodeOf),
  );
  if (inside) /** @type {HTMLElement | null} */ (holder.querySelector(`[data-key="${key}"]`))?.focus();
}

/**
 * The same for children without listeners of their own, which stay where nothing changed: a finger on its way loses none.
 * @param {HTMLElement} holder
 * @param {...(Child | Child[])} children
 */
export function replaceIfChanged(holder, ...children) {
  const fresh = h("div", {}, ...children);
  const same = fresh.childNodes.length === holder.childNodes.length && [...fresh.childNodes].every((node, place) => node.isEqualNode(holder.childNodes[place]));
  if (!same) replaceContent(holder, ...fresh.childNodes);
}

/**
 * Listen to a click on what `selector` names, now and after re-drawing.
 * @param {ParentNode & EventTarget} root
 * @param {string} selector
 * @param {(element: HTMLElement, event: Event) => void} heard
 */
export function onTap(root, selector, heard) {
  root.addEventListener("click", (event) => {
    const hit = /** @type {Element} */ (event.target).closest?.(selector);
    if (hit) heard(/** @type {HTMLElement} */ (hit), event);
  });
}

/**
 * Say something to screen readers.
 * @param {string} sentence
 */
export function announce(sentence) {
  const place = document.getElementById("said");
  if (place) place.textContent = sentence;
}

/** Say a sentence to everybody: aloud, and for four seconds in sight. @param {string} sentence */
export function showMessage(sentence) {
  announce(sentence);
  document.querySelector(".told")?.remove();
  const message = h("p", { class: "told", "aria-hidden": "true" }, icon("sent"), sentence);
  (document.querySelector(".top") ?? document.body).append(message);
  setTimeout(() => message.remove(), 4000);
}
