/** The screen that is shown until the phone's database is open. It says what it waits for and goes on by itself. */
import * as session from "../../account/session.js";
import { currentTrouble } from "../../store/database.js";
import { findElement, h, replaceContent } from "../../ui/dom.js";
import { w } from "../../ui/words.js";
import * as update from "./update.js";

const SLOW = 800; // ms in which a store that is well has opened
const AGAIN = 2000;

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/** A link to the rescue page, which reads the database without this app. */
export const rescueLink = () => h("a", { class: "button", href: "/rescue.html" }, w("rescue"));

function showOpening() {
  const again = h("button", { class: "button", type: "button", on: { click: () => location.reload() } }, w("open-again"));
  replaceContent(findElement(document, "main"), h("div", { class: "screen" }, h("div", { class: "inner stack" }, h("h1", { tabindex: "-1" }, w("store-opening")), h("p", { role: "status" }, w("store-opening-why")), h("div", { class: "row" }, rescueLink(), again))));
}

/** Resolves when it is known who is signed in. Meanwhile the notices say what is wrong. */
export async function storeOpened() {
  const slow = setTimeout(showOpening, SLOW);
  for (let ready = session.ready; ; ready = session.reload()) {
    try {
      await ready;
      return clearTimeout(slow);
    } catch {
      showOpening();
      if (currentTrouble()?.kind === "newer") update.takeUpdate(); // the version that can read it may wait already
      await pause(AGAIN);
    }
  }
}
