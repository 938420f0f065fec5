/** The track of a past patrol: what this phone recorded, else fetched from the office; where there is none, a sentence says why. */
import * as account from "../../account/api.js";
import * as session from "../../account/session.js";
import { h, icon } from "../../ui/dom.js";
import { dayName } from "../../ui/format.js";
import { sentenceOf, w } from "../../ui/words.js";

/** @typedef {{lat: number, lon: number, acc: number, t: number}} Fix */

/** Another's track is fetched only when asked for, for the look is recorded and its owner sees it.
 * @param {string} id @param {() => void} changed called when there is more to show */
export function trackOf(id, changed) {
  /** @type {Fix[] | "gone" | "fetching" | "unheard" | undefined} */
  let fetched;
  let refused = "";
  const fetchNow = async () => {
    fetched = "fetching";
    changed();
    const answer = await account.fetchTrack(id);
    fetched = answer.found ?? "unheard";
    refused = answer.refused;
    changed();
  };
  const button = (/** @type {string} */ word) => h("button", { class: "button wide", type: "button", "data-key": "track", on: { click: () => void fetchNow() } }, icon("look"), w(word));
  /** @param {any} patrol @returns {{fixes: Fix[], note: Node | null}} */
  const of = (patrol) => {
    const without = (/** @type {...(Node | string)} */ ...said) => ({ fixes: [], note: h("div", { class: "stack tight" }, said.map((one) => (typeof one === "string" ? h("p", { class: "quiet" }, one) : one))) });
    if (patrol.track.length) return { fixes: patrol.track, note: null };
    if (patrol.purged) return without(w("track-deleted", { when: dayName(patrol.purged) }));
    if (fetched === "gone") return without(w("track-deleted-now"));
    if (patrol.local || patrol.fixes === 0) return without(w("track-none"));
    if (Array.isArray(fetched)) return { fixes: fetched, note: null };
    if (fetched === "fetching") return without(w("fetching"));
    if (fetched === "unheard") return without(refused === "offline" ? w("track-unheard") : sentenceOf(refused), button("track-again"));
    if (patrol.person !== session.current()?.id) return without(button("track-look"), w("track-look-why"));
    void Promise.resolve().then(fetchNow);
    return without(w("fetching"));
  };
  return { of };
}
