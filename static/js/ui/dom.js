/** Small helpers for elements. Data only ever becomes text, never markup. */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, any>} Props */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an HTML element. Props: `class`, `on` ({event: listener}), `data` (dataset), true/false attributes, and any other attribute.
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
 * Make an SVG element.
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

/** A text node for anything that is not a node yet. @param {Child} child */
function nodeOf(child) {
  return child instanceof Node ? child : String(child);
}

/** Set an attribute; true sets it empty, false, null and undefined leave it out. @param {Element} element @param {string} name @param {any} value */
function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * An icon of the sprite. It is hidden from screen readers, because its word stands beside it.
 * @param {string} name
 */
export function icon(name) {
  const sprite = document.documentElement.dataset.sprite ?? "";
  return s("svg", { class: "icon", "aria-hidden": "true" }, s("use", { href: `${sprite}#${name}` }));
}

/**
 * A copy of what a `<template>` holds; an error if there is no such template.
 * @param {string} id
 */
export function cloneTemplate(id) {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLTemplateElement)) throw new Error(`no template ${id}`);
  return /** @type {DocumentFragment} */ (found.content.cloneNode(true));
}

/**
 * The element that `selector` names below `root`; an error if there is none.
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
 * The same for an input.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLInputElement}
 */
export function findInput(root, selector) {
  return /** @type {HTMLInputElement} */ (findElement(root, selector));
}

/**
 * Write each text into the elements with `data-text="name"`; null or "" hides them.
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
 * Replace the children of an element. The focus stays on the child with the same `data-key`.
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
 * The same, but nothing is replaced where nothing changed, so that a tap under way is not lost. Only for children without
 * listeners of their own.
 * @param {HTMLElement} holder
 * @param {...(Child | Child[])} children
 */
export function replaceIfChanged(holder, ...children) {
  const fresh = h("div", {}, ...children);
  const same = fresh.childNodes.length === holder.childNodes.length && [...fresh.childNodes].every((node, place) => node.isEqualNode(holder.childNodes[place]));
  if (!same) replaceContent(holder, ...fresh.childNodes);
}

/**
 * Call `heard` for every click on what `selector` names, also on elements that are added later.
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
 * Read a sentence to screen readers.
 * @param {string} sentence
 */
export function announce(sentence) {
  const place = document.getElementById("said");
  if (place) place.textContent = sentence;
}

/** Show a sentence for four seconds, and read it to screen readers. @param {string} sentence */
export function showMessage(sentence) {
  announce(sentence);
  document.querySelector(".told")?.remove();
  const message = h("p", { class: "told", "aria-hidden": "true" }, icon("sent"), sentence);
  (document.querySelector(".top") ?? document.body).append(message);
  setTimeout(() => message.remove(), 4000);
}
