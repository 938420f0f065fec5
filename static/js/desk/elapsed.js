// How long ago something began, counted on by itself, by the office's clock: each reply says what time it is there.
const EVERY = 5_000;

/** @type {number | null} how far the office's clock is ahead of this one, in ms; null until it has answered */
let ahead = null;

/** @param {string | null} date of a reply, as its header has it */
export function hearTime(date) {
  const sent = Date.parse(date ?? "");
  if (sent) ahead = sent - Date.now();
  count();
}

function count() {
  if (ahead === null) return;
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-since]"))) {
    const minutes = Math.max(0, Math.floor((Date.now() + ahead - Number(element.dataset.since)) / 60_000));
    const text = (element.dataset.words ?? "").replace("{n}", String(minutes));
    if (element.textContent !== text) element.textContent = text;
  }
}

export function startCounting() {
  setInterval(count, EVERY);
  document.addEventListener("htmx:after:swap", count);
}
