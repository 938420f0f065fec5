/** One errand: what, whose hands the papers are in, its course and the next step; and its slip for the resident. */
import * as place from "../../device/position.js";
import * as feed from "../../feed/feed.js";
import * as names from "../../feed/names.js";
import * as outbox from "../../outbox/outbox.js";
import * as photos from "../../outbox/photos/photos.js";
import { keepForm } from "../parts/keep_form.js";
import { banner, emptyState } from "../parts/matter_rows.js";
import { photoStrip } from "../parts/photo_strip.js";
import { cloneTemplate, fillTexts, findElement, findInput, h, icon, replaceContent, s, showMessage } from "../../ui/dom.js";
import { dayAndTime } from "../../ui/format.js";
import { go } from "../../ui/router.js";
import { askYesNo, openSheet } from "../../ui/sheet.js";
import { w } from "../../ui/words.js";
import { dayNameOf, doorName, openSteps, pendingText, readErrands, stateTag } from "./errand_rows.js";
import { paperChoices } from "./paper_choices.js";

/** @typedef {import("./errand_rows.js").Errand} Errand @typedef {import("./errand_rows.js").Step} Step */

/** Keep a screen of one errand true. @param {HTMLElement} root @param {string} id @param {(found: Errand, items: outbox.Item[]) => void} show */
async function follow(root, id, show) {
  /** @type {boolean | undefined} */
  let answered; // whether the office has answered since this was opened
  const draw = async () => {
    const items = await outbox.list();
    const found = (await readErrands(items)).find((errand) => errand.id === id);
    findElement(root, '[data-part="whole"]').hidden = !found;
    if (found) return show(found, items.filter(({ op, state }) => op.body.errand === id && state !== "received" && state !== "withdrawn"));
    replaceContent(findElement(root, '[data-hold="state"]'), emptyState(w(answered === undefined ? "looking-errand" : answered ? "errand-not-here" : "errand-offline")));
  };
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  void Promise.resolve(feed.pull()).catch(() => false).then(async (well) => {
    answered = well;
    if (root.isConnected) await draw();
  });
  return () => ends.forEach((end) => end());
}

/** @param {HTMLElement} root @param {string[]} params */
export const errand = (root, [id]) => follow(root, id, (found, items) => {
  fillTexts(root, { number: found.number ?? w("no-number-yet"), title: found.what, who: found.person_name, promised: found.promised ? dayNameOf(found.promised) : w("promised-no"), held: found.held.length ? "" : w("papers-none") });
  replaceContent(findElement(root, '[data-hold="tags"]'), stateTag(found));
  replaceContent(findElement(root, '[data-hold="state"]'), items.map((item) => banner(pendingText(item), item.state === "attention" ? "bad" : "wait", item.state === "attention" ? h("a", { class: "button", href: "/queue" }, w("to-queue")) : null)));
  replaceContent(findElement(root, '[data-hold="place"]'), doorName(found));
  replaceContent(findElement(root, '[data-hold="held"]'), found.held.map((name) => h("li", {}, icon("paper"), name)));
  const slip = /** @type {HTMLAnchorElement} */ (findElement(root, '[data-part="slip"]'));
  slip.hidden = !found.who.length || !(found.held.length || found.slip);
  slip.href = `/errands/${id}/slip`;
  replaceContent(findElement(root, '[data-hold="ledger"]'), found.ledger.map(ledgerLine));
  stepButtons(root, found);
});

/** @param {any} entry */
const ledgerLine = (entry) => h("li", {},
  h("p", {}, [entry.sentence, entry.step === "take" ? "" : entry.papers.join(w("and"))].filter(Boolean).join(w("colon"))),
  entry.text ? h("p", {}, `“${entry.text}”`) : null,
  entry.photos.map(slipPicture),
  h("p", { class: "quiet num" }, dayAndTime(entry.at)));

/** @param {string} sha */
function slipPicture(sha) {
  const picture = h("img", { alt: w("photo"), loading: "lazy" });
  void photos.urlOf(sha).then((/** @type {string} */ url) => (picture.src = url), () => picture.remove());
  return picture;
}

/** @param {HTMLElement} root @param {Errand} found */
function stepButtons(root, found) {
  const holder = findElement(root, '[data-hold="steps"]');
  const offers = openSteps(found);
  const first = found.held.length && found.state === "done" ? "papers_back" : found.state === "done" ? "confirmed" : found.papers.length && !found.held.length && !found.ledger.some((entry) => entry.step === "papers_in") && found.ledger.length ? "papers_in" : found.who.includes("holder") ? "done" : "take_over";
  offers.sort(([a], [b]) => Number(b === first) - Number(a === first));
  findElement(root, '[data-part="steps"]').hidden = !offers.length;
  const button = (/** @type {[string, Step]} */ [name, step], /** @type {string} */ kind) =>
    h("button", { class: `button ${kind}`, type: "button", "data-key": name, on: { click: () => void takeStep(found, name, step) } }, step.words);
  const rest = offers.slice(2);
  const more = () => {
    const sheet = openSheet(w("more"), h("div", { class: "stack tight" }, rest.map((offer) => button(offer, "wide"))));
    sheet.dialog.addEventListener("click", (event) => /** @type {Element} */ (event.target).closest("[data-key]") && sheet.close(), true);
  };
  replaceContent(holder, h("div", { class: "acts" },
    offers.slice(0, 2).reverse().map((offer) => button(offer, offer === offers[0] ? "main big" : "big")),
    rest.length ? h("button", { class: "button big bare", type: "button", "data-key": "more", on: { click: more } }, w("more")) : null));
}

/** Ask what the step needs and keep it. @param {Errand} found @param {string} name @param {Step} step */
async function takeStep(found, name, step) {
  if (name === "done" && found.held.length && !(await askYesNo(w("done-held", { papers: found.held.join(w("and")) }), w("done-all-the-same"), w("done-held-why")))) return;
  const form = /** @type {HTMLFormElement} */ (cloneTemplate("part-errand-step").firstElementChild);
  const hands = ["in", "back"].includes(step.papers);
  let papers = step.papers === "back" ? [...found.held] : found.papers.filter((paper) => !found.held.includes(paper));
  /** @type {string[]} */
  let shas = [];
  fillTexts(form, { hint: w(`errand-hint-${name}`), act: step.words, textword: w(step.needs_text ? "one-sentence" : "one-sentence-free") });
  findElement(form, '[data-part="papers"]').hidden = !hands;
  if (hands) {
    const offered = step.papers === "back" ? found.held : [...new Set([...found.papers, ...w("errand-papers").split("|")])];
    paperChoices(findElement(form, '[data-hold="papers"]'), offered, { get: () => papers, set: (chosen) => (papers = chosen) }, step.papers === "in");
    photoStrip(findElement(form, '[data-hold="shots"]'), { get: () => shas, set: (taken) => (shas = taken), failed: (error) => fillTexts(form, { error }) });
  }
  const sheet = openSheet(step.words, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const before = (await outbox.list()).filter(({ op, state }) => op.body.errand === found.id && state !== "received" && state !== "withdrawn" && state !== "attention");
    const kept = await keepForm(form, () => {
      const text = findInput(form, "#errand-text").value.trim();
      const lack = hands && !papers.length ? "need-papers" : step.needs_text && !text ? "need-text" : "";
      const body = { errand: found.id, step: name, ...(hands ? { papers } : {}), ...(text ? { text } : {}) };
      return lack || [{ type: "errand.step", photos: shas, place: place.latest() ?? undefined, deps: before.map(({ op }) => op.id).slice(-20), body }];
    });
    if (!kept) return;
    sheet.close();
    showMessage(w("kept-here"));
    if (name === "papers_in") void go(`/errands/${found.id}/slip`);
  });
}

/** The slip: what was handed over, when and to whom, and a code for the resident's own phone. @param {HTMLElement} root @param {string[]} params */
export const slip = (root, [id]) => follow(root, id, (found) => {
  const entries = found.ledger.filter((entry) => entry.papers.length && entry.step !== "take");
  const office = found.office || names.areasAbove.find((area) => area.desk)?.name || "";
  fillTexts(root, { number: found.number, title: found.what, who: [office, found.person_name].filter(Boolean).join(" "), state: table(found) });
  /** @type {HTMLAnchorElement} */ (findElement(root, '[data-act="back"]')).href = `/errands/${id}`;
  replaceContent(findElement(root, '[data-hold="state"]'));
  const given = entries.map((entry) => h("li", {}, h("p", { class: "strong" }, w(entry.step === "papers_in" ? "slip-in" : "slip-back"), " ", h("span", { class: "quiet num" }, dayAndTime(entry.at))), h("p", {}, entry.papers.join(w("and")))));
  const rest = found.held.filter((name) => !entries.some((entry) => entry.papers.includes(name)));
  replaceContent(findElement(root, '[data-hold="moved"]'), given, rest.length ? h("li", { class: "waiting" }, h("p", { class: "strong" }, w("slip-in"), " ", h("span", { class: "quiet num" }, dayAndTime(found.version ? Date.now() : found.taken))), h("p", {}, rest.join(w("and")))) : null);
  const send = findElement(root, '[data-act="send"]');
  send.hidden = !found.slip;
  send.onclick = () => void pass(found);
  code(findElement(root, '[data-hold="code"]'), found);
});

/** Hand the link to whatever the phone offers, else to its clipboard. @param {Errand} found */
async function pass({ what, number, slip }) {
  const text = w("slip-text", { number: number ?? "" });
  if (navigator.share) return navigator.share({ title: what, text, url: slip?.link }).catch(() => {});
  await navigator.clipboard?.writeText(`${text} ${slip?.link}`);
  showMessage(w("slip-copied"));
}

/** @param {Errand} found */
const table = (found) => (found.held.length ? w("slip-held", { papers: found.held.join(w("and")) }) : found.ledger.some((entry) => entry.papers.length) ? w("slip-all-back") : "");

/** @param {HTMLElement} holder @param {Errand} found */
function code(holder, found) {
  if (!found.slip) return replaceContent(holder, banner(w(found.version ? "slip-over" : "slip-later"), found.version ? "good" : "wait"));
  const { link, side, path } = found.slip;
  if (holder.dataset.shown === link) return;
  holder.dataset.shown = link;
  replaceContent(holder,
    h("div", { class: "qr" }, s("svg", { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": w("slip-code"), "shape-rendering": "crispEdges" }, s("rect", { width: side, height: side, fill: "#fff" }), s("path", { d: path, fill: "#000" }))),
    h("p", { class: "quiet" }, w("slip-scan")));
}
