// Every time that is kept here with a meaning of "not before" is read through this, for this phone's clock may have been years off.

/** The longest such a time can lie ahead, ms; an undo's twice, so that a clock set back by a second sends nothing early. */
export const LONGEST_WAIT = {
  retry: 301_000, // `backoff`, and the second added to it
  asked: 3_600_000, // what Retry-After is heard to ask for
  grace: 10_000, // the undo of an emergency
  held: 120_000, // the undo of anything else
};

/**
 * Whether what was put off until `at`, by `longest` ms at most, may go now: its time has come, or lies farther ahead than
 * it can mean. Then it was written while this phone's clock was ahead, and would wait until time catches up.
 * @param {number} at epoch ms @param {number} longest @param {number} [now] epoch ms
 */
export const isDue = (at, longest, now = Date.now()) => at <= now || at > now + longest;
