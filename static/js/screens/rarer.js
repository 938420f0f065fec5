/** The screens that are fetched when one of them is first opened: the first start stays small. */

/** @type {Record<string, import("../ui/router.js").Screen["show"]>} template name → its show() */
export const rarer = {};
