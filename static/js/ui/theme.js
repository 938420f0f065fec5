/** Colours and size of type. The choice is kept in localStorage for boot.js (before the first paint) and in cookies for the
 * server's pages. */

const YEAR = 31_536_000;
const root = document.documentElement;

/** The value of a cookie, "" where there is none. @param {string} name */
export function readCookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

/** @param {string} name @param {string} value */
function writeCookie(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${value ? YEAR : 0}; samesite=lax${secure}`;
}

/** What is chosen for the page. @param {"theme" | "size"} name @returns {string} "": as the phone has it */
export const chosenLook = (name) => root.dataset[name] ?? "";

/** Choose it, for this page and the next ones. @param {"theme" | "size"} name @param {string} value "": as the phone has it */
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
