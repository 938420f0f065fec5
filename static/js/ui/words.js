/** The strings that scripts need, translated by the server into the page's own islands. */

/** @type {Record<string, string>} */
const words = Object.assign({}, ...[...document.querySelectorAll(".words")].map((island) => JSON.parse(island.textContent ?? "{}")));

/** @type {"zh" | "en"} */
export const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";

/**
 * The sentence for `key`, with `{name}` places filled.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function w(key, values) {
  const sentence = words[key] ?? key;
  return values ? sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole)) : sentence;
}

/** @param {string} key */
export function hasWord(key) {
  return key in words;
}
