/** The strip of photos with its camera tile; a photo is durable before it appears. */
import * as session from "../../account/session.js";
import * as photos from "../../outbox/photos/photos.js";
import { beginThread } from "../../outbox/photos/picture_thread.js";
import { h, icon, replaceContent, showMessage } from "../../ui/dom.js";
import { w } from "../../ui/words.js";

const SOON = 300; // ms: the screen stands, and the hand is on its way to the camera

/** The strips on the screen: a photo may be ready after its screen was opened anew. @type {Set<{holder: HTMLElement, draw: () => void}>} */
const strips = new Set();

/**
 * Draw a strip of photos into `holder`; one that stands `beside` another has a camera tile alone, after its photos. `set` returns false when the draft they belong to was sent already. Returns the function
 * that draws it anew.
 * @param {HTMLElement} holder
 * @param {{get: () => string[], set: (shas: string[]) => unknown, label?: string, beside?: boolean, failed: (sentence: string) => void}} bound
 */
export function photoStrip(holder, bound) {
  const person = session.current()?.id;
  const draw = () => {
    const have = bound.get();
    const shots = have.map((sha, index) => shot(sha, index));
    replaceContent(holder, ...(bound.beside ? [...shots, camera("after")] : [camera(have.length ? "" : "first"), ...shots, library()]));
  };
  /** @param {string} kind */
  const camera = (kind) =>
    h("label", { class: `shoot ${kind}` },
      icon("report"), bound.label ?? w("take-photo"),
      h("input", { class: "sr", type: "file", accept: "image/*", capture: "environment", "data-key": "camera", on: { change: taken } }),
    );
  const library = () =>
    h("label", { class: "shoot" },
      icon("photo"), w("pick-photo"),
      h("input", { class: "sr", type: "file", accept: "image/*", multiple: true, "data-key": "library", on: { change: taken } }),
    );
  /** @param {string} sha @param {number} index */
  const shot = (sha, index) => {
    const picture = h("img", { alt: w("photo-n", { n: index + 1 }) });
    void photos.urlOf(sha).then((url) => (picture.src = url), () => bound.failed(w("photo-gone")));
    const gone = () => {
      bound.set(bound.get().filter((other) => other !== sha));
      draw();
    };
    return h("div", { class: "shot" }, picture,
      h("button", { type: "button", "aria-label": w("drop-photo", { n: index + 1 }), on: { click: gone } }, icon("x")));
  };
  /** @param {FileList | null} files @returns {Promise<boolean>} whether all were kept */
  const keep = async (files) => {
    let whole = true;
    for (const file of [...(files ?? [])]) {
      try {
        const kept = await photos.keepPhoto(file, person);
        if (bound.set([...new Set([...bound.get(), kept.sha])]) === false) showMessage(w("photo-late"));
      } catch (error) {
        whole = false; // the others may be well
        bound.failed(w(error instanceof photos.Unreadable ? "photo-unreadable" : "photo-failed", { name: file.name }));
      }
    }
    return whole;
  };
  /** @param {Event} event */
  const taken = async ({ target }) => {
    holder.setAttribute("aria-busy", "true");
    await photos.trackPreparation(keep(/** @type {HTMLInputElement} */ (target).files));
    holder.removeAttribute("aria-busy");
    for (const placed of strips) placed.holder.isConnected ? placed.draw() : strips.delete(placed);
  };
  strips.add({ holder, draw });
  setTimeout(beginThread, SOON);
  draw();
  return draw;
}
