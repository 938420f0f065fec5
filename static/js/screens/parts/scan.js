/** Reading a building's QR code where the phone can; everywhere else the list is the way. */
import { areas } from "../../feed/names.js";
import { h } from "../../ui/dom.js";
import { openSheet } from "../../ui/sheet.js";
import { w } from "../../ui/words.js";

export const canScan = () => "BarcodeDetector" in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);

/** The code of an area in what a poster says: an address ending in it, or the bare code. @param {string} text */
function areaCodeIn(text) {
  const words = text.split(/[/?=&#\s]+/).filter(Boolean);
  return words.reverse().find((word) => areas.has(word)) ?? null;
}

/** Look through the camera until a known code is seen. @returns {Promise<string | null>} */
export async function scan() {
  /** @type {MediaStream} */
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    await openSheet(w("scan"), h("p", {}, w("no-camera"))).closed;
    return null;
  }
  const picture = h("video", { playsinline: true, muted: true, class: "plan", "aria-label": w("scan") });
  picture.srcObject = stream;
  const hint = h("p", { role: "status" }, w("scan-hint"));
  const sheet = openSheet(w("scan"), h("div", { class: "stack" }, picture, hint));
  await picture.play();
  const found = await lookForCode(picture, hint, () => sheet.dialog.open);
  for (const track of stream.getTracks()) track.stop();
  sheet.close();
  return found;
}

/** @param {HTMLVideoElement} picture @param {HTMLElement} hint @param {() => boolean} going */
async function lookForCode(picture, hint, going) {
  const reader = new /** @type {any} */ (globalThis).BarcodeDetector({ formats: ["qr_code"] });
  while (going()) {
    const codes = await reader.detect(picture).catch(() => []);
    for (const { rawValue } of codes) {
      const area = areaCodeIn(rawValue);
      if (area) return area;
      hint.textContent = w("scan-unknown");
    }
    await new Promise((next) => setTimeout(next, 200));
  }
  return null;
}
