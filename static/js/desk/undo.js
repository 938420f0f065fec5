// What was just done may be taken back for some seconds: the button goes when they are over, and a line beside it grows short.
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {HTMLElement} form */
function watch(form) {
  const left = Number(form.dataset.undo);
  form.dataset.watched = "";
  const line = /** @type {HTMLElement | null} */ (form.querySelector(".undo-left"));
  if (line && !still.matches) line.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], { duration: left, fill: "forwards" });
  setTimeout(() => {
    if (form.contains(document.activeElement)) /** @type {HTMLElement | null} */ (document.querySelector("#matter .matter-title"))?.focus();
    if (form.getAttribute("aria-busy") !== "true") form.remove(); // what is on its way is answered
  }, left);
}

const watchAll = () => {
  for (const form of document.querySelectorAll("form[data-undo]:not([data-watched])")) watch(/** @type {HTMLElement} */ (form));
};

/** Take back the last move, if that is still offered; whether it is. */
export function takeBack() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-undo]"));
  form?.requestSubmit();
  return form !== null;
}

export function startUndo() {
  watchAll();
  document.addEventListener("htmx:after:swap", watchAll);
}
