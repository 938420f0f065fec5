/** What must be known on every screen: trouble with the store, a sign-in that ended, a newer version. */
import { on } from "../../store/bus.js";
import * as feed from "../../feed/feed.js";
import * as session from "../../account/session.js";
import * as store from "../../store/database.js";
import { CROWDED, fullness } from "../../store/fullness.js";
import * as update from "./update.js";
import { h, one, put } from "../../ui/dom.js";
import { banner } from "../parts/matter_rows.js";
import { rescue } from "./opening.js";
import { w } from "../../ui/words.js";

let crowded = 0;
/** @type {HTMLElement | null} */
let lost = null;

/** Keep the notices true from now on. */
export function start() {
  on("trouble", draw);
  update.watch(draw);
  session.watch(gone);
  feed.watch(draw);
  void fullness().then(({ share }) => {
    crowded = share < CROWDED ? 0 : Math.round(share * 100);
    draw();
  });
  draw();
  session.ready.then(gone, () => {});
}

/** What went with a phone's store is said by code that few phones ever fetch. */
async function gone() {
  lost = session.vanished() || session.current()?.gone?.length ? (await import("../on_demand.js")).gone() : null;
  draw();
}

export function draw() {
  put(one(document, "#notices"), trouble(), lost, signedOut(), newer());
}

function trouble() {
  const out = () => h("a", { class: "button", href: "/queue" }, w("to-queue"));
  const kind = store.troubles()?.kind;
  if (kind) return kind === "full" ? banner(w("trouble"), "bad", out()) : banner(w(`store-${kind}`), "bad", rescue());
  return crowded ? banner(w("crowded", { share: crowded }), "wait", out()) : null;
}

function signedOut() {
  if (!session.current() || location.pathname === "/sign-in") return null;
  const said = session.needsPassword() ? "sign-in-again" : feed.needsSignIn() ? "login-ended" : "";
  return said ? banner(w(said), "wait", h("a", { class: "button", href: "/sign-in" }, w("sign-in"))) : null;
}

function newer() {
  if (!update.ready()) return null;
  const take = () => {
    if (!update.take()) put(one(document, "#notices"), banner(w("update-later"), "info"));
  };
  return banner(w("update-ready"), "info", h("button", { class: "button", type: "button", on: { click: take } }, w("update-take")));
}
