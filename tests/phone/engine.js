// The phone's engine on a page without screens, for tests that drive it directly.
import * as selfCheck from "../../static/js/device/self_check.js";
import * as secondCopy from "../../static/js/store/second_copy.js";
import * as drafts from "../../static/js/outbox/drafts.js";
import * as drain from "../../static/js/outbox/drain.js";
import * as batch from "../../static/js/outbox/batch.js";
import * as estimateBasis from "../../static/js/patrol/estimate_basis.js";
import * as feed from "../../static/js/feed/feed.js";
import * as ids from "../../static/js/store/ids.js";
import * as language from "../../static/js/ui/language.js";
import * as byHand from "../../static/js/outbox/by_hand.js";
import * as outbox from "../../static/js/outbox/outbox.js";
import * as refusedPhotos from "../../static/js/outbox/photos/refused_photos.js";
import * as photos from "../../static/js/outbox/photos/photos.js";
import * as position from "../../static/js/device/position.js";
import * as estimate from "../../static/js/patrol/estimate.js";
import { explain } from "../../static/js/patrol/explain_gap.js";
import * as recorder from "../../static/js/patrol/recorder.js";
import * as session from "../../static/js/account/session.js";
import * as answers from "../../static/js/outbox/answers.js";
import * as database from "../../static/js/store/database.js";
import * as track from "../../static/js/patrol/track.js";
import * as update from "../../static/js/screens/frame/update.js";

/** A picture with something to see, as a File. */
async function picture(width = 320, height = 240, seed = 1 + Math.random() * 1e6) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  for (let i = 0; i < 40; i++) {
    context.fillStyle = `hsl(${(i * 47 + seed * 31) % 360} 80% ${20 + ((i * seed) % 60)}%)`;
    context.fillRect((i * 37 * seed) % width, (i * 53) % height, width / 5, height / 5);
  }
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  return new File([blob], "photo.jpg", { type: "image/jpeg" });
}

/** A report as the screen makes it. */
const report = (more = {}, body = {}) =>
  outbox.add({ type: "matter.report", body: { matter: ids.newId(), category: "other", text: "a note", ...body }, ...more });

globalThis.engine = { byHand, selfCheck, secondCopy, drafts, drain, batch, feed, ids, language, outbox, photos, refusedPhotos, position, estimate, estimateBasis, explain, recorder, session, answers, database, track, update, picture, report };
