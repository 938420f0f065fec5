/** Recording a visit: where, what for, whether somebody was met; kept as a draft on every keystroke. */
import * as place from "../../device/position.js";
import * as feed from "../../feed/feed.js";
import { nearestBuilding } from "../../feed/names.js";
import * as drafts from "../../outbox/drafts.js";
import * as outbox from "../../outbox/outbox.js";
import { guardDraft, keepForm, tieToDraft } from "../parts/keep_form.js";
import { photoStrip } from "../parts/photo_strip.js";
import { placeLine } from "../parts/place_line.js";
import * as recorder from "../../patrol/recorder.js";
import { fillTexts, findElement, findInput, onTap, showMessage } from "../../ui/dom.js";
import { dateKey } from "../../ui/format.js";
import { go } from "../../ui/router.js";
import { w } from "../../ui/words.js";
import { visitSpan, visitTime } from "./visit_time.js";

/** A visit that was planned is written under its plan, with what the plan says filled in.
 * @param {HTMLElement} root @param {string[]} _ @param {URLSearchParams} query */
export async function visit(root, _, query) {
  const plan = query.get("plan");
  const draft = await drafts.openDraft(plan ? `visit:${plan}` : "visit");
  const fields = /** @type {Record<string, any>} */ (draft.fields);
  guardDraft(root, draft);
  const fresh = draft.mine && !fields.minutes;
  const agreed = plan && fresh ? [...(await feed.plans()), ...(await outbox.list()).map(({ op }) => op.body)].find((planned) => (planned.on ? (planned.id ?? planned.plan) : planned.visit) === plan) : null;
  if (agreed) draft.set({ plan, area: agreed.area, household: agreed.household, purpose: agreed.purpose });
  if (query.get("area") && draft.mine && !fields.area) draft.set({ area: query.get("area") });
  if (fresh) draft.set({ minutes: 15, outcome: "met" });
  for (const [id, name] of [["#household", "household"], ["#visit-text", "text"], ["#visit-next", "next"]]) tieToDraft(findInput(root, id), draft, name);
  findInput(root, "#visit-next").min = dateKey(Date.now());
  onTap(root, "[data-days]", (hit) => draft.set({ next: (findInput(root, "#visit-next").value = dateKey(Date.now() + Number(hit.dataset.days) * 86_400_000)) }));
  for (const name of ["purpose", "outcome"]) drawPicks(root, name, draft);
  photoStrip(findElement(root, '[data-hold="shots"]'), {
    get: () => draft.fields.photos ?? [], set: (photos) => draft.set({ photos }), failed: (error) => fillTexts(root, { error }),
  });
  const ends = [visitTime(root, draft), placeLine(findElement(root, '[data-hold="place"]'), { get: () => ({ area: draft.fields.area }), set: (area) => draft.set({ area }) })];
  onTap(root, '[data-act="save"]', () => void saveVisit(root, draft));
  findElement(root, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    void saveVisit(root, draft);
  });
  return () => {
    ends.forEach((end) => end());
    void draft.close();
  };
}

/** @param {HTMLElement} root @param {string} name @param {any} draft */
function drawPicks(root, name, draft) {
  const group = findElement(root, `[data-pick="${name}"]`);
  const mark = () => {
    for (const button of group.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.value === draft.fields[name]));
  };
  onTap(group, "button", (hit) => {
    draft.set({ [name]: hit.dataset.value });
    mark();
  });
  mark();
}

/** @param {HTMLElement} root @param {drafts.Draft} draft */
async function saveVisit(root, draft) {
  const kept = await keepForm(root, () => {
    const { household, purpose, outcome, text, photos = [], area, next, plan } = draft.fields;
    const at = Date.now();
    const when = visitSpan(draft.fields, at);
    const where = area ?? nearestBuilding(place.latest())?.area.code;
    if (!where || !purpose) return where ? "need-purpose" : "need-building";
    if (!when) return "visit-ahead";
    if (!Number.isInteger(when.minutes) || when.minutes < 1 || when.minutes > 480) return "need-minutes";
    const body = {
      visit: draft.made, area: where, purpose, outcome: outcome ?? "met", started: new Date(when.started).toISOString(), minutes: when.minutes,
      ...(household?.trim() ? { household: household.trim() } : {}), ...(text?.trim() ? { text: text.trim() } : {}),
      ...(next ? { next } : {}), ...(plan ? { plan } : {}),
    };
    return [{ type: "visit.record", at, place: place.latest() ?? undefined, photos, body }];
  }, draft);
  if (!kept) return findElement(root, "#visit-error").scrollIntoView({ block: "center" });
  showMessage(w("visit-kept"));
  if (root.isConnected) void go(recorder.state() ? "/patrol" : "/", true);
}
