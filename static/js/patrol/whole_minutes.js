// Seconds by cause as whole minutes whose parts add up to what is shown beside them.

export const CAUSES = ["in_area", "by_marks", "visit", "outside", "too_fast", "inaccurate", "gap", "uncounted"];
const MINUTE = 60;

/** Whole minutes by cause, rounded by running totals in the table's order: those which count come to the number shown as
 * counted, and all of them to the whole. A cause may come to none.
 * @param {Record<string, number>} seconds @returns {{cause: string, seconds: number, minutes: number}[]} */
export function wholeMinutes(seconds) {
  let running = 0;
  return CAUSES.filter((cause) => seconds[cause] > 0).map((cause) => {
    const before = Math.floor(running / MINUTE);
    running += seconds[cause];
    return { cause, seconds: seconds[cause], minutes: Math.floor(running / MINUTE) - before };
  });
}
