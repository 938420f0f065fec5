/** Language, colours and size of type: kept for boot.js (before the first paint) and in cookies (for server pages). */

const YEAR = 31_536_000;
const root = document.documentElement;

/** @param {string} name */
export function readCookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

/** @param {string} name @param {string} value */
function writeCookie(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${value ? YEAR : 0}; samesite=lax${secure}`;
}

/** @param {"theme" | "size"} name @returns {string} what stands on the page; "" is the phone's own choice */
export const chosenLook = (name) => root.dataset[name] ?? "";

/** @param {"theme" | "size"} name @param {string} value "" is the phone's own choice */
export function chooseLook(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  writeCookie(name, value);
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    return; // a browser that refuses storage still shows the choice until the page is left
  }
}
