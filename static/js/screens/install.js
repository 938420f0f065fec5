/** How to put the app on the home screen, with the browser's own offer where there is one. */
import * as phone from "../device/install.js";
import { findElement, onTap, replaceContent } from "../ui/dom.js";
import { w } from "../ui/words.js";
import { banner } from "./parts/matter_rows.js";

/** @type {import("../ui/router.js").Screen} */
export const install = { path: /^\/install$/, template: "install", nav: "/me", open: true, show };

/** @param {HTMLElement} root */
function show(root) {
  const draw = () => {
    const way = phone.installSteps();
    const notice = way === "installed" ? banner(w("installed"), "good") : way === "wechat" ? banner(w("in-wechat"), "wait") : null;
    replaceContent(findElement(root, '[data-hold="state"]'), notice);
    findElement(root, '[data-act="install"]').hidden = way !== "prompt";
  };
  onTap(root, '[data-act="install"]', () => void phone.promptInstall().then(draw));
  draw();
}
