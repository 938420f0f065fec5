/** Which matters wait for me and which are late: what the office has said of each, held against who is here and the time. */
import { officeNow } from "../store/office_clock.js";

/** @typedef {{asks?: string[], asks_not?: string[], late_at?: string | null}} Asking */

/** @type {Set<string>} */
let terms = new Set();

/** Set the terms by which matters wait for whoever is here. @param {string[] | undefined} told by the server; before it has told any, the person's own
 * @param {string | undefined} person */
export const setTerms = (told, person) => void (terms = new Set(told ?? [`person:${person}`]));

/** Whether whoever is here acts for a unit. */
export const actsForUnit = () => [...terms].some((term) => term.startsWith("unit:"));

/** Whether the matter waits for whoever is here. @param {Asking} matter */
export const waitsForMe = ({ asks = [], asks_not = [] }) => asks.some((term) => terms.has(term)) && !asks_not.some((term) => terms.has(term));

/** The order of lists that are worked through: the office's own; what it has not seen yet stands on top, the newest first.
 * @param {{id: string, order?: number}} a @param {{id: string, order?: number}} b */
export const byOrder = (a, b) => (a.order ?? 0) - (b.order ?? 0) || (a.id < b.id ? 1 : -1);

/** Whether its deadline has passed. @param {Asking} matter */
export const isLate = ({ late_at }) => Boolean(late_at) && Date.parse(String(late_at)) < officeNow();
