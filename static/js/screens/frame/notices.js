/** Notices on top of every screen: trouble with the database, a sign-in that ended, a newer version. */
import * as session from "../../account/session.js";
import * as feed from "../../feed/feed.js";
import { banner } from "../parts/matter_rows.js";
import { subscribe } from "../../store/bus.js";
import * as store from "../../store/database.js";
import { CROWDED, fullness } from "../../store/fullness.js";
import { findElement, h, replaceContent } from "../../ui/dom.js";
import { w } from "../../ui/words.js";
import { rescueLink } from "./opening.js";
import * as update from "./update.js";

let crowdedPercent = 0;
/** @type {HTMLElement | null} */
let lostNotice = null;

/** Draw the notices and keep them up to date. */
export function startNotices() {
  subscribe("trouble", drawNotices);
  update.watchUpdate(drawNotices);
  session.watch(readLost);
  feed.watch(drawNotices);
  void fullness().then(({ share }) => {
    crowdedPercent = share < CROWDED ? 0 : Math.round(share * 100);
    drawNotices();
  });
  drawNotices();
  session.ready.then(readLost, () => {});
}

/** Read whether a database was lost; its notice is code that few phones ever need. */
async function readLost() {
  lostNotice = session.isEmptied() || session.current()?.gone?.length ? (await import("../on_demand.js")).lostStoreNotice() : null;
  drawNotices();
}

export function drawNotices() {
  replaceContent(findElement(document, "#notices"), storeTrouble(), lostNotice, signInNotice(), updateNotice());
}

function storeTrouble() {
  const out = () => h("a", { class: "button", href: "/queue" }, w("to-queue"));
  const kind = store.currentTrouble()?.kind;
  if (kind) return kind === "full" ? banner(w("trouble"), "bad", out()) : banner(w(`store-${kind}`), "bad", rescueLink());
  return crowdedPercent ? banner(w("crowded", { share: crowdedPercent }), "wait", out()) : null;
}

function signInNotice() {
  if (!session.current() || location.pathname === "/sign-in") return null;
  const key = session.needsPassword() ? "sign-in-again" : feed.needsSignIn() ? "login-ended" : "";
  return key ? banner(w(key), "wait", h("a", { class: "button", href: "/sign-in" }, w("sign-in"))) : null;
}

function updateNotice() {
  if (!update.isUpdateReady()) return null;
  const take = () => {
    if (!update.takeUpdate()) replaceContent(findElement(document, "#notices"), banner(w("update-later"), "info"));
  };
  return banner(w("update-ready"), "info", h("button", { class: "button", type: "button", on: { click: take } }, w("update-take")));
}
