// A page with a text to send: its buttons copy it or share it; without this script the text can still be marked and copied.
import { canShare, copy, share } from "./ui/share.js";

for (const part of document.querySelectorAll("[data-send]")) {
  const field = /** @type {HTMLTextAreaElement} */ (part.querySelector("textarea"));
  const status = /** @type {HTMLElement} */ (part.querySelector("[data-said]"));
  for (const button of part.querySelectorAll("button")) {
    const how = button.dataset.do;
    button.hidden = how === "share" && !canShare();
    button.addEventListener("click", async () => {
      const done = how === "share" ? await share(field.value) : await copy(field.value, field);
      status.textContent = done ? (button.dataset.done ?? "") : "";
    });
  }
}
