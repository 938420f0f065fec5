// SHA-256 in plain JavaScript: WeChat's and older browsers lack crypto.subtle wherever the page is not on https.

const PRIMES = primes(64);
const K = Uint32Array.from(PRIMES, (p) => fraction(Math.cbrt(p)));
const START = Uint32Array.from(PRIMES.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const W = new Uint32Array(64);

/** @param {number} many */
function primes(many) {
  /** @type {number[]} */
  const found = [];
  for (let n = 2; found.length < many; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
}

/** @param {number} x */
function fraction(x) {
  return ((x - Math.floor(x)) * 2 ** 32) >>> 0;
}

/** Take one block of 64 bytes into `state`. @param {Uint32Array} state @param {DataView} view @param {number} at */
function block(state, view, at) {
  for (let i = 0; i < 16; i++) W[i] = view.getUint32(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = W[i - 16] + s0 + W[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

/** What follows the bytes from `from` on: padding and length. @param {Uint8Array} bytes @param {number} from */
function tail(bytes, from) {
  const rest = bytes.subarray(from);
  const padded = new Uint8Array(rest.length + 9 > 64 ? 128 : 64);
  padded.set(rest);
  padded[rest.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  return view;
}

/** The eight words of the digest; `from` bytes (whole blocks) are in `state` already.
 * @param {Uint8Array} bytes @param {Uint32Array} [begun] @param {number} [from] */
export function words(bytes, begun = START, from = 0) {
  const state = begun.slice();
  const whole = bytes.length - (bytes.length % 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = from; at < whole; at += 64) block(state, view, at);
  const end = tail(bytes, whole);
  for (let at = 0; at < end.byteLength; at += 64) block(state, end, at);
  return state;
}

/** The state after the first whole blocks, and how many bytes those are. @param {Uint8Array} bytes @returns {[Uint32Array, number]} */
export function begun(bytes) {
  const state = START.slice();
  const whole = bytes.length - (bytes.length % 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < whole; at += 64) block(state, view, at);
  return [state, whole];
}

/** As 64 lower-case digits. @param {ArrayBuffer} buffer */
export const sha256 = (buffer) =>
  Array.from(words(new Uint8Array(buffer)), (word) => word.toString(16).padStart(8, "0")).join("");
