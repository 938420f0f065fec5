/** What one was told, bundled by matter, from what the phone has; and whether this phone is to show it at once. */
import * as session from "../account/session.js";
import * as push from "../device/push.js";
import * as feed from "../feed/feed.js";
import * as names from "../feed/names.js";
import { transaction } from "../store/database.js";
import { announce, fillTexts, findElement, h, icon, onTap, replaceContent, replaceIfChanged } from "../ui/dom.js";
import { dayAndTime, toMs } from "../ui/format.js";
import { w } from "../ui/words.js";
import { drawAnswers } from "./grid_day.js";
import { emptyState } from "./parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "./parts/nothing_here.js";

/** @typedef {{id: string, matter: string, subject?: string, page?: string, number: string, kind: string, what: string, about: string, sentence: string, urgent: boolean, at: string, read: boolean}} Notice */
const SHOWN = 100;
const DAYS = 60; // app/notify/pipeline/retention.py

/** @param {HTMLElement} root */
export async function inbox(root) {
  const draw = async () => {
    const [told, missing] = await Promise.all([feed.notices(), notHeardYet()]);
    const bundles = byMatter(told);
    await drawAnswers(root, await feed.patrols());
    findElement(root, '[data-part="all"]').hidden = !bundles.some(({ unread }) => unread);
    replaceIfChanged(findElement(root, '[data-hold="list"]'), listOrWhy(bundles.length ? h("ul", { class: "list" }, bundles.slice(0, SHOWN).map(noticeRow)) : null, missing, () => emptyState(w("inbox-none"))));
  };
  onTap(root, '[data-act="all"]', () => void feed.markRead(() => true).then(() => announce(w("inbox-all-read"))));
  await draw();
  void drawPushOffer(root);
  void forgetRead();
  return names.watch(() => void draw());
}

/** What the office keeps no longer needs no place here either. */
async function forgetRead() {
  const person = session.current()?.id ?? "";
  const old = (await feed.notices()).filter(({ at }) => toMs(at) < Date.now() - DAYS * 86_400_000);
  if (old.length) await transaction(["feed"], "readwrite", (tx) => Promise.all(old.map(({ id }) => tx.objectStore("feed").delete([person, "notice", id]))));
}

/** By matter, and what is about none by the storm, campaign or whatever it is about, the unread emergencies first, then the latest. @param {Notice[]} notices */
function byMatter(notices) {
  /** @type {Map<string, Notice[]>} */
  const by = new Map();
  for (const notice of notices.sort((a, b) => Number(a.id) - Number(b.id))) {
    const key = notice.subject || notice.matter || notice.about;
    by.set(key, [...(by.get(key) ?? []), notice]);
  }
  const bundles = [...by.values()].map((list) => {
    const fresh = list.filter((notice) => !notice.read);
    return { last: list[list.length - 1], count: list.length, unread: fresh.length, urgent: fresh.some((notice) => notice.urgent) };
  });
  return bundles.sort((a, b) => Number(b.urgent) - Number(a.urgent) || toMs(b.last.at) - toMs(a.last.at));
}

/** Where it is opened: its matter, or the page that it is about; "" for none. @param {Notice} notice */
const addressOf = ({ matter, page = "" }) => (!matter ? page : names.isNeighbour() ? "/look" : `/matters/${matter}`);

/** @param {ReturnType<typeof byMatter>[number]} bundle */
const noticeRow = ({ last, count, unread, urgent }) => h("li", {}, h(addressOf(last) ? "a" : "div", { class: `item ${urgent ? "late" : ""}`, ...(addressOf(last) ? { href: addressOf(last) } : {}) },
  urgent ? icon("emergency") : null,
  h("span", { class: "item-body" },
    h("span", { class: unread ? "item-title" : "item-title read" }, last.what),
    h("span", { class: "item-more" }, last.about ? h("span", {}, last.about) : null, h("span", { class: "num" }, last.number)),
    h("span", { class: "item-more" },
      unread ? h("span", { class: urgent ? "tag bad" : "tag info" }, unread > 1 ? w("unread-n", { n: unread }) : w("unread")) : null,
      h("span", { class: "num" }, dayAndTime(last.at)),
      count > 1 ? h("span", {}, w("in-all-n", { n: count })) : null)),
  addressOf(last) ? icon("next") : null));

/** Offered where this browser can, never asked for. @param {HTMLElement} root */
async function drawPushOffer(root) {
  const stands = await push.pushState();
  const part = findElement(root, '[data-part="push"]');
  part.hidden = stands === "unable";
  if (part.hidden) return;
  fillTexts(root, { push: w(`push-${stands}`) });
  const button = h("button", { class: "button wide", type: "button", on: { click: () => void switchPush(root, button, stands === "on") } }, icon("inbox"), w(stands === "on" ? "push-stop" : "push-start"));
  replaceContent(findElement(root, '[data-hold="push"]'), stands === "denied" ? null : button);
}

/** @param {HTMLElement} root @param {HTMLButtonElement} button @param {boolean} on */
async function switchPush(root, button, on) {
  button.disabled = true;
  const failed = await (on ? push.turnOff() : push.turnOn()).then((done) => !done, () => true);
  await drawPushOffer(root);
  if (failed && !on) fillTexts(root, { push: w("push-failed") });
}
