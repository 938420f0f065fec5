// The private page with a script: the link to keep, photos made small, and a word that is not lost where there is no signal.
import { one, tell } from "./dom.js";
import { drop, get, put } from "./keep.js";
import { smaller } from "./photos.js";
import { w } from "./words.js";

export function follow() {
  const url = `${location.origin}${location.pathname}`;
  for (const at of document.querySelectorAll("[data-copy]")) {
    const ask = /** @type {HTMLButtonElement} */ (at);
    ask.hidden = false;
    ask.addEventListener("click", async () => {
      await navigator.clipboard?.writeText(url).catch(() => {});
      const field = one("#link");
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
  for (const form of document.querySelectorAll("form")) careful(form);
}

/** @param {HTMLFormElement} form */
function careful(form) {
  const words = one("textarea", form);
  const key = `draft:${form.getAttribute("action")}`;
  if (words) {
    get(key).then((kept) => {
      if (kept && !words.value) words.value = kept;
    });
    words.addEventListener("input", () => put(key, words.value));
  }
  for (const input of /** @type {any} */ (form.querySelectorAll('input[type="file"]'))) {
    input.addEventListener("change", async () => {
      if (!input.files[0]) return;
      const { bytes, type } = await smaller(input.files[0]);
      const small = new DataTransfer();
      small.items.add(new File([bytes], "photo.jpg", { type }));
      input.files = small.files;
    });
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const by = /** @type {any} */ (event.submitter);
    const data = new FormData(form);
    if (by?.name) data.append(by.name, by.value);
    if (by) by.disabled = true;
    try {
      const method = form.method.toUpperCase();
      if (method === "GET") return form.submit();
      const encoded = form.enctype.startsWith("multipart") ? data : new URLSearchParams(/** @type {any} */ (data));
      const said = await fetch(form.action, { method, body: encoded, redirect: "follow" });
      if (said.ok) await drop(key);
      if (said.ok && said.redirected) location.replace(said.url);
      else document.documentElement.replaceWith(document.importNode(new DOMParser().parseFromString(await said.text(), "text/html").documentElement, true));
    } catch {
      tell("wait", w("nosignal"));
      if (by) by.disabled = false;
      one("#told").scrollIntoView({ block: "center" });
    }
  });
}
