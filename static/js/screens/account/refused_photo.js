/** A photo that will not be taken, as a line of the queue: why, whose it is, and its two ways out: another one, or without it. */
import * as session from "../../account/session.js";
import * as feed from "../../feed/feed.js";
import * as place from "../../device/position.js";
import * as outbox from "../../outbox/outbox.js";
import { PHOTO_LOST } from "../../outbox/items.js";
import * as photos from "../../outbox/photos/photos.js";
import { dropPhoto } from "../../outbox/photos/refused_photos.js";
import { h, icon, showMessage } from "../../ui/dom.js";
import { askYesNo } from "../../ui/sheet.js";
import { w } from "../../ui/words.js";

/** @typedef {import("../../outbox/outbox.js").Item} Item @typedef {import("../../outbox/outbox.js").Refused} Refused */

/** The lines of these items' refused photos, each photo once. @param {Item[]} items @param {(item: Item) => string} nameOf */
export async function refusedPhotoRows(items, nameOf) {
  /** @type {Map<string, {item: Item, refused: Refused}>} */
  const found = new Map();
  for (const item of items) for (const refused of item.refused) if (!found.has(refused.sha)) found.set(refused.sha, { item, refused });
  return Promise.all([...found.values()].map(async ({ item, refused }) => row(item, refused, nameOf(item), await takesAnother(item))));
}

/** Whether another photo can still be added to what this one belongs to. A matter the office has not told of yet is open.
 * @param {Item} item */
async function takesAnother({ op }) {
  if (!op.body.matter) return false;
  const known = await feed.matter(op.body.matter);
  return !known?.open_moves || known.open_moves.some((/** @type {import("../matters/move_form.js").Offer} */ { name }) => name === "note");
}

/** @param {Item} item @param {Refused} refused @param {string} name @param {boolean} another */
function row(item, { sha, why }, name, another) {
  const picture = h("img", { class: "item-thumb", alt: "" });
  picture.addEventListener("error", () => picture.replaceWith(icon("photo")));
  void photos.urlOf(sha).then((url) => (picture.src = url), () => picture.replaceWith(icon("photo")));
  return h("li", {},
    h("div", { class: "item" }, picture,
      h("div", { class: "item-body" },
        h("p", { class: "split" }, h("span", { class: "strong" }, w("photo-refused")), h("span", { class: "tag bad" }, w("queue-attention"))),
        h("p", { class: "item-more" }, w(item.state === "received" ? "photo-of-received" : "photo-of", { name })),
        h("p", { class: "error" }, why.type === PHOTO_LOST ? w("photo-gone") : why.detail ?? why.title ?? ""),
        h("div", { class: "row" },
          another ? takeAnother(item, sha) : null,
          h("button", { class: another ? "button bare" : "button main", type: "button", "data-key": `drop-${sha}`, on: { click: () => void drop(sha) } }, w("drop-this-photo"))))));
}

/** @param {Item} item @param {string} sha */
function takeAnother(item, sha) {
  const person = session.current()?.id;
  /** @param {Event} event */
  const taken = async ({ target }) => {
    const [file] = /** @type {HTMLInputElement} */ (target).files ?? [];
    if (!file) return;
    try {
      const kept = await photos.keepPhoto(file, person);
      if (kept.sha === sha) return showMessage(w("photo-same"));
      const body = { matter: item.op.body.matter, move: "note" };
      await dropPhoto(sha, { type: "matter.move", body, photos: [kept.sha], place: place.latest() ?? undefined, person });
    } catch (error) {
      showMessage(w(error instanceof photos.Unreadable ? "photo-unreadable" : "photo-failed", { name: file.name }));
    }
  };
  return h("label", { class: "button main" }, icon("report"), w("take-another"),
    h("input", { class: "sr", type: "file", accept: "image/*", capture: "environment", "data-key": `another-${sha}`, on: { change: taken } }));
}

/** @param {string} sha */
async function drop(sha) {
  if (await askYesNo(w("drop-this-ask"), w("drop-this-photo"), w("drop-this-why"), true)) await dropPhoto(sha);
}
