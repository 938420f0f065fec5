// What is half written in a form of a page stays in this tab, also over an ended session, until its answer stands in the page's list.

/** @typedef {{form: string, values: [string, string][]}} Kept the form's own id and what its fields hold */

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
const written = (form) => /** @type {HTMLInputElement[]} */ ([...form.elements]).filter(({ name, type }) => name && type !== "hidden");

/** @param {HTMLFormElement} form @param {string} key */
function keep(form, key) {
  const own = /** @type {HTMLInputElement} */ (form.elements.namedItem("form"));
  const values = written(form).map(({ name, value }) => [name, value]);
  try {
    sessionStorage.setItem(key, JSON.stringify({ form: own.value, values }));
  } catch {
    // a tab without storage of its own keeps nothing; what stands in the form stands there still
  }
}

/** @param {string} key @returns {Kept | null} */
function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** Put back what was not received; the same form again is the same act. @param {HTMLFormElement} form @param {string} key */
function takeUp(form, key) {
  const kept = read(key);
  if (!kept) return;
  const path = new URL(form.action).pathname;
  if (document.querySelector(`a[href="${path}/${CSS.escape(kept.form)}"]`)) {
    sessionStorage.removeItem(key);
    return;
  }
  /** @type {HTMLInputElement} */ (form.elements.namedItem("form")).value = kept.form;
  for (const field of written(form)) {
    const found = kept.values.find(([name]) => name === field.name);
    const fits = !(field instanceof HTMLSelectElement) || [...field.options].some(({ value }) => value === found?.[1]);
    if (found && fits && !field.closest(".field")?.querySelector("[role=alert]")) field.value = found[1];
  }
}

/** Forms that say with `data-keep` under which name. */
export function keepForms() {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-keep]"))) {
    const key = `desk:form:${form.dataset.keep}`;
    takeUp(form, key);
    form.addEventListener("input", () => keep(form, key));
  }
}
