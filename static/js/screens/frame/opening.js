/** Until the phone's own store is open: the frame stands, says what it waits for, and goes on by itself. */
import * as session from "../../account/session.js";
import { troubles } from "../../store/database.js";
import * as update from "./update.js";
import { h, one, put } from "../../ui/dom.js";
import { w } from "../../ui/words.js";

const SLOW = 800; // ms in which a store that is well has opened
const AGAIN = 2000;

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/** The way to what lies on the phone without this app. */
export const rescue = () => h("a", { class: "button", href: "/rescue.html" }, w("rescue"));

function show() {
  const again = h("button", { class: "button", type: "button", on: { click: () => location.reload() } }, w("open-again"));
  put(one(document, "main"), h("div", { class: "screen" }, h("div", { class: "inner stack" }, h("h1", { tabindex: "-1" }, w("store-opening")), h("p", { role: "status" }, w("store-opening-why")), h("div", { class: "row" }, rescue(), again))));
}

/** Resolves when it is known who is here. What is wrong meanwhile stands in the notices. */
export async function opened() {
  const slow = setTimeout(show, SLOW);
  for (let ready = session.ready; ; ready = session.again()) {
    try {
      await ready;
      return clearTimeout(slow);
    } catch {
      show();
      if (troubles()?.kind === "newer") update.take(); // the version that can read it may wait already
      await pause(AGAIN);
    }
  }
}
