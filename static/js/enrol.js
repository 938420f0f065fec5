// After the first password: the app is signed in on this phone at once, and a passkey is offered where the phone can.
import { resume } from "./session.js";

const card = /** @type {HTMLElement | null} */ (document.getElementById("passkey"));
const say = /** @type {HTMLElement | null} */ (document.querySelector('[data-text="passkey"]'));
const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-act="passkey"]'));

/** @param {string} path @param {any} body */
async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** Make a passkey on this phone; rejects when the person turns away or it is refused. @param {string} label */
async function add(label) {
  const options = await post("/api/v1/passkeys/options", {});
  const publicKey = /** @type {any} */ (PublicKeyCredential).parseCreationOptionsFromJSON(options);
  const made = /** @type {any} */ (await navigator.credentials.create({ publicKey }));
  await post("/api/v1/passkeys", { label, credential: made.toJSON() });
}

/** Whether this browser can make a passkey with its own fingerprint or face, at this address. */
async function possible() {
  const it = /** @type {any} */ (globalThis.PublicKeyCredential);
  if (!it?.parseCreationOptionsFromJSON) return false;
  return Boolean(await it.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false));
}

async function start() {
  await resume();
  if (!card || !button || !say || !(await possible())) return;
  card.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await add(button.dataset.label ?? "");
      say.textContent = say.dataset.done ?? "";
      button.hidden = true;
    } catch {
      say.textContent = say.dataset.failed ?? "";
      button.disabled = false;
    }
  });
}

start();
