// The photos of a form: made smaller for a thin line, kept on the phone at once, shown with a way to take each back. What cannot be
// taken is named with its reason.
import { createElement, icon, scrollToBanner, select, showBanner } from "./dom.js";
import { prepare } from "./prepare.js";
import { drop, get, put } from "./store.js";
import { w } from "./words.js";

/** @typedef {import("./prepare.js").Photo} Photo */

/** Put the tile and the strip in the place of the plain file inputs. Photos are kept under `key` as they are chosen.
 * @param {HTMLElement} field @param {string | Promise<string>} key @returns {{ready: Promise<void>, settled: () => Promise<boolean>, list: () => Photo[], put: (photos: Photo[]) => Promise<void>, clear: () => Promise<void>}} */
export function photoStrip(field, key) {
  /** @type {Photo[]} */
  let photos = [];
  const input = createElement("input", { type: "file", accept: "image/*", multiple: true, className: "trap" });
  const tile = createElement("label", {}, createElement("span", {}, icon("photo"), createElement("br"), w("camera")), input);
  const strip = createElement("div", { className: "strip" }, tile);
  const plain = [.../** @type {NodeListOf<HTMLInputElement>} */ (field.querySelectorAll('input[type="file"]'))];
  const early = plain.flatMap((before) => [...(before.files ?? [])]); // chosen before the script was here
  for (const before of plain) before.remove();
  field.append(strip);

  const draw = () => {
    for (const old of strip.querySelectorAll("figure")) {
      URL.revokeObjectURL(select("img", old).src);
      old.remove();
    }
    photos.forEach((photo, n) => {
      const src = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
      const out = createElement("button", { type: "button", ariaLabel: w("remove"), onclick: () => change(photos.filter((_, m) => m !== n)) }, icon("not"));
      out.setAttribute("aria-label", w("remove"));
      strip.append(createElement("figure", {}, createElement("img", { src, alt: `${w("photo")} ${n + 1}` }), out));
    });
    tile.hidden = photos.length >= PHOTOS_TAKEN.most;
  };
  /** @param {Photo[]} now */
  const change = async (now) => {
    photos = now.slice(0, PHOTOS_TAKEN.most);
    draw();
    await put(await key, photos);
  };
  /** What is being made ready, one choice after the other; whether all of it could be. @type {Promise<boolean> | null} */
  let making = null;
  /** @param {File[]} files @param {Promise<boolean | void>} before */
  const add = async (files, before) => {
    const wasWhole = (await before) !== false;
    const [amiss, over] = [/** @type {string[]} */ ([]), /** @type {string[]} */ ([])];
    for (const file of files) {
      const name = file.name || w("photo");
      const made = photos.length < PHOTOS_TAKEN.most ? await prepare(file) : null;
      if (!made) over.push(name);
      else if ("photo" in made) await change([...photos, made.photo]);
      else amiss.push(w(made.why, { name, m: Math.floor(PHOTOS_TAKEN.bytes / 1e6) }));
    }
    if (over.length) amiss.push(w("over", { n: PHOTOS_TAKEN.most, names: over.join(w("comma")) }));
    if (amiss.length) showBanner("bad", amiss[0], ...amiss.slice(1).map((sentence) => createElement("p", {}, sentence)));
    if (amiss.length) scrollToBanner();
    return wasWhole && !amiss.length;
  };
  /** @param {File[]} files */
  const take = (files) => {
    const work = add(files, making ?? ready).finally(() => making === work && (making = null));
    making = work;
  };
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  /** Wait for what is being made ready; false when one of them cannot be read, which has been said. */
  const settled = async () => {
    let whole = true;
    if (making) showBanner("", w("preparing"));
    while (making) whole = (await making.catch(() => false)) && whole;
    return whole;
  };
  const ready = Promise.resolve(key).then(get).then((kept) => {
    if (kept?.length && !photos.length) {
      photos = kept;
      draw();
    }
  });
  if (early.length) take(early);
  const clear = async () => {
    photos = [];
    draw();
    await drop(await key);
  };
  return { ready, settled, list: () => photos, put: change, clear };
}
