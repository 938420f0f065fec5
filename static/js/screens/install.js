/** How to put the app on the home screen, with the browser's own offer where there is one. */
import * as phone from "../device/install.js";
import { findElement, onTap, replaceContent } from "../ui/dom.js";
import { w } from "../ui/words.js";
import { banner } from "./parts/matter_rows.js";

/** Which steps to show: one tap, or what this browser wants done by hand.
 * @returns {"installed" | "prompt" | "wechat" | "ios-safari" | "ios-other" | "huawei" | "xiaomi" | "chrome" | "firefox" | "other"} */
function installSteps() {
  const agent = navigator.userAgent;
  if (phone.isInstalled()) return "installed";
  if (phone.mayPrompt()) return "prompt";
  if (/MicroMessenger/i.test(agent)) return "wechat";
  if (/iPhone|iPad/.test(agent)) return /CriOS|FxiOS|EdgiOS/.test(agent) ? "ios-other" : "ios-safari";
  if (/HuaweiBrowser/i.test(agent)) return "huawei";
  if (/MiuiBrowser/i.test(agent)) return "xiaomi";
  if (/Firefox/.test(agent)) return "firefox";
  return /Chrome/.test(agent) ? "chrome" : "other";
}

/** @param {HTMLElement} root */
export function install(root) {
  const draw = () => {
    const way = installSteps();
    const notice = way === "installed" ? banner(w("installed"), "good") : way === "wechat" ? banner(w("in-wechat"), "wait") : null;
    replaceContent(findElement(root, '[data-hold="state"]'), notice);
    findElement(root, '[data-act="install"]').hidden = way !== "prompt";
  };
  onTap(root, '[data-act="install"]', () => void phone.promptInstall().then(draw));
  draw();
}
