/** Signing in: friendly to password managers, with a passkey where there is one, naming the others' waiting work. */
import { passkeyTrouble } from "../../account/api.js";
import * as session from "../../account/session.js";
import { isAdministrator, may } from "../../feed/names.js";
import { banner, restingPatrols } from "../parts/matter_rows.js";
import * as recorder from "../../patrol/recorder.js";
import { subscribe } from "../../store/bus.js";
import { fillTexts, findElement, findInput, onTap, replaceIfChanged } from "../../ui/dom.js";
import { switchLanguage } from "../../ui/language.js";
import { go } from "../../ui/router.js";
import { chooseLook, chosenLook } from "../../ui/theme.js";
import { w } from "../../ui/words.js";

/** @param {HTMLElement} root @param {string[]} _ @param {URLSearchParams} query */
export async function signIn(root, _, query) {
  const stop = new AbortController();
  const entered = () => {
    const asked = query.get("next") ?? "/";
    const atDesk = asked === "/" && may("desk") && matchMedia("(min-width: 64rem)").matches;
    const next = atDesk ? "/desk" : asked === "/" && isAdministrator() ? "/admin" : asked;
    if (/^\/[^/\\]/.test(next)) location.replace(next); // whoever goes back then does not come to a form that is done with
    else void go("/", true);
  };
  if (!query.has("next") && session.current() && !session.needsPassword()) return entered();
  // from the page after an enrolment, whose own script may not have run yet, or not have got through
  if (query.has("enrolled")) {
    if (!session.current()) await attempt(root, session.resume, () => {});
    if (session.current()) return entered();
  }
  listenToForm(root, entered);
  offerPasskey(root, entered, stop);
  onTap(root, "[data-login]", (hit) => {
    findInput(root, "#login").value = hit.dataset.login ?? "";
    findInput(root, "#password").value = "gridwalk-demo";
    findElement(root, "form button[type=submit]").focus();
  });
  onTap(root, "[data-lang]", (hit) => switchLanguage(hit.dataset.lang ?? "zh"));
  onTap(root, "button[data-size]", () => chooseLook("size", chosenLook("size") ? "" : "large"));
  const draw = async () => {
    const waiting = await session.othersWaiting(); // it changes while one looks: what was left leaves, what was lost is found
    replaceIfChanged(findElement(root, '[data-hold="others"]'), restingPatrols(recorder.pausedWalkers()), ...waiting.map((other) => banner(w("others-waiting", { name: other.name || w("others-someone"), n: other.waiting }), "wait")));
  };
  await draw();
  const ends = [recorder.watch(draw), subscribe("ops", () => void draw())];
  return () => (ends.forEach((end) => end()), stop.abort());
}

/** @param {HTMLElement} root @param {() => void} entered */
function listenToForm(root, entered) {
  const secret = findInput(root, "#password");
  onTap(root, '[data-act="show"]', (hit) => {
    const visible = secret.type === "text";
    secret.type = visible ? "password" : "text";
    hit.setAttribute("aria-pressed", String(!visible));
    hit.textContent = w(visible ? "show" : "hide");
  });
  findElement(root, "form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const login = findInput(root, "#login").value.trim();
    if (!login || !secret.value) {
      fillTexts(root, { error: w("need-login") });
      return (login ? secret : findInput(root, "#login")).focus();
    }
    await attempt(root, () => session.signIn({ login, password: secret.value }), entered);
  });
}

/** @param {HTMLElement} root @param {() => Promise<any>} act @param {() => void} entered */
async function attempt(root, act, entered) {
  const button = /** @type {HTMLButtonElement} */ (findElement(root, "form button[type=submit]"));
  button.disabled = true;
  fillTexts(root, { error: "" });
  try {
    await act();
    entered();
  } catch (error) {
    const problem = /** @type {any} */ (error)?.problem;
    if (!(error instanceof DOMException)) fillTexts(root, { error: problem?.detail ?? w("signin-offline") });
  }
  button.disabled = false;
}

/** @param {HTMLElement} root @param {() => void} entered @param {AbortController} stop */
async function offerPasskey(root, entered, stop) {
  const trouble = passkeyTrouble();
  const button = /** @type {HTMLButtonElement} */ (findElement(root, '[data-act="passkey"]'));
  if (trouble) {
    button.disabled = true;
    return fillTexts(root, { nopasskey: w(trouble) });
  }
  button.addEventListener("click", () => {
    stop.abort();
    void attempt(root, () => session.signInWithPasskey(), entered);
  });
  const offered = await /** @type {any} */ (PublicKeyCredential).isConditionalMediationAvailable?.();
  if (!offered || stop.signal.aborted) return;
  session.signInWithPasskey({ mediation: "conditional", signal: stop.signal }).then(entered, () => null);
}
