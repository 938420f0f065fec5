/** The first thing that is still missing for a move, asked before it is kept: the office's own answer may be hours away. "" for nothing.
 * @param {Record<string, import("../../feed/vocabulary.js").Need[]>} needs of each word (app/matters/moves/needs.py)
 * @param {string[]} carries @param {Record<string, any>} body @param {string[]} photos */
export function firstLacking(needs, carries, body, photos) {
  const isGiven = (/** @type {string} */ key) => (key === "photos" ? photos.length > 0 : body[key] !== undefined);
  const isLacking = (/** @type {import("../../feed/vocabulary.js").Need} */ { keys, reason }) => (!reason || reason === body.reason) && !keys.some(isGiven);
  return carries.flatMap((word) => needs[word] ?? []).find(isLacking)?.lacks ?? "";
}
