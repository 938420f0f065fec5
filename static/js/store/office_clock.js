// What time it is at the office: this phone's clock, put right by how far it was off when the office last answered.

const STEP = 60_000; // ms; less than half a minute is the line's own time

let ahead = 0;

/** Milliseconds since 1970 by the office's clock. */
export const officeNow = () => Date.now() + ahead;

/** @param {number | null | undefined} ms how far the office's clock is ahead of this one */
export const setAhead = (ms) => void (ahead = ms ?? 0);

/** How far the office's clock is ahead, in whole minutes, by an answer that has just come. @param {Response} response */
export function measureAhead({ headers }) {
  const sent = Date.parse(headers.get("Date") ?? "");
  return sent ? Math.round((sent - Date.now()) / STEP) * STEP : 0;
}
