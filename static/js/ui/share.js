/** Handing over a ready text: copied, or shared with whatever the phone shares with (WeChat among them). */

/** Whether this browser can hand a text to another app. */
export const canShare = () => typeof navigator.share === "function";

/** @param {string} text @returns {Promise<boolean>} whether it went somewhere; turning away is no */
export async function share(text) {
  try {
    await navigator.share({ text });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} text @param {HTMLTextAreaElement} field that holds it, for browsers without a clipboard (plain http)
 * @returns {Promise<boolean>} */
export async function copy(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}
