/** Hand over a text: copy it, or give it to another app (WeChat and others) by the phone's own share sheet. */

/** Whether this browser can hand a text to another app. */
export const canShare = () => typeof navigator.share === "function";

/** Open the share sheet. False when the person closed it. @param {string} text @returns {Promise<boolean>} */
export async function share(text) {
  try {
    await navigator.share({ text });
    return true;
  } catch {
    return false;
  }
}

/** Copy a text; false when the browser refuses. @param {string} text @param {HTMLTextAreaElement} field that holds it, for browsers without a clipboard (plain http)
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
