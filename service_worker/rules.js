// Which request gets which strategy: the first rule that fits; none means the browser asks the network as ever.
import { photoFirstFromCache } from "./photos.js";
import { fromCache, online, shell } from "./strategies.js";

const patterns = FIELD_PATHS.map((path) => new RegExp(`^${path.replace(/\*/g, "[^/]+")}/?$`));

/** Whether the field app itself shows this address. @param {string} path */
export const isField = (path) => patterns.some((pattern) => pattern.test(path));

/** @type {{what: string, fits: (url: URL, request: Request) => boolean, strategy: ((request: Request) => Promise<Response>) | null}[]} */
const RULES = [
  { what: "what people send", fits: (_, request) => request.method !== "GET", strategy: null },
  { what: "other hosts", fits: (url) => url.origin !== location.origin, strategy: null },
  { what: "the way out of a bad worker", fits: (url) => url.pathname === "/sw-kill", strategy: null },
  { what: "photos", fits: (url, request) => url.pathname.startsWith("/api/v1/photos/") && request.destination === "image", strategy: photoFirstFromCache },
  { what: "data", fits: (url) => url.pathname.startsWith("/api/"), strategy: null },
  { what: "built files", fits: (url) => url.pathname.startsWith("/static/"), strategy: fromCache },
  { what: "the rescue page", fits: (url) => url.pathname === "/rescue.html", strategy: fromCache },
  { what: "the field app", fits: (url, request) => request.mode === "navigate" && isField(url.pathname), strategy: shell },
  { what: "any other page", fits: (_, request) => request.mode === "navigate", strategy: online },
];

/** @param {Request} request @returns {Promise<Response> | null} */
export function respond(request) {
  const url = new URL(request.url);
  const strategy = RULES.find((rule) => rule.fits(url, request))?.strategy;
  return strategy ? strategy(request) : null;
}
