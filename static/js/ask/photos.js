// Up to three photos: made smaller for a thin line, kept on the phone at once, shown with a way to take each back.
import { createElement, icon, select, showBanner } from "./dom.js";
import { drop, get, put } from "./store.js";
import { w } from "./words.js";

const SIDE = 2048; // px of the longer side
const MOST = 3;
const PATIENCE = 20_000; // ms for reading one; some phones never answer, and the server can read it as it is

/** @typedef {{bytes: ArrayBuffer, type: string}} Photo */

/** The picture as a JPEG no larger than need be, without what the camera noted in it; as it is where the browser cannot.
 * @param {Blob} file @returns {Promise<Photo>} */
async function makeSmaller(file) {
  const url = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = url;
    await Promise.race([picture.decode(), new Promise((_, late) => setTimeout(late, PATIENCE))]);
    const scale = Math.min(1, SIDE / Math.max(picture.naturalWidth, picture.naturalHeight));
    const canvas = createElement("canvas", {
      width: Math.round(picture.naturalWidth * scale),
      height: Math.round(picture.naturalHeight * scale),
    });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    if (blob?.type === "image/jpeg") return { bytes: await blob.arrayBuffer(), type: blob.type };
  } catch {
    // a HEIC in a browser that cannot read it: the server can
  } finally {
    URL.revokeObjectURL(url);
  }
  return { bytes: await file.arrayBuffer(), type: file.type };
}

/** Put the tile and the strip in the place of the plain file inputs. Photos are kept under `key` as they are chosen.
 * @param {HTMLElement} field @param {string | Promise<string>} key @returns {{ready: Promise<void>, settled: () => Promise<boolean>, list: () => Photo[], put: (photos: Photo[]) => Promise<void>, clear: () => Promise<void>}} */
export function photoStrip(field, key) {
  /** @type {Photo[]} */
  let photos = [];
  const input = createElement("input", { type: "file", accept: "image/*", multiple: true, className: "trap" });
  const tile = createElement("label", {}, createElement("span", {}, icon("photo"), createElement("br"), w("camera")), input);
  const strip = createElement("div", { className: "strip" }, tile);
  for (const plain of field.querySelectorAll('input[type="file"]')) plain.remove();
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
    tile.hidden = photos.length >= MOST;
  };
  /** @param {Photo[]} now */
  const change = async (now) => {
    photos = now.slice(0, MOST);
    draw();
    await put(await key, photos);
  };
  /** What is being made ready, one choice after the other; whether all of it could be. @type {Promise<boolean> | null} */
  let making = null;
  /** @param {File[]} files @param {Promise<boolean> | null} before */
  const add = async (files, before) => {
    const read = await Promise.all(files.map((file) => makeSmaller(file).catch(() => null)));
    const whole = (await before) !== false && !read.includes(null);
    if (read.includes(null)) showBanner("bad", w("bad"));
    await change([...photos, .../** @type {Photo[]} */ (read.filter(Boolean))]);
    return whole;
  };
  input.addEventListener("change", () => {
    const work = add([...input.files].slice(0, MOST - photos.length), making).finally(() => making === work && (making = null));
    making = work;
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
  const clear = async () => {
    photos = [];
    draw();
    await drop(await key);
  };
  return { ready, settled, list: () => photos, put: change, clear };
}
