/** Me: who I am, how things look, how I sign in, who looked at my tracks, and signing out with what is waiting. */
import * as account from "../../account/api.js";
import * as feed from "../../feed/feed.js";
import * as outbox from "../../outbox/outbox.js";
import * as recorder from "../../patrol/recorder.js";
import * as session from "../../account/session.js";
import { fill, h, icon, one, put, tap } from "../../ui/dom.js";
import { day, moment } from "../../ui/format.js";
import { banner, empty } from "../parts/matter_rows.js";
import * as names from "../../feed/names.js";
import { DESK, holds } from "../../feed/names.js";
import { switchLanguage } from "../../ui/language.js";
import { ask, open } from "../../ui/sheet.js";
import { choose, chosen } from "../../ui/theme.js";
import { known, language, w } from "../../ui/words.js";

/** @param {HTMLElement} root */
export async function me(root) {
  looks(root);
  keys(root);
  tap(root, '[data-act="out"]', () => void leave());
  const draw = async () => {
    posts(root);
    const { waiting, attention } = await outbox.summary();
    fill(root, { unread: (await feed.unread()) || "", waiting: waiting + attention ? w("out-waiting", { n: waiting + attention }) : w("out-nothing") });
  };
  await draw();
  void online(root);
  const ends = [outbox.watch(() => void draw()), names.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** Who one is here and what that opens; posts are news too. @param {HTMLElement} root */
function posts(root) {
  const person = session.current();
  fill(root, { name: person?.name });
  put(one(root, '[data-hold="posts"]'), (person?.posts ?? []).map((post) => h("p", { class: "quiet" }, `${w(`role-${post.role}`)} · ${post.area_name}`)));
  one(root, '[data-part="heads"]').hidden = !holds("grid_worker", "grid_lead", "grid_guide", "admin");
  one(root, '[data-part="desk"]').hidden = !holds(...DESK);
  one(root, '[data-part="manage"]').hidden = !holds("grid_lead", "grid_guide", "dispatcher", "duty_desk", "admin");
  for (const part of ["walks", "helps"]) one(root, `[data-part="${part}"]`).hidden = !holds("grid_worker", "grid_lead", "grid_guide");
}

/** @param {HTMLElement} root */
function looks(root) {
  const mark = () => {
    for (const button of root.querySelectorAll("[data-choose]")) {
      const { choose: name, value } = /** @type {HTMLElement} */ (button).dataset;
      button.setAttribute("aria-pressed", String(chosen(/** @type {"theme"} */ (name)) === value));
    }
    for (const button of root.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", String(button.getAttribute("data-lang") === language));
  };
  tap(root, "[data-choose]", (hit) => {
    choose(/** @type {"theme"} */ (hit.dataset.choose), hit.dataset.value ?? "");
    mark();
  });
  tap(root, "[data-lang]", (hit) => void switchLanguage(hit.dataset.lang ?? "zh"));
  mark();
}

/** What only the server knows; without a signal it says so. @param {HTMLElement} root */
async function online(root) {
  const [self, seen, phones] = await Promise.all([account.me(), account.looks(), account.phones()]);
  put(one(root, '[data-hold="online"]'), self ? null : banner(w("me-offline"), "info"), (phones ?? []).filter(({ gone }) => gone).map(({ gone }) => banner(w("gone-was", { n: gone.unsent, when: moment(gone.heard) }), "bad")));
  put(one(root, '[data-hold="keys"]'), (self?.passkeys ?? []).map((/** @type {any} */ key) => passkey(root, key)));
  if (self?.passkeys_why_not) fill(root, { keyhint: self.passkeys_why_not });
  put(one(root, '[data-hold="looked"]'), !seen ? empty(w("looks-offline")) : seen.length
    ? h("ul", { class: "list" }, seen.map((look) => h("li", { class: "item" }, icon("look"), h("span", { class: "item-body" }, look.by.name, h("span", { class: "item-more" }, look.what === "summary" ? w("looked-summary") : look.what.toUpperCase())), h("span", { class: "quiet num" }, moment(look.at)))))
    : empty(w("nobody-looked")));
}

/** @param {HTMLElement} root @param {account.Passkey} key */
function passkey(root, key) {
  const drop = async () => {
    if (!(await ask(w("passkey-drop", { name: key.label }), w("drop-it"), "", true))) return;
    await proven(root, () => account.removePasskey(key.id));
  };
  return h("div", { class: "card split" },
    h("span", {}, icon("key"), " ", key.label, " ", h("span", { class: "quiet num" }, w("last-used", { when: key.used ? day(key.used) : w("never") }))),
    h("button", { class: "button", type: "button", on: { click: () => void drop() } }, w("remove")));
}

/** @param {HTMLElement} root */
function keys(root) {
  const trouble = account.passkeyTrouble();
  const add = /** @type {HTMLButtonElement} */ (one(root, '[data-act="passkey"]'));
  add.disabled = Boolean(trouble);
  if (trouble) fill(root, { keyhint: w(trouble) });
  const label = /HarmonyOS|Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(navigator.userAgent)?.[0] ?? "";
  tap(root, '[data-act="passkey"]', () => void proven(root, () => account.addPasskey(label)));
  tap(root, '[data-act="others"]', async () => {
    if (!(await ask(w("others-ask"), w("others-do"), w("others-why")))) return;
    const ended = await account.endOthers();
    await open(w("others-do"), h("p", { role: "status" }, ended === null ? w("offline") : w("others-done", { n: ended }))).closed;
  });
}

/** Do it, showing the password once more where the server wants that. @param {HTMLElement} root @param {() => Promise<string | null>} act */
async function proven(root, act) {
  let said = await act();
  if (said === "prove" && (await password())) said = await act();
  if (said !== null && said !== "prove") fill(root, { keyhint: said === "" ? "" : known(said) ? w(said) : said });
  await online(root);
}

/** @returns {Promise<boolean>} */
async function password() {
  let right = false;
  const secret = h("input", { class: "control", id: "prove", type: "password", autocomplete: "current-password" });
  const error = h("p", { class: "error", role: "alert" });
  const form = h("form", { class: "stack" }, h("div", { class: "field" }, h("label", { for: "prove" }, w("password-again")), secret), error, h("button", { class: "button main big", type: "submit" }, w("go-on")));
  const shown = open(w("prove"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = await account.prove(secret.value);
    right = said === "";
    if (right) shown.close();
    else error.textContent = known(said) ? w(said) : said;
  });
  await shown.closed;
  return right;
}

async function leave() {
  const { waiting, attention } = await outbox.summary();
  const n = waiting + attention;
  if (!(await ask(w("out-ask"), w("out"), [n ? w("out-waiting", { n }) : w("out-nothing"), recorder.state() ? w("out-patrol") : ""].filter(Boolean).join(" ")))) return;
  await Promise.race([session.signOut(), new Promise((done) => setTimeout(done, 3000))]); // a line that hangs holds up nobody
  location.replace("/sign-in"); // a new page: what this one has in memory goes too
}
