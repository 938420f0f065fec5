// What this version of the app caches: files named by their digests, the document in both languages, the rescue page, and the one
// that says that there is no network.

/** @typedef {{url: string, digest: string}} KeptFile */

// written in by static/build.mjs, and the documents' digests by the server as it hands this file out
const files = /** @type {KeptFile[]} */ (FILES);
const shells = "__SHELLS__";

export const FILES_KEPT = files;
export const PAGES_KEPT = ["/shell/zh", "/shell/en", "/rescue.html", "/offline.html"];
export const VERSION = `${shells}-${files.map(({ digest }) => digest.slice(0, 4)).join("")}`;
export const CACHE = `app-${VERSION}`;
export const CHOICE = "choice"; // a cache with one entry: the language chosen on this phone
