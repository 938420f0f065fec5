// The management pages: htmx, which swaps only replies that are ours and that went well.
import htmx from "htmx.org";
import * as list from "./desk/list.js";
import * as live from "./desk/live.js";
import { hearTime, startCounting } from "./desk/elapsed.js";
import { startKeys } from "./desk/keys.js";
import { startSelecting } from "./desk/select.js";
import { startUndo } from "./desk/undo.js";
import { forgetDraft, keepDrafts } from "./desk/drafts.js";
import { keepForms } from "./desk/kept_form.js";
import { guardForms, markUnderway } from "./ui/one_press.js";
import { ignoreTaps } from "./ui/tap_guard.js";

htmx.config.noSwap = /** @type {any} */ ([204, 304, "4xx", "5xx"]);

/** Where refusals are said: the page's own place, else one on top of what it says. */
function problemPlace() {
  const found = document.getElementById("problem");
  if (found) return found;
  const element = document.createElement("div");
  element.id = "problem";
  element.tabIndex = -1;
  document.querySelector("main")?.prepend(element);
  return element;
}

/** Show the server's own words about what went wrong. @param {string} html */
function showProblem(html) {
  const here = problemPlace();
  here.innerHTML = html;
  here.focus();
}

/** Say beside a form that what was pressed has not been answered. @param {Element} form */
function showUnsent(form) {
  if (!(form instanceof HTMLFormElement)) return;
  forgetUnsent(form);
  const said = document.createElement("p");
  said.className = "error";
  said.dataset.unsent = "";
  said.setAttribute("role", "alert");
  said.textContent = document.body.dataset.unsent ?? "";
  form.append(said);
  said.scrollIntoView({ block: "nearest" });
}

/** @param {Element} form */
const forgetUnsent = (form) => form.querySelector(":scope > [data-unsent]")?.remove();

htmx.registerExtension("gridwalk", {
  /** A captive portal's page must never replace a form half filled in. @param {Element} _ @param {any} detail */
  htmx_before_response(_, { ctx }) {
    hearTime(ctx.response.headers.get("Date"));
    if (ctx.response.headers.has("X-Request-Id")) return undefined;
    showUnsent(ctx.sourceElement);
    return false;
  },
  /** What was done before is not said beside what is being done now. @param {Element} _ @param {any} detail */
  htmx_before_request(_, { ctx }) {
    markUnderway(ctx.sourceElement, true);
    forgetUnsent(ctx.sourceElement);
    document.getElementById("confirmation")?.replaceChildren();
  },
  /** @param {Element} _ @param {any} detail */
  htmx_after_request(_, { ctx }) {
    if (ctx.response.status < 400) forgetDraft(ctx.sourceElement);
    if (!ctx.response?.headers.has("X-Problem")) return;
    showProblem(ctx.text ?? "");
    if (ctx.sourceElement.id === "import" && UNREADABLE.includes(ctx.response.status)) forgetPlan();
  },
  /** No signal, or no reply in time. @param {Element} _ @param {any} detail */
  htmx_error(_, { ctx }) {
    if (ctx && !ctx.response) showUnsent(ctx.sourceElement);
  },
  /** @param {Element} _ @param {any} detail */
  htmx_finally_request(_, { ctx }) {
    markUnderway(ctx.sourceElement, false);
  },
});

// a plan is of one file: another one chosen, or refused, and what stood there can be agreed to no longer
const UNREADABLE = [409, 413, 422];
const forgetPlan = () => document.getElementById("plan")?.replaceChildren();
document.addEventListener("change", ({ target }) => {
  if (/** @type {Element} */ (target).matches("#import input[type=file]")) forgetPlan();
});

// The language switch of the server's own pages: the cookie they read, and the page again.
document.addEventListener("click", ({ target }) => {
  const language = /** @type {Element} */ (target).closest?.("[data-lang]")?.getAttribute("data-lang");
  if (!language) return;
  document.cookie = `lang=${language}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
});

document.addEventListener("click", ({ target }) => {
  if (/** @type {Element} */ (target).closest?.("[data-print]")) print();
});

// a double click answers nothing that has come up in place of what was answered
const deskPane = () => document.getElementById("matter") ?? document.querySelector("main");
document.addEventListener("htmx:after:swap", () => ignoreTaps(/** @type {Element} */ (deskPane())));

guardForms();
list.startList();
startUndo();
startCounting();
startKeys();
startSelecting();
keepDrafts();
keepForms();
live.startLive();
