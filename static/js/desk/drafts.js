// Words half written at a desk are kept for each matter and move, in this tab alone, while one looks elsewhere; chosen photos as long as
// the page stands. They go when the move is made, when they are not wanted any more, or with the tab.

const ABOUT_THE_FORM = ["id", "base_version", "seen", "call", "kept"];

/** @typedef {{values: [string, string][], at: number}} Draft what the fields hold, and when they were last written in */

/** @type {Map<string, File[]>} by the draft's key and the field's name */
const photos = new Map();

/** @returns {HTMLElement | null} */
const matterElement = () => document.querySelector("#matter [data-matter]");

/** @param {HTMLElement} matter */
const beginning = (matter) => `desk:${matter.dataset.reader}:${matter.dataset.matter}:`;

/** The move whose form this is, or nothing. @param {Element} form */
const moveOf = (form) => form.getAttribute("hx-post")?.match(/\/moves\/(\w+)\?/)?.[1];

/** @param {HTMLElement} matter @param {Element} form */
const keyOf = (matter, form) => beginning(matter) + moveOf(form);

/** @param {HTMLFormElement} form */
const fieldsOf = (form) =>
  /** @type {HTMLInputElement[]} */ ([...form.elements]).filter(({ name, type }) => name && type !== "hidden" && !ABOUT_THE_FORM.includes(name));

/** What stands in the fields, as pairs of name and value. @param {HTMLFormElement} form @returns {[string, string][]} */
const valuesOf = (form) =>
  fieldsOf(form)
    .filter(({ type, checked }) => type !== "file" && (!["radio", "checkbox"].includes(type) || checked))
    .map(({ name, value }) => [name, value]);

/** What each form held as the office drew it: only what differs was written. @type {WeakMap<HTMLFormElement, string>} */
const drawn = new WeakMap();

/** Forms whose move was made: a field that had the focus tells of its change once more when the answer takes its place. @type {WeakSet<Element>} */
const made = new WeakSet();

/** @param {string} key @param {Draft | null} draft */
function write(key, draft) {
  try {
    if (draft) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  } catch {
    // a tab without storage of its own keeps nothing; what stands in the form stands there still
  }
}

/** @param {string} key @returns {Draft | null} */
function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {Event} event */
function onWriting({ target }) {
  const form = /** @type {HTMLInputElement} */ (target).form;
  const matter = matterElement();
  if (!form || made.has(form) || !matter?.contains(form) || !moveOf(form)) return;
  const key = keyOf(matter, form);
  for (const { type, name, files } of fieldsOf(form)) if (type === "file") photos.set(key + name, [...(files ?? [])]);
  const values = valuesOf(form);
  write(key, JSON.stringify(values) === drawn.get(form) ? null : { values, at: Date.now() });
}

/** Put a draft back into its form. @param {HTMLFormElement} form @param {string} key @param {Draft} draft */
function fill(form, key, { values }) {
  for (const field of fieldsOf(form)) {
    const given = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
    else if (field.type !== "file" && given.length) field.value = given[0];
    else if (field.type === "file") chooseAgain(field, photos.get(key + field.name) ?? []);
    const part = field.closest("details");
    const holds = ["radio", "checkbox"].includes(field.type) ? field.checked : given.some(Boolean) || Boolean(field.files?.length);
    if (part && part !== form.closest("details") && holds) part.open = true; // what goes along is seen
  }
  const note = /** @type {HTMLElement | null} */ (form.querySelector("[data-draft]"));
  if (note) note.hidden = false;
}

/** @param {HTMLInputElement} field @param {File[]} files */
function chooseAgain(field, files) {
  if (!files.length) return;
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  field.files = chosen.files;
}

/** Every draft of the matter that is shown goes back into its form, and the last one written in is opened. */
function takeUp() {
  const matter = matterElement();
  if (!matter) return;
  /** @type {[HTMLFormElement, Draft][]} */
  const found = [];
  const forms = /** @type {HTMLFormElement[]} */ ([...matter.querySelectorAll("form[hx-post]")].filter(moveOf));
  for (const form of forms) {
    if (drawn.has(form)) continue;
    drawn.set(form, JSON.stringify(valuesOf(form)));
    const draft = read(keyOf(matter, form));
    const isAnswered = form.closest("details")?.open; // the office drew it open, with what was typed
    if (!draft || isAnswered) continue;
    fill(form, keyOf(matter, form), draft);
    found.push([form, draft]);
  }
  const last = found.sort(([, one], [, other]) => other.at - one.at)[0]?.[0].closest("details");
  if (last && !matter.querySelector("details.move[open]")) last.open = true;
  showLeft(matter, forms);
}

/** Words for a move that is not open any more stand above, to be used elsewhere. @param {HTMLElement} matter @param {Element[]} forms */
function showLeft(matter, forms) {
  const place = /** @type {HTMLElement | null} */ (matter.querySelector("[data-draft-left]"));
  const known = new Set(forms.map((form) => keyOf(matter, form)));
  const left = keysOf(matter).filter((key) => !known.has(key));
  const words = left.flatMap((key) => read(key)?.values.filter(([name]) => /text$/.test(name)).map(([, value]) => value.trim()) ?? []).filter(Boolean);
  const field = place?.querySelector("textarea");
  if (!place || !field || !words.length) return;
  field.value = words.join("\n");
  place.hidden = false;
}

/** @param {HTMLElement} matter */
const keysOf = (matter) => {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(beginning(matter)));
  } catch {
    return [];
  }
};

/** @param {string} key */
function forget(key) {
  write(key, null);
  for (const name of photos.keys()) if (name.startsWith(key)) photos.delete(name);
}

/** 不要了 @param {Event} event */
function onClick({ target }) {
  const button = /** @type {Element} */ (target).closest?.("[data-drop-draft]");
  const matter = matterElement();
  if (!button || !matter) return;
  const form = button.closest("form");
  if (form) {
    forget(keyOf(matter, form));
    form.reset();
  } else {
    const known = new Set([...matter.querySelectorAll("form[hx-post]")].map((one) => keyOf(matter, one)));
    keysOf(matter).filter((key) => !known.has(key)).forEach(forget);
  }
  const note = /** @type {HTMLElement | null} */ (button.closest("[data-draft], [data-draft-left]"));
  if (note) note.hidden = true;
}

/** The move was made: its words have arrived. @param {Element} form */
export function forgetDraft(form) {
  const matter = matterElement();
  if (!matter?.contains(form) || !moveOf(form)) return;
  made.add(form);
  forget(keyOf(matter, form));
}

/** Keep and give back what is written in the forms of the open matter. */
export function keepDrafts() {
  if (!document.getElementById("matter")) return;
  for (const kind of ["input", "change"]) document.addEventListener(kind, onWriting);
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:after:swap", takeUp);
  takeUp();
}
