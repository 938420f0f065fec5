// The private page of a request, with a script: its link can be copied, photos are made smaller, and words are not lost without a signal.
import { button, createElement, link, scrollToBanner, select, showBanner, watchPressed } from "./dom.js";
import { photoStrip } from "./photos.js";
import { all, drop, get, put } from "./store.js";
import { untakenKey } from "./send.js";
import { rememberRequest, untakenLines } from "./waiting.js";
import { w } from "./words.js";

const OLD = 90 * 86_400_000; // ms after which a phone forgets where a request is followed

export function enhanceStatusPage() {
  const url = `${location.origin}${location.pathname}`;
  for (const at of document.querySelectorAll("[data-copy]")) {
    const ask = /** @type {HTMLButtonElement} */ (at);
    ask.hidden = false;
    ask.addEventListener("click", async () => {
      await navigator.clipboard?.writeText(url).catch(() => {});
      const field = select("#link");
      field?.select();
      if (!navigator.clipboard) document.execCommand("copy");
      ask.lastChild?.replaceWith(w("copied"));
    });
  }
  for (const at of document.querySelectorAll("[data-share]")) {
    const ask = /** @type {HTMLButtonElement} */ (at);
    ask.hidden = !navigator.share;
    ask.addEventListener("click", () => navigator.share({ title: document.title, url }).catch(() => {}));
  }
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form[method="post"]'))) keepWords(form);
  const number = select(".number")?.textContent;
  if (number) rememberRequest(number, location.pathname);
  tellUntaken(select("[data-number]")?.dataset.number);
  const list = select("#mine");
  if (list) listRequests(list);
}

/** Say which photos the server did not take, until that is understood. @param {string | undefined} number */
async function tellUntaken(number) {
  const untaken = number && (await get(untakenKey(number)));
  if (!untaken) return;
  const [first, ...lines] = untakenLines(untaken);
  if (select('form input[type="file"]')) lines.push(createElement("p", {}, w("anew")));
  const understood = button(w("understood"), () => drop(untakenKey(number)).then(() => select("#told").replaceChildren()));
  showBanner("bad", first.textContent, ...lines, understood);
}

/** What was said on this phone lately, and a way to wipe it off. @param {HTMLElement} list */
async function listRequests(list) {
  const requests = await all("sent:");
  for (const request of requests.filter(({ at }) => Date.now() - at > OLD)) await drop(`sent:${request.number}`);
  if (!requests.length) return;
  const wipe = button(w("wipe"), async () => {
    for (const { number } of requests) await Promise.all([drop(`sent:${number}`), drop(untakenKey(number))]);
    list.replaceChildren();
  });
  list.replaceChildren(createElement("h2", {}, w("mine")), ...requests.reverse().map(({ number, path }) => link(number, path)), wipe);
}

/** @param {HTMLFormElement} form */
function keepWords(form) {
  const words = select("textarea", form);
  const key = `draft:${form.getAttribute("action")}`;
  if (words) {
    get(key).then((kept) => {
      if (kept && !words.value) words.value = kept;
    });
    words.addEventListener("input", () => put(key, words.value));
  }
  const chosen = select(".photos", form);
  const photos = chosen && photoStrip(chosen, `photos:${form.getAttribute("action")}`);
  const pressed = watchPressed(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const by = pressed(event);
    if (by) by.disabled = true;
    const whole = await (photos?.settled() ?? true);
    if (by) by.disabled = false;
    if (!whole) return scrollToBanner(); // what is wrong has been said; the next tap goes without it
    const data = new FormData(form);
    if (by?.name) data.append(by.name, by.value);
    for (const { bytes, type } of photos?.list() ?? []) data.append("photo", new File([bytes], "photo", { type }));
    if (by) by.disabled = true;
    try {
      const encoded = form.enctype.startsWith("multipart") ? data : new URLSearchParams(/** @type {any} */ (data));
      const response = await fetch(form.action, { method: "POST", body: encoded, redirect: "follow" });
      if (response.ok) await Promise.all([drop(key), photos?.clear()]);
      if (response.ok && response.redirected) return location.replace(response.url);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!select("#told", page)) throw new Error("not our page"); // a proxy's or a portal's
      select("main").replaceWith(document.adoptNode(select("main", page)));
      enhanceStatusPage();
      scrollTo(0, 0);
    } catch {
      showBanner("wait", w("nosignal"));
      if (by) by.disabled = false;
      scrollToBanner();
    }
  });
}
