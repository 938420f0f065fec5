// A zip without compression, small enough to stand in the rescue page as well.
import { sha256 } from "./ids.js";

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** @param {number} signature @param {[size: 2 | 4, value: number][]} fields */
function header(signature, fields) {
  const view = new DataView(new ArrayBuffer(4 + fields.reduce((sum, [size]) => sum + size, 0)));
  view.setUint32(0, signature, true);
  let at = 4;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/** A zip of `files` (name -> bytes), stored as they are. @param {Record<string, Uint8Array<ArrayBuffer>>} files @returns {Blob} */
export function zip(files) {
  const now = new Date();
  const time = (now.getHours() << 11) | (now.getMinutes() << 5) | (now.getSeconds() >> 1);
  const day = ((now.getFullYear() - 1980) << 9) | ((now.getMonth() + 1) << 5) | now.getDate();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const directory = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const title = new TextEncoder().encode(name);
    /** @type {[2 | 4, number][]} */
    const common = [[2, 20], [2, 0x800], [2, 0], [2, time], [2, day], [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, title.length], [2, 0]];
    const local = header(0x04034b50, common);
    directory.push(header(0x02014b50, [[2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), title);
    parts.push(local, title, bytes);
    offset += local.length + title.length + bytes.length;
  }
  const count = Object.keys(files).length;
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = header(0x06054b50, [[2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/** The file that a lead imports: ops one a line as the contract has them, photos by digest, and what should be in it.
 * @param {{ops: import("./database.js").Op[], blobs: Record<string, ArrayBuffer>, device: string, person: string}} given */
export async function zipOf({ ops, blobs, device, person }) {
  const encode = (/** @type {string} */ text) => new TextEncoder().encode(text);
  /** @type {Record<string, Uint8Array<ArrayBuffer>>} */
  const files = { "ops.ndjson": encode(ops.map((op) => JSON.stringify(op) + "\n").join("")) };
  for (const [sha, bytes] of Object.entries(blobs)) files[`blobs/${sha}`] = new Uint8Array(bytes);
  /** @type {Record<string, string>} */
  const digests = {};
  for (const [name, bytes] of Object.entries(files)) digests[name] = await sha256(bytes);
  const manifest = {
    proto: 1,
    device,
    person,
    made_at: new Date().toISOString(),
    counts: { ops: ops.length, photos: Object.keys(blobs).length },
    sha256: digests,
  };
  return zip({ "manifest.json": encode(JSON.stringify(manifest, null, 1)), ...files });
}
