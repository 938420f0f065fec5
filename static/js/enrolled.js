// After the first password: the app is signed in on this phone at once, and a passkey is offered where the phone can.
import { addPasskey, passkeyTrouble } from "./account/api.js";
import { resume } from "./account/session.js";

const card = document.getElementById("passkey");
const say = /** @type {HTMLElement | null} */ (document.querySelector('[data-text="passkey"]'));
const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-act="passkey"]'));

/** Whether this browser can make a passkey with its own fingerprint or face, at this address. */
async function possible() {
  if (passkeyTrouble()) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

async function start() {
  await resume().catch(() => null); // the sign-in screen tries it once more
  if (!card || !button || !say || !(await possible())) return;
  card.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const added = (await addPasskey(button.dataset.label ?? "")) === "";
    say.textContent = (added ? say.dataset.done : say.dataset.failed) ?? "";
    button.hidden = added;
    button.disabled = false;
  });
}

start();
