/** What moves, states, turns and roles are called and what else is said of them: made of the office's own records when the
 * app was built (app/matters/views/vocabulary.py), and kept on the phone with the app. */
import { publish } from "../store/bus.js";

/** @typedef {import("../screens/matters/move_form.js").Offer} Offer */
/** `ends`: the state in which one's own matter ends by the move · `is_repeatable`: may wait twice in the queue · `settles`: says that the work is done
 * @typedef {{word: string, hint?: string, phrases?: string[], is_repeatable?: boolean, settles?: boolean, for_residents?: boolean, ends?: string}} Move */
/** One of the keys has to be given, where the reason is the one named; `lacks`: the word for its absence
 * @typedef {{keys: string[], lacks: string, reason?: string}} Need */
/** `is_worked`: it waits for its holder · `is_untaken`: nobody has it in hand yet · `standing`: how it stands while it is in nobody's hands
 * @typedef {{word: string, tone: string, standing: string, is_open: boolean, is_worked: boolean, is_untaken: boolean}} State */

const PATIENCE = 10_000;
const AGAIN = 5000; // ms until it is asked for again where neither phone nor line had it

/** `own`: what is open to whoever has just reported something, by whether they kept it or passed it up; `doors`: what is asked at one in a storm, and by which answers somebody was reached; `places`: their kinds
 * @type {{moves: Record<string, Move>, states: Record<string, State>, turns: Record<string, string>, roles: Record<string, string>, needs: Record<string, Need[]>, own: Record<string, Offer[]>, ops: Record<string, string>, doors: {id: string, word: string, reached?: boolean[]}[], places: Record<string, string[]>}} */
export const vocabulary = { moves: {}, states: {}, turns: {}, roles: {}, needs: {}, own: {}, ops: {}, doors: [], places: {} };

/** Read it; without it the codes stand where the words would, until it comes. */
export async function loadVocabulary() {
  try {
    const response = await fetch(document.documentElement.dataset.vocabulary ?? "", { signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new Error(String(response.status));
    Object.assign(vocabulary, await response.json());
  } catch {
    setTimeout(() => void loadVocabulary().then(() => publish("feed")), AGAIN);
  }
}

/** Neither closed nor void. @param {{state: string}} matter */
export const isOpen = ({ state }) => Boolean(vocabulary.states[state]?.is_open);

/** Nobody has it in hand yet. @param {{state: string}} matter */
export const isUntaken = ({ state }) => Boolean(vocabulary.states[state]?.is_untaken);

/** What a kind of record is called. @param {string} type */
export const opName = (type) => vocabulary.ops[type] ?? type;

/** What a state is called. @param {string} state */
export const stateName = (state) => vocabulary.states[state]?.word ?? state;
