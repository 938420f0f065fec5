/** The list of matters: search by number, building or words, and a few plain filters; all from the phone. */
import * as session from "../../account/session.js";
import { byOrder, isLate, waitsForMe } from "../../feed/asks.js";
import * as feed from "../../feed/feed.js";
import * as names from "../../feed/names.js";
import { categoryName } from "../../feed/names.js";
import { isOpen } from "../../feed/vocabulary.js";
import * as outbox from "../../outbox/outbox.js";
import { emptyState, holderName, matterList, placeName, withWaiting } from "../parts/matter_rows.js";
import { listOrWhy, notHeardYet } from "../parts/nothing_here.js";
import { fillTexts, findElement, findInput, h, onTap, replaceIfChanged } from "../../ui/dom.js";
import { w } from "../../ui/words.js";

/** @typedef {import("../parts/matter_rows.js").Matter} Matter */
const SHOWN = 60;

/** @type {import("../../ui/router.js").Screen} */
export const matters = { path: /^\/matters$/, template: "matters", nav: "/matters", show };

/** @type {Record<string, (matter: Matter) => boolean>} */
const FILTERS = {
  mine: waitsForMe,
  open: isOpen,
  late: isLate,
  own: (matter) => matter.finder === session.current()?.id || matter.ledger?.[0]?.by === session.current()?.id,
  all: () => true,
};

/** Small letters, narrow signs, and no dashes: what all ways of typing a number have in common. @param {string} text */
const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[\p{Pd}\p{Cf}\u2212\u30fc]|^编号[:\s]*/gu, "");

/** @param {Matter} matter @param {string[]} words */
function matchesText(matter, words) {
  const hay = folded([matter.number, matter.text, placeName(matter), categoryName(matter.category), holderName(matter)].join(" "));
  return words.every((word) => hay.includes(word));
}

/** @param {HTMLElement} root @param {string[]} _ @param {URLSearchParams} query */
async function show(root, _, query) {
  const find = findInput(root, "#find");
  find.value = query.get("q") ?? "";
  let filter = query.get("only") ?? "";
  let sought = ""; // what the office was asked for beyond this phone
  /** @type {Matter[]} */
  let beyond = [];
  const ask = async (/** @type {string} */ text) => {
    sought = text;
    beyond = [];
    const found = await import("../on_demand.js").then(({ findBeyond }) => findBeyond(text), () => []);
    if (sought === text && found.length) ((beyond = found), await draw());
  };
  const draw = async () => {
    const [known, items, missing] = await Promise.all([feed.matters(), outbox.list(), notHeardYet()]);
    if (!root.isConnected) return; // another screen stands there meanwhile, and the address is its own
    const all = withWaiting([...known, ...beyond], items);
    if (find.value !== sought) void ask(find.value);
    if (!filter) filter = all.some(waitsForMe) ? "mine" : "open";
    const words = folded(find.value.trim()).split(/\s+/).filter(Boolean);
    const passes = words.length ? () => true : (FILTERS[filter] ?? FILTERS.open);
    const found = all.filter((matter) => passes(matter) && matchesText(matter, words)).sort(byOrder);
    for (const button of root.querySelectorAll("[data-filter]")) button.setAttribute("aria-pressed", String(!words.length && button.getAttribute("data-filter") === filter));
    fillTexts(root, { count: missing ? "" : w("found-n", { n: found.length }) });
    replaceIfChanged(findElement(root, '[data-hold="list"]'), listOrWhy(found.length ? matterList(found.slice(0, SHOWN)) : null, missing, () => emptyText(words.length > 0, all.length)),
      found.length > SHOWN ? h("p", { class: "quiet" }, w("first-n", { n: SHOWN, all: found.length })) : null);
    history.replaceState(null, "", `/matters?only=${filter}${find.value ? `&q=${encodeURIComponent(find.value)}` : ""}`);
  };
  find.addEventListener("input", () => void draw());
  onTap(root, "[data-filter]", (hit) => {
    filter = hit.dataset.filter ?? "open";
    find.value = "";
    void draw();
  });
  await draw();
  void Promise.resolve(feed.pull()).catch(() => null); // what it brings is drawn by the watch below
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** @param {boolean} searched @param {number} known */
function emptyText(searched, known) {
  if (searched) return emptyState(w("none-found"));
  return emptyState(w(known ? "none-filter" : "none-yet"));
}
