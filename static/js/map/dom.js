// What the map's pieces are made of.

/** An element with a class and words. @param {string} name @param {string} className @param {string} text */
export function make(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** A button that does something. @param {string} words @param {() => void} act */
export function button(words, act) {
  const made = /** @type {HTMLButtonElement} */ (make("button", "button slim", words));
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}
