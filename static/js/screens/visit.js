/** Recording a visit: where, what for, whether somebody was met; kept as a draft on every keystroke. */
import * as drafts from "../drafts.js";
import * as outbox from "../outbox.js";
import * as place from "../place.js";
import * as recorder from "../recorder.js";
import { fill, input, one, tap, tell } from "../ui/dom.js";
import { fromLocal, local } from "../ui/format.js";
import { nearest } from "../ui/names.js";
import { placeLine } from "../ui/places.js";
import { go } from "../ui/router.js";
import { strip } from "../ui/shots.js";
import { w } from "../ui/words.js";

/** @type {import("../ui/router.js").Screen} */
export const visit = { path: /^\/visit$/, template: "visit", nav: "/", show };

/** @param {HTMLElement} root */
async function show(root) {
  const draft = await drafts.open("visit");
  const fields = /** @type {Record<string, any>} */ (draft.fields);
  if (!fields.op) draft.set({ op: outbox.newId(), visit: outbox.newId(), started: local(Date.now()), minutes: 15, outcome: "met", photos: [] });
  for (const [id, name] of [["#household", "household"], ["#started", "started"], ["#minutes", "minutes"], ["#visit-text", "text"]]) {
    const control = input(root, id);
    control.value = draft.fields[name] ?? "";
    control.addEventListener("input", () => draft.set({ [name]: control.value }));
  }
  for (const name of ["purpose", "outcome"]) picks(root, name, draft);
  strip(one(root, '[data-hold="shots"]'), {
    get: () => draft.fields.photos ?? [], set: (photos) => draft.set({ photos }), failed: (error) => fill(root, { error }),
  });
  const stop = placeLine(one(root, '[data-hold="place"]'), { get: () => ({ area: draft.fields.area }), set: (area) => draft.set({ area }) });
  tap(root, '[data-act="save"]', () => void save(root, draft));
  one(root, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    void save(root, draft);
  });
  return stop;
}

/** @param {HTMLElement} root @param {string} name @param {any} draft */
function picks(root, name, draft) {
  const group = one(root, `[data-pick="${name}"]`);
  const mark = () => {
    for (const button of group.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.value === draft.fields[name]));
  };
  tap(group, "button", (hit) => {
    draft.set({ [name]: hit.dataset.value });
    mark();
  });
  mark();
}

/** @param {HTMLElement} root @param {any} draft */
async function save(root, draft) {
  const { op, visit: id, household, purpose, outcome, text, started, minutes, photos, area } = draft.fields;
  const where = area ?? nearest(place.latest())?.area.code;
  const many = Number(minutes);
  const error = !where ? "need-building" : !purpose ? "need-purpose" : !(many >= 1 && many <= 480) ? "need-minutes" : !started ? "need-until" : "";
  fill(root, { error: error ? w(error) : "" });
  if (error) return one(root, "#visit-error").scrollIntoView({ block: "center" });
  await outbox.add({
    id: op, type: "visit.record", place: place.latest() ?? undefined, photos: photos ?? [],
    body: {
      visit: id, area: where, purpose, outcome: outcome ?? "met", started: fromLocal(started), minutes: many,
      ...(household?.trim() ? { household: household.trim() } : {}), ...(text?.trim() ? { text: text.trim() } : {}),
    },
  });
  await draft.clear();
  tell(w("visit-kept"));
  void go(recorder.state() ? "/patrol" : "/", true);
}
