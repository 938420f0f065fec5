// Before the first paint: the theme, type size and language that were chosen on this phone.
const chosen = (/** @type {string} */ key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const page = document.documentElement;
const theme = chosen("theme");
if (theme) page.dataset.theme = theme;
const size = chosen("size");
if (size) page.dataset.size = size;
