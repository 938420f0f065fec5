/** The sentences that scripts show. The server writes them into the page, in its language, as JSON in `.words` elements. */

/** @type {Record<string, string>} */
const words = Object.assign({}, ...[...document.querySelectorAll(".words")].map((island) => JSON.parse(island.textContent ?? "{}")));

/** @type {"zh" | "en"} */
export const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";

/**
 * The sentence for `key` in the page's language, with each `{name}` filled from `values`, and of each
 * `{name|one|many}` the form that the value asks for (app/core/words.py); the key itself where there is none.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function w(key, values) {
  const sentence = words[key] ?? key;
  return values ? sentence.replace(/\{(\w+)(?:\|(.*?)\|(.*?))?\}/g, (whole, name, one, many) => String(many === undefined ? values[name] ?? whole : `${values[name]}` === "1" ? one : many)) : sentence;
}

/** Whether there is a sentence for `key`. @param {string} key */
export function hasWord(key) {
  return key in words;
}

/** A sentence as it came, or that of a key of the words. @param {string} said */
export const sentenceOf = (said) => (hasWord(said) ? w(said) : said);
