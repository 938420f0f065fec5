// The desk by keyboard: what each key does stands in the office's one table (app/desk/keys.py); while somebody writes none of them acts.
import { aimedAt, isAskedFor, listActs, openingMatter, openRow, shownMatter } from "./list.js";
import { selectRow } from "./select.js";
import { takeBack } from "./undo.js";

const WRITABLE = 'textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="file"], [type="submit"])';

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const fieldOf = (target) => (target instanceof Element ? target.closest(WRITABLE) : null);

const deskElement = () => /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));

/** @type {Record<string, [act: string, words: string]>} */
let keymap = {};

/** A key for a matter that is asked for and cannot be acted on yet. @type {{id: string, key: string, words: string} | null} */
let kept = null;

/** Say beside the search why a key did nothing. @param {string} sentence */
function say(sentence) {
  const place = document.querySelector("[data-said]");
  if (place) place.textContent = sentence;
}

/** Say one of the page's sentences. @param {string} name @param {string} [move] */
const tell = (name, move = "") => say((JSON.parse(deskElement().dataset.words ?? "{}")[name] ?? "").replace("{move}", move));

/** Where somebody goes on in a form: the first thing that is still to be chosen or written, else what sends it. @param {HTMLFormElement} form */
function placeToBegin(form) {
  const fields = /** @type {HTMLInputElement[]} */ ([...form.elements]).filter(
    (field) => field.name && field.type !== "hidden" && field.closest("details") === form.closest("details"), // what is folded away is not asked for
  );
  const chosen = new Set(fields.filter(({ checked }) => checked).map(({ name }) => name));
  const isLacking = (/** @type {HTMLInputElement} */ { type, name, value, required, dataset }) =>
    type === "checkbox" || (type === "radio" && required) ? !chosen.has(name) : type !== "radio" && !value && (required || "needed" in dataset);
  // a reason that may be left out stands aside while there are words that must be written
  const lacking = fields.find(isLacking) ?? fields.find(({ type, name }) => type === "radio" && !chosen.has(name));
  return lacking ?? /** @type {HTMLElement | null} */ (form.querySelector("button[type=submit]"));
}

/** Keep a key until its matter stands and has been there long enough to be read. @param {string} id @param {string} key @param {string} words */
function keep(id, key, words) {
  kept = { id, key, words };
  tell("opening", words);
}

/** What was pressed while its matter was on its way. */
function makeKept() {
  if (!kept || openingMatter() || document.querySelector("#matter[aria-disabled]")) return;
  const { id, key, words } = kept;
  kept = null;
  if (shownMatter() !== id) return;
  say("");
  makeMove(key, words);
}

function dropKept() {
  if (kept) tell("unopened");
  kept = null;
}

/** Whether a key for a step has to wait, or is for another matter than the open one, which is opened first. @param {string} key @param {string} words */
function isTooSoon(key, words) {
  const [aimed, opening, shown] = [aimedAt(), openingMatter(), shownMatter()];
  if (opening && (!aimed || aimed === opening)) keep(opening, key, words);
  else if (aimed && aimed !== shown) tell(openRow(aimed) ? "first" : "left");
  else if (document.querySelector('#matter form[aria-busy="true"]')) tell("busy");
  else if (!document.querySelector("#matter[aria-disabled]")) return false;
  else if (shown && isAskedFor()) keep(shown, key, words);
  else tell("fresh"); // it has just come up by itself, and nobody has read it
  return true;
}

/** Press the button of a move, or open its form. @param {string} key @param {string} words */
function makeMove(key, words) {
  if (isTooSoon(key, words)) return;
  const button = /** @type {HTMLElement | null} */ (document.querySelector(`#matter section [aria-keyshortcuts="${key.toUpperCase()}"]`));
  if (!button) return tell("closed", words);
  const details = button.closest("details");
  const form = /** @type {HTMLFormElement | null} */ (details ? details.querySelector("form") : button.closest("form"));
  if (!form) return;
  if (!details) return form.requestSubmit(button);
  details.open = true;
  const place = placeToBegin(form);
  place?.focus();
  form.scrollIntoView({ block: "nearest" });
}

/** Out of the field; out of the form, once one is in none. @param {KeyboardEvent} event */
function leave(event) {
  kept = null;
  const field = fieldOf(event.target);
  if (field) return field.blur();
  const open = /** @type {HTMLDetailsElement | null} */ (document.querySelector("#matter details.move[open]"));
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
}

const help = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("keys-help"))?.showModal();

/** @param {string} key @param {boolean} isShifted */
function act(key, isShifted) {
  const [name, words] = keymap[key];
  kept = null; // the last key counts
  if (name.startsWith("move:")) makeMove(key, words);
  else if (name === "help") help();
  else if (name === "take_back") takeBack();
  else if (name === "select") selectRow(isShifted);
  else listActs[name]();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  // while a sign is being put together, its keys belong to the input method
  if (event.isComposing || event.keyCode === 229 || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") return leave(event);
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form && !event.repeat) {
    event.preventDefault();
    return form.requestSubmit();
  }
  if (event.ctrlKey || event.metaKey || fieldOf(event.target)) return;
  const arrow = document.activeElement?.classList.contains("deskrow") ? { ArrowDown: "j", ArrowUp: "k" }[event.key] : undefined;
  const key = arrow ?? (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  if (!keymap[key] || (event.shiftKey && /[a-wyz]/.test(key))) return;
  // Enter presses what is in focus, where that can be pressed
  if (key === "Enter" && event.target instanceof Element && event.target.closest("a, button, summary, input")) return;
  event.preventDefault();
  if (event.repeat && !["j", "k"].includes(key)) return; // a key held down is pressed once
  say("");
  act(key, event.shiftKey);
}

export function startKeys() {
  const desk = /** @type {HTMLElement | null} */ (document.querySelector("[data-keymap]"));
  if (!desk) return;
  keymap = JSON.parse(desk.dataset.keymap ?? "{}");
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", () => (kept = null));
  document.addEventListener("desk-unopened", dropKept);
  const pane = document.getElementById("matter");
  if (pane) new MutationObserver(() => setTimeout(makeKept)).observe(pane, { attributeFilter: ["aria-disabled"] });
  document.querySelector("[data-help]")?.addEventListener("click", help);
}
