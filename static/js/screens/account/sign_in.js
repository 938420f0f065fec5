/** Signing in: friendly to password managers, with a passkey where there is one, naming the others' waiting work. */
import { passkeyTrouble } from "../../account/api.js";
import { on } from "../../store/bus.js";
import * as recorder from "../../patrol/recorder.js";
import * as session from "../../account/session.js";
import { fill, input, one, putIfOther, tap } from "../../ui/dom.js";
import { banner, rests } from "../parts/matter_rows.js";
import { switchLanguage } from "../../ui/language.js";
import { DESK, holds } from "../../feed/names.js";
import { go } from "../../ui/router.js";
import { choose, chosen } from "../../ui/theme.js";
import { w } from "../../ui/words.js";

/** @param {HTMLElement} root @param {string[]} _ @param {URLSearchParams} query */
export async function signin(root, _, query) {
  const stop = new AbortController();
  const entered = () => {
    const asked = query.get("next") ?? "/";
    const atDesk = asked === "/" && holds(...DESK) && matchMedia("(min-width: 64rem)").matches;
    const next = atDesk ? "/desk" : asked;
    if (/^\/[^/\\]/.test(next)) location.href = next;
    else void go("/", true);
  };
  form(root, entered);
  passkey(root, entered, stop);
  tap(root, "[data-login]", (hit) => {
    input(root, "#login").value = hit.dataset.login ?? "";
    input(root, "#password").value = "gridwalk-demo";
    one(root, "form button[type=submit]").focus();
  });
  tap(root, "[data-lang]", (hit) => switchLanguage(hit.dataset.lang ?? "zh"));
  tap(root, "button[data-size]", () => choose("size", chosen("size") ? "" : "large"));
  const draw = async () => {
    const waiting = await session.others(); // it changes while one looks: what was left leaves, what was lost is found
    putIfOther(one(root, '[data-hold="others"]'), rests(recorder.paused()), ...waiting.map((other) => banner(w("others-waiting", { name: other.name || w("others-someone"), n: other.waiting }), "wait")));
  };
  await draw();
  const ends = [recorder.watch(draw), on("ops", () => void draw())];
  return () => (ends.forEach((end) => end()), stop.abort());
}

/** @param {HTMLElement} root @param {() => void} entered */
function form(root, entered) {
  const secret = input(root, "#password");
  tap(root, '[data-act="show"]', (hit) => {
    const shown = secret.type === "text";
    secret.type = shown ? "password" : "text";
    hit.setAttribute("aria-pressed", String(!shown));
    hit.textContent = w(shown ? "show" : "hide");
  });
  one(root, "form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const login = input(root, "#login").value.trim();
    if (!login || !secret.value) {
      fill(root, { error: w("need-login") });
      return (login ? secret : input(root, "#login")).focus();
    }
    await attempt(root, () => session.signIn({ login, password: secret.value }), entered);
  });
}

/** @param {HTMLElement} root @param {() => Promise<any>} act @param {() => void} entered */
async function attempt(root, act, entered) {
  const button = /** @type {HTMLButtonElement} */ (one(root, "form button[type=submit]"));
  button.disabled = true;
  fill(root, { error: "" });
  try {
    await act();
    entered();
  } catch (error) {
    const problem = /** @type {any} */ (error)?.problem;
    if (!(error instanceof DOMException)) fill(root, { error: problem?.detail ?? w("signin-offline") });
  }
  button.disabled = false;
}

/** @param {HTMLElement} root @param {() => void} entered @param {AbortController} stop */
async function passkey(root, entered, stop) {
  const trouble = passkeyTrouble();
  const button = /** @type {HTMLButtonElement} */ (one(root, '[data-act="passkey"]'));
  if (trouble) {
    button.disabled = true;
    return fill(root, { nopasskey: w(trouble) });
  }
  button.addEventListener("click", () => {
    stop.abort();
    void attempt(root, () => session.signInWithPasskey(), entered);
  });
  const offered = await /** @type {any} */ (PublicKeyCredential).isConditionalMediationAvailable?.();
  if (!offered || stop.signal.aborted) return;
  session.signInWithPasskey({ mediation: "conditional", signal: stop.signal }).then(entered, () => null);
}
