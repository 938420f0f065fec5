// What time it is at the office: this phone's clock, put right by how far it was off when the office last answered.

const STEP = 60_000; // ms; less than half a minute is the line's own time

let ahead = 0;

/** Milliseconds since 1970 by the office's clock. */
export const officeNow = () => Date.now() + ahead;

const WRONG = 300_000; // ms; the office marks what a clock farther off has written (CONTRACT)

/** How far the office's clock is ahead of this one, in ms, where this one is wrong by more than five minutes; else 0. */
export const clockError = () => (Math.abs(ahead) > WRONG ? ahead : 0);

/** @param {number | null | undefined} ms how far the office's clock is ahead of this one */
export const setAhead = (ms) => void (ahead = ms ?? 0);

/** How far the office's clock is ahead, in whole minutes, by an answer that has just come. @param {Response} response */
export function measureAhead({ headers }) {
  const sent = Date.parse(headers.get("Date") ?? "");
  return sent ? Math.round((sent - Date.now()) / STEP) * STEP : 0;
}
