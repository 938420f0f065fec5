/** The strip of photos with its camera tile; a photo is durable before it appears. */
import * as photos from "../photos.js";
import { h, icon, put } from "./dom.js";
import { w } from "./words.js";

/**
 * Keep a strip in `holder`.
 * @param {HTMLElement} holder
 * @param {{get: () => string[], set: (shas: string[]) => void, label?: string, failed: (sentence: string) => void}} bound
 */
export function strip(holder, bound) {
  const draw = () => {
    const have = bound.get();
    put(holder, camera(have.length === 0), ...have.map((sha, index) => shot(sha, index)), library());
  };
  /** @param {boolean} first */
  const camera = (first) =>
    h("label", { class: first ? "shoot first" : "shoot" },
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
    void photos.url(sha).then((url) => (picture.src = url), () => bound.failed(w("photo-gone")));
    const gone = () => {
      bound.set(bound.get().filter((other) => other !== sha));
      draw();
    };
    return h("div", { class: "shot" }, picture,
      h("button", { type: "button", "aria-label": w("drop-photo", { n: index + 1 }), on: { click: gone } }, icon("x")));
  };
  /** @param {Event} event */
  const taken = async (event) => {
    const from = /** @type {HTMLInputElement} */ (event.target);
    holder.setAttribute("aria-busy", "true");
    try {
      for (const file of [...(from.files ?? [])]) {
        const kept = await photos.take(file);
        bound.set([...new Set([...bound.get(), kept.sha])]);
      }
    } catch (error) {
      bound.failed(w("photo-failed"));
    }
    holder.removeAttribute("aria-busy");
    draw();
  };
  draw();
  return draw;
}
