/** How to put the app on the home screen, with the browser's own offer where there is one. */
import * as phone from "../device/install.js";
import { one, put, tap } from "../ui/dom.js";
import { banner } from "./parts/matter_rows.js";
import { w } from "../ui/words.js";

/** @type {import("../ui/router.js").Screen} */
export const install = { path: /^\/install$/, template: "install", nav: "/me", open: true, show };

/** @param {HTMLElement} root */
function show(root) {
  const draw = () => {
    const way = phone.way();
    const said = way === "installed" ? banner(w("installed"), "good") : way === "wechat" ? banner(w("in-wechat"), "wait") : null;
    put(one(root, '[data-hold="state"]'), said);
    one(root, '[data-act="install"]').hidden = way !== "prompt";
  };
  tap(root, '[data-act="install"]', () => void phone.ask().then(draw));
  draw();
}
