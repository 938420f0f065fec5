/** The language of this phone, kept in a cookie for the server and in a cache for the service worker, which sees no cookies. */

/** Keep the language; it takes effect with the next page. @param {"zh" | "en"} language */
export async function chooseLanguage(language) {
  document.cookie = `lang=${language}; path=/; max-age=31536000; samesite=lax`;
  const choice = await globalThis.caches?.open("choice");
  await choice?.put("/language", new Response(language));
}

/** Keep the language and load the page anew in it. @param {string} language "zh" or "en" */
export async function switchLanguage(language) {
  await chooseLanguage(language === "en" ? "en" : "zh");
  location.reload();
}
