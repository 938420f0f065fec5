/** Me: who I am, how things look, how I sign in, who looked at my tracks, and signing out with what is waiting. */
import * as account from "../../account/api.js";
import * as session from "../../account/session.js";
import * as feed from "../../feed/feed.js";
import * as names from "../../feed/names.js";
import { may } from "../../feed/names.js";
import { vocabulary } from "../../feed/vocabulary.js";
import * as outbox from "../../outbox/outbox.js";
import { banner, emptyState } from "../parts/matter_rows.js";
import * as recorder from "../../patrol/recorder.js";
import { fillTexts, findElement, h, icon, onTap, replaceContent } from "../../ui/dom.js";
import { dayAndTime, dayName } from "../../ui/format.js";
import { switchLanguage } from "../../ui/language.js";
import { askYesNo, openSheet } from "../../ui/sheet.js";
import { chooseLook, chosenLook } from "../../ui/theme.js";
import { language, sentenceOf, w } from "../../ui/words.js";

/** @param {HTMLElement} root */
export async function me(root) {
  listenToLooks(root);
  listenToKeys(root);
  onTap(root, '[data-act="out"]', () => void signOut());
  const draw = async () => {
    drawPosts(root);
    const { waiting, attention } = await outbox.summary();
    fillTexts(root, { unread: (await feed.unreadCount()) || "", waiting: waiting + attention ? w("out-waiting", { n: waiting + attention }) : w("out-nothing") });
  };
  await draw();
  void drawOnline(root);
  const ends = [outbox.watch(() => void draw()), names.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** Who one is here and what that opens; posts are news too. @param {HTMLElement} root */
function drawPosts(root) {
  const person = session.current();
  fillTexts(root, { name: person?.name });
  replaceContent(findElement(root, '[data-hold="posts"]'), (person?.posts ?? []).map((post) => h("p", { class: "quiet" }, `${vocabulary.roles[post.role] ?? post.role} · ${post.area_name}`)));
  findElement(root, '[data-part="heads"]').hidden = !may("enrol_head");
  findElement(root, '[data-part="desk"]').hidden = !may("desk");
  findElement(root, '[data-part="administer"]').hidden = !may("administer");
  findElement(root, '[data-part="meeting"]').hidden = !may("see_grid_day");
  findElement(root, '[data-part="figures"]').hidden = !may("read_figures");
  findElement(root, '[data-part="manage"]').hidden = may("administer") || !may("see_people");
  for (const part of ["absences", "daily"]) findElement(root, `[data-part="${part}"]`).hidden = !person?.posts.length;
  for (const part of ["walks", "helps"]) findElement(root, `[data-part="${part}"]`).hidden = !may("walk");
}

/** @param {HTMLElement} root */
function listenToLooks(root) {
  const mark = () => {
    for (const button of root.querySelectorAll("[data-choose]")) {
      const { choose: name, value } = /** @type {HTMLElement} */ (button).dataset;
      button.setAttribute("aria-pressed", String(chosenLook(/** @type {"theme"} */ (name)) === value));
    }
    for (const button of root.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", String(button.getAttribute("data-lang") === language));
  };
  onTap(root, "[data-choose]", (hit) => {
    chooseLook(/** @type {"theme"} */ (hit.dataset.choose), hit.dataset.value ?? "");
    mark();
  });
  onTap(root, "[data-lang]", (hit) => void switchLanguage(hit.dataset.lang ?? "zh"));
  mark();
}

/** What only the server knows; where it does not tell, why. @param {HTMLElement} root */
async function drawOnline(root) {
  const [self, seen, phones] = await Promise.all([account.fetchAccount(), account.fetchTrackLooks(), account.fetchPhones()]);
  replaceContent(findElement(root, '[data-hold="online"]'), self.found ? null : banner(self.refused === "offline" ? w("me-offline") : sentenceOf(self.refused), "info"), (phones.found ?? []).filter((/** @type {any} */ { gone }) => gone).map((/** @type {any} */ { gone }) => banner(w("gone-was", { n: gone.unsent, when: dayAndTime(gone.heard) }), "bad")));
  replaceContent(findElement(root, '[data-hold="keys"]'), (self.found?.passkeys ?? []).map((/** @type {any} */ key) => passkeyCard(root, key)));
  for (const part of ["trackers", "patron"]) findElement(root, `[data-part="${part}"]`).hidden = !self.found?.[part];
  if (self.found?.passkeys_why_not) fillTexts(root, { keyhint: self.found.passkeys_why_not });
  replaceContent(findElement(root, '[data-hold="looked"]'), !seen.found ? emptyState(seen.refused === "offline" ? w("looks-offline") : sentenceOf(seen.refused)) : seen.found.length
    ? h("ul", { class: "list" }, seen.found.map((/** @type {any} */ look) => h("li", { class: "item" }, icon("look"), h("span", { class: "item-body" }, look.by.name, h("span", { class: "item-more" }, w(look.what === "summary" ? "looked-summary" : "looked-track"))), h("span", { class: "quiet num" }, dayAndTime(look.at)))))
    : emptyState(w("nobody-looked")));
}

/** @param {HTMLElement} root @param {account.Passkey} key */
function passkeyCard(root, key) {
  const drop = async () => {
    if (!(await askYesNo(w("passkey-drop", { name: key.label }), w("drop-it"), "", true))) return;
    await afterProof(root, () => account.removePasskey(key.id));
  };
  return h("div", { class: "card split" },
    h("span", {}, icon("key"), " ", key.label, " ", h("span", { class: "quiet num" }, w("last-used", { when: key.used ? dayName(key.used) : w("never") }))),
    h("button", { class: "button", type: "button", on: { click: () => void drop() } }, w("remove")));
}

/** @param {HTMLElement} root */
function listenToKeys(root) {
  const trouble = account.passkeyTrouble();
  const add = /** @type {HTMLButtonElement} */ (findElement(root, '[data-act="passkey"]'));
  add.disabled = Boolean(trouble);
  if (trouble) fillTexts(root, { keyhint: w(trouble) });
  const label = /HarmonyOS|Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(navigator.userAgent)?.[0] ?? "";
  onTap(root, '[data-act="passkey"]', () => void afterProof(root, () => account.addPasskey(label)));
  onTap(root, '[data-act="others"]', async () => {
    if (!(await askYesNo(w("others-ask"), w("others-do"), w("others-why")))) return;
    const { found: ended, refused } = await account.signOutOthers();
    await openSheet(w("others-do"), h("p", { role: "status" }, refused ? sentenceOf(refused) : w("others-done", { n: ended }))).closed;
  });
}

/** Do it, showing the password once more where the server wants that. @param {HTMLElement} root @param {() => Promise<string | null>} act */
async function afterProof(root, act) {
  let refusal = await act();
  if (refusal === "prove" && (await askPassword())) refusal = await act();
  if (refusal !== null && refusal !== "prove") fillTexts(root, { keyhint: refusal === "" ? "" : sentenceOf(refusal) });
  await drawOnline(root);
}

/** @returns {Promise<boolean>} */
async function askPassword() {
  let right = false;
  const secret = h("input", { class: "control", id: "prove", type: "password", autocomplete: "current-password" });
  const error = h("p", { class: "error", role: "alert" });
  const form = h("form", { class: "stack" }, h("div", { class: "field" }, h("label", { for: "prove" }, w("password-again")), secret), error, h("button", { class: "button main big", type: "submit" }, w("go-on")));
  const sheet = openSheet(w("prove"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refusal = await account.provePassword(secret.value);
    right = refusal === "";
    if (right) sheet.close();
    else error.textContent = sentenceOf(refusal);
  });
  await sheet.closed;
  return right;
}

async function signOut() {
  const { waiting, attention } = await outbox.summary();
  const n = waiting + attention;
  if (!(await askYesNo(w("out-ask"), w("out"), [n ? w("out-waiting", { n }) : w("out-nothing"), recorder.state() ? w("out-patrol") : ""].filter(Boolean).join(" ")))) return;
  await Promise.race([session.signOut(), new Promise((done) => setTimeout(done, 3000))]); // a line that hangs holds up nobody
  location.replace("/sign-in"); // a new page: what this one has in memory goes too
}
