// Times kept with the meaning "not before". All of them are read through `isDue`, because the phone's clock may have been years off
// when they were written.

/** How far ahead such a time can lie at most, by kind, ms. An undo's is doubled, so that a clock set back by a second sends nothing early. */
export const LONGEST_WAIT = {
  retry: 301_000, // `backoff`, and the second added to it
  asked: 3_600_000, // what Retry-After is heard to ask for
  grace: 10_000, // the undo of an emergency
  held: 120_000, // the undo of anything else
};

/**
 * Whether something put off until `at` may go now: its time has come, or lies more than `longest` ms ahead. No time can lie
 * so far ahead unless this phone's clock was ahead when it was written.
 * @param {number} at epoch ms @param {number} longest @param {number} [now] epoch ms
 */
export const isDue = (at, longest, now = Date.now()) => at <= now || at > now + longest;
