/** The language switch: noted for the server and for the service worker, so that it works without a signal too. */
import { chooseLanguage } from "../screens/frame/update.js";

/** @param {string} language "zh" or "en" */
export async function switchLanguage(language) {
  await chooseLanguage(language === "en" ? "en" : "zh");
  location.reload();
}
