/** The first thing that is still missing for a move, asked before it is kept: the office's own answer may be hours away. "" for nothing.
 * @param {string[]} needs @param {any} body @param {string[]} photos */
export function firstLacking(needs, body, photos) {
  for (const need of needs) {
    if (need === "text" && !body.text) return "text";
    if (need === "text_or_photo" && !body.text && !body.resident_text && !photos.length) return "text-or-photo";
    if (need === "reason_or_text" && !body.reason && !body.text) return "reason-or-text";
    if ((need === "reason" || need === "send_back_reason" || need === "verdict" || need === "part_reason" || need === "contact_reason" || need === "ring_reason") && !body.reason) return "reason";
    if (need === "send_back_reason" && body.reason === "other" && !body.text) return "text";
    if (need === "pause_reason" && body.reason === "filed" && !body.case_number) return "case-number";
    if (need === "basis" && !body.basis) return "basis";
    if (need === "until" && !body.until) return "until";
    if (need.startsWith("to_") && !body.to) return "to";
    if (need === "change" && !["category", "area", "spot", "text"].some((key) => body[key] !== undefined)) return "change";
  }
  return "";
}
