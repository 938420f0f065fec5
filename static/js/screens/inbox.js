/** What one was told, bundled by matter, from what the phone has; and whether this phone is to show it at once. */
import * as feed from "../feed/feed.js";
import * as push from "../device/push.js";
import * as session from "../account/session.js";
import { within } from "../store/database.js";
import { fill, h, icon, one, put, putIfOther, say, tap } from "../ui/dom.js";
import { moment, ms } from "../ui/format.js";
import { empty } from "./parts/matter_rows.js";
import * as names from "../feed/names.js";
import { w } from "../ui/words.js";

/** @typedef {{id: string, matter: string, number: string, kind: string, what: string, about: string, sentence: string, urgent: boolean, at: string, read: boolean}} Notice */
const SHOWN = 100;
const DAYS = 60; // app/notify/pipeline/retention.py

/** @param {HTMLElement} root */
export async function inbox(root) {
  const draw = async () => {
    const bundles = bundled(await feed.notices());
    one(root, '[data-part="all"]').hidden = !bundles.some(({ unread }) => unread);
    putIfOther(one(root, '[data-hold="list"]'), bundles.length ? h("ul", { class: "list" }, bundles.slice(0, SHOWN).map(row)) : empty(w("inbox-none")));
  };
  tap(root, '[data-act="all"]', () => void feed.read(() => true).then(() => say(w("inbox-all-read"))));
  await draw();
  void offer(root);
  void forget();
  return names.watch(() => void draw());
}

/** What the office keeps no longer needs no place here either. */
async function forget() {
  const person = session.current()?.id ?? "";
  const old = (await feed.notices()).filter(({ at }) => ms(at) < Date.now() - DAYS * 86_400_000);
  if (old.length) await within(["feed"], "readwrite", (tx) => Promise.all(old.map(({ id }) => tx.objectStore("feed").delete([person, "notice", id]))));
}

/** By matter, the unread emergencies first, then the latest. @param {Notice[]} notices */
function bundled(notices) {
  /** @type {Map<string, Notice[]>} */
  const by = new Map();
  for (const one of notices.sort((a, b) => Number(a.id) - Number(b.id))) by.set(one.matter, [...(by.get(one.matter) ?? []), one]);
  const bundles = [...by.values()].map((list) => {
    const fresh = list.filter((one) => !one.read);
    return { last: list[list.length - 1], count: list.length, unread: fresh.length, urgent: fresh.some((one) => one.urgent) };
  });
  return bundles.sort((a, b) => Number(b.urgent) - Number(a.urgent) || ms(b.last.at) - ms(a.last.at));
}

/** @param {ReturnType<typeof bundled>[number]} bundle */
const row = ({ last, count, unread, urgent }) => h("li", {}, h("a", { class: `item ${urgent ? "late" : ""}`, href: names.holds(...names.STAFF) ? `/matters/${last.matter}` : "/look" },
  urgent ? icon("emergency") : null,
  h("span", { class: "item-body" },
    h("span", { class: unread ? "item-title" : "item-title read" }, last.what),
    h("span", { class: "item-more" }, last.about ? h("span", {}, last.about) : null, h("span", { class: "num" }, last.number)),
    h("span", { class: "item-more" },
      unread ? h("span", { class: urgent ? "tag bad" : "tag info" }, unread > 1 ? w("unread-n", { n: unread }) : w("unread")) : null,
      h("span", { class: "num" }, moment(last.at)),
      count > 1 ? h("span", {}, w("in-all-n", { n: count })) : null)),
  icon("next")));

/** Offered where this browser can, never asked for. @param {HTMLElement} root */
async function offer(root) {
  const stands = await push.stands();
  const part = one(root, '[data-part="push"]');
  part.hidden = stands === "unable";
  if (part.hidden) return;
  fill(root, { push: w(`push-${stands}`) });
  const button = h("button", { class: "button wide", type: "button", on: { click: () => void change(root, button, stands === "on") } }, icon("inbox"), w(stands === "on" ? "push-stop" : "push-start"));
  put(one(root, '[data-hold="push"]'), stands === "denied" ? null : button);
}

/** @param {HTMLElement} root @param {HTMLButtonElement} button @param {boolean} on */
async function change(root, button, on) {
  button.disabled = true;
  const failed = await (on ? push.stop() : push.start()).then((done) => !done, () => true);
  await offer(root);
  if (failed && !on) fill(root, { push: w("push-failed") });
}
