/** What works behind the screens, fetched once the first one stands: the second copy, and forgetting who is not here. */
export { restoreLost, startCopying } from "../store/second_copy.js";
export { forget } from "./forget.js";
