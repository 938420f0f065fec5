/** What is fetched after the first screen is drawn: the second copy, and deleting what belongs to whoever has left. */
export { restoreLost, startCopying } from "../store/second_copy.js";
export { forget } from "./forget.js";
