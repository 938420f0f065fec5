// Whether a file can be a picture at all, from its bytes: asked only of what this phone could not decode itself.

const HEIF = /^(hei[cxms]|hev[cxms]|mif1|msf1)$/;

/** @param {Uint8Array} bytes @param {number} from @param {number} to */
const lettersOf = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

/** Whether these are the bytes of a whole JPEG, PNG, WebP or HEIF. Its pixels may still be broken: only who decodes them knows.
 * @param {Uint8Array} bytes */
export function isWholePicture(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16) return false;
  if (view.getUint32(0) >>> 8 === 0xffd8ff) return isWholeJpeg(bytes, view);
  if (lettersOf(bytes, 1, 8) === "PNG\r\n\x1a\n") return lettersOf(bytes, 12, 16) === "IHDR" && endsPng(view);
  if (lettersOf(bytes, 0, 4) === "RIFF") return lettersOf(bytes, 8, 12) === "WEBP" && view.getUint32(4, true) + 8 <= bytes.length;
  return lettersOf(bytes, 4, 8) === "ftyp" && HEIF.test(lettersOf(bytes, 8, 12));
}

/** Whether its segments lead to pixels, and the pixels to an end (a thumbnail among the segments has an end of its own).
 * @param {Uint8Array} bytes @param {DataView} view */
function isWholeJpeg(bytes, view) {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) at += bytes[at + 1] === 0xff ? 1 : 2 + view.getUint16(at + 2);
  if (bytes[at] !== 0xff || bytes[at + 1] !== 0xda) return false;
  for (let end = bytes.length - 2; end > at; end--) if (bytes[end] === 0xff && bytes[end + 1] === 0xd9) return true;
  return false;
}

/** Whether its chunks go on to the last one (PNG, 5.6). @param {DataView} view */
function endsPng(view) {
  for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) if (view.getUint32(at + 4) === 0x49454e44) return true;
  return false;
}
