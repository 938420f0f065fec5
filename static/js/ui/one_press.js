/** A form is sent once: while it is on its way a second press of any of its buttons does nothing. So the reply that comes is the
 * reply to what was pressed, and not to the same thing asked again. */

const PATIENCE = 10_000; // ms until a plain form whose page never came may be pressed again

/** @type {WeakSet<Element>} */
const underway = new WeakSet();
const WRITES = 'form[method="post" i], form[hx-post]';

/** @param {Event} event */
const formOf = ({ target }) => (target instanceof HTMLFormElement && target.matches(WRITES) ? target : null);

/** Mark a form as sent, or as answered. @param {Element} form @param {boolean} is */
export function markUnderway(form, is) {
  if (!form.matches(WRITES)) return;
  underway[is ? "add" : "delete"](form);
  if (is) form.setAttribute("aria-busy", "true");
  else form.removeAttribute("aria-busy");
}

/** Guard every form of the page, also those that come later. */
export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (!form || !underway.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (!form || event.defaultPrevented) return; // a script sends it, and says itself when
    markUnderway(form, true);
    setTimeout(() => markUnderway(form, false), PATIENCE);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) for (const form of document.forms) markUnderway(form, false);
  });
}
