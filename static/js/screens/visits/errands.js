/** 帮办代办: what I have taken on for residents, what others of the grid have, and taking on another. */
import * as drafts from "../../outbox/drafts.js";
import * as outbox from "../../outbox/outbox.js";
import * as place from "../../device/position.js";
import { fill, h, input, one, put, tap, tell } from "../../ui/dom.js";
import { dateKey } from "../../ui/format.js";
import { empty } from "../parts/matter_rows.js";
import * as names from "../../feed/names.js";
import { nearest } from "../../feed/names.js";
import { guard, keep } from "../parts/keep_form.js";
import { placeLine } from "../parts/place_line.js";
import { go } from "../../ui/router.js";
import { OPEN, errandRow, errands as all, isMine } from "./errand_rows.js";
import { choices } from "./paper_choices.js";
import { w } from "../../ui/words.js";

const SHOWN = 30;

/** @param {HTMLElement} root */
export async function errands(root) {
  one(root, '[data-part="take"]').hidden = !names.field().length;
  const draw = async () => {
    const known = await all();
    const mine = known.filter(isMine);
    const others = known.filter((errand) => OPEN.includes(errand.state) && !mine.includes(errand));
    const done = known.filter((errand) => !OPEN.includes(errand.state));
    const list = (/** @type {typeof known} */ some) => h("ul", { class: "list" }, some.slice(0, SHOWN).map(errandRow));
    put(one(root, '[data-hold="mine"]'), mine.length ? list(mine) : empty(w("no-errands")));
    one(root, '[data-part="others"]').hidden = others.length === 0;
    put(one(root, '[data-hold="others"]'), list(others));
    one(root, '[data-part="done"]').hidden = done.length === 0;
    fill(root, { done: done.length });
    put(one(root, '[data-hold="done"]'), list(done));
  };
  await draw();
  const ends = [names.watch(() => void draw()), outbox.watch(() => void draw())];
  return () => ends.forEach((end) => end());
}

/** @param {HTMLElement} root */
export async function errandNew(root) {
  const draft = await drafts.open("errand");
  guard(root, draft);
  for (const [id, name] of [["#errand-what", "what"], ["#errand-household", "household"], ["#errand-promised", "promised"]]) {
    const control = input(root, id);
    control.value = draft.fields[name] ?? "";
    control.addEventListener("input", () => draft.set({ [name]: control.value }));
  }
  input(root, "#errand-promised").min = dateKey(Date.now());
  put(one(root, '[data-hold="phrases"]'), w("errand-phrases").split("|").map((phrase) =>
    h("button", { class: "pick", type: "button", on: { click: () => (input(root, "#errand-what").value = phrase, draft.set({ what: phrase })) } }, phrase)));
  const now = input(root, "#errand-now");
  now.checked = draft.fields.now !== false;
  now.addEventListener("change", () => draft.set({ now: now.checked }));
  const mark = () => (one(root, '[data-part="now"]').hidden = !draft.fields.papers?.length);
  choices(one(root, '[data-hold="papers"]'), w("errand-papers").split("|"), { get: () => draft.fields.papers ?? [], set: (papers) => (draft.set({ papers }), mark()) }, true);
  mark();
  const stop = placeLine(one(root, '[data-hold="place"]'), { get: () => ({ area: draft.fields.area }), set: (area) => draft.set({ area }) });
  tap(root, '[data-act="save"]', () => void save(root, draft));
  one(root, "form").addEventListener("submit", (event) => (event.preventDefault(), void save(root, draft)));
  return () => (stop(), void draft.close());
}

/** The errand, and with it the papers where they change hands at the same moment. @param {HTMLElement} root @param {drafts.Draft} draft */
async function save(root, draft) {
  const errand = draft.made;
  const kept = await keep(root, () => {
    const { what, household, promised, papers = [], now, area } = draft.fields;
    const where = area ?? nearest(place.latest())?.area.code;
    if (!what?.trim() || !where) return what?.trim() ? "need-building" : "need-what";
    const at = place.latest() ?? undefined;
    const body = { errand, area: where, what: what.trim(), papers, ...(household?.trim() ? { household: household.trim() } : {}), ...(promised ? { promised } : {}) };
    const hands = papers.length > 0 && now !== false;
    return [{ type: "errand.take", place: at, body }, ...(hands ? [{ type: "errand.step", place: at, deps: [draft.id], body: { errand, step: "papers_in" } }] : [])];
  }, draft);
  if (!kept) return one(root, "#errand-error").scrollIntoView({ block: "center" });
  tell(w("errand-kept"));
  if (root.isConnected) void go(`/errands/${kept[0].body.errand}${kept.length > 1 ? "/slip" : ""}`, true);
}
