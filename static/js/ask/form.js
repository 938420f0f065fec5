// The residents' form, with a script: every keystroke is stored, photos are made smaller, similar matters nearby are offered, and it is
// sent when there is a signal.
import { newId } from "../store/ids.js";
import { button, createElement, link, scrollToBanner, select, showBanner, watchPressed } from "./dom.js";
import { claimDraft, dropDraft, formOf, isOld, otherDraft, photosKey, posterOf } from "./draft.js";
import { nearbyMatters } from "./nearby.js";
import { photoStrip } from "./photos.js";
import { enhancePlace } from "./place.js";
import { enqueue, sendWaiting, trySending } from "./send.js";
import { get, put } from "./store.js";
import { backToDraft, showRefusal, watchWaiting } from "./waiting.js";
import { w } from "./words.js";

const KEPT = ["category", "text", "note", "phone", "name", "confidential"];

/** @param {HTMLFormElement} form */
export function enhanceForm(form) {
  const field = (/** @type {string} */ name) => /** @type {any} */ (form.elements.namedItem(name));
  const here = () => ({
    poster: posterOf(field("qr").value), form: field("id").value, href: formOf(field("qr").value), place: select(".here b")?.textContent ?? "",
  });
  const draft = claimDraft(here());
  const photos = photoStrip(select("#photos"), draft.then(photosKey));
  const pressed = watchPressed(form);
  let sending = false;
  let tellingWhose = false; // what is being told is whose it is
  let asked = ""; // the category for which open matters nearby were shown already

  const values = () => {
    const data = new FormData(form);
    return Object.fromEntries(KEPT.map((name) => [name, String(data.get(name) ?? "")]));
  };
  const save = async () => {
    const kept = { at: Date.now(), values: values(), ...here() };
    const key = await draft;
    await put(key, { key, ...kept });
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);

  const isEmpty = () => !values().text && !photos.list().length;

  /** Fill what is empty. @param {Record<string, string>} kept */
  const fill = (kept) => {
    for (const [name, value] of Object.entries(kept)) {
      const to = field(name);
      if (to?.type === "checkbox") to.checked = value !== "";
      else if (to && !to.value) to.value = value;
    }
    select("details:not([open]) :checked", form)?.closest("details").setAttribute("open", "");
  };
  const forget = async () => {
    await dropDraft(await draft);
    await photos.clear();
  };
  /** What was begun at another place is offered, without the words for where it was. */
  const offer = async () => {
    const other = await otherDraft(here());
    if (!other || !isEmpty() || select("#told").hasChildNodes() || select(".banner")) return;
    const take = async () => {
      if (!isEmpty()) return select("#told").replaceChildren(); // something else is being written meanwhile
      fill({ ...other.draft.values, note: "" });
      await photos.put(other.photos);
      await save();
      await dropDraft(other.draft.key);
      select("#told").replaceChildren();
    };
    const { values: { text }, place, href } = other.draft;
    const begun = [text, other.photos.length ? w("withphotos", { n: other.photos.length }) : ""].filter(Boolean).join(" · ");
    showBanner("", w("elsewhere", { place: place || w("noplace") }), createElement("p", { className: "quiet" }, begun), link(w("goback"), href ?? "/ask"), button(w("takehere"), take));
  };
  const restore = async () => {
    const kept = await get(await draft);
    await photos.ready;
    if (kept && isOld(kept)) await forget();
    else if (kept) fill(kept.values);
    if (isEmpty()) return offer();
    if (!kept) return;
    if (select("#told").hasChildNodes() || select(".banner")) return; // something of more weight is being said
    showBanner("", w("kept"), button(w("afresh"), () => forget().then(() => location.assign(location.href))));
  };

  /** What the contract calls a request. */
  const body = () => {
    const data = new FormData(form);
    const read = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
    const text = [read("note"), read("text")].filter(Boolean).join("：");
    const contact = { ...(read("name") && { name: read("name") }), ...(read("phone") && { phone: read("phone") }) };
    const area = read("within") || read("area");
    return {
      id: read("id"), nonce: read("nonce"), category: read("category"), text,
      ...(area && { area }), ...(read("qr") && { qr: read("qr") }),
      ...(read("lat") && { place: { lat: Number(read("lat")), lon: Number(read("lon")), acc: Number(read("acc")), source: "browser" } }),
      ...(Object.keys(contact).length && { contact }), ...(data.has("confidential") && { confidential: true }),
    };
  };

  /** @param {string} at a field's name @param {string} sentence */
  const amiss = (at, sentence) => {
    showBanner("bad", sentence);
    const found = field(at);
    (found?.[0] ?? found)?.focus();
    scrollToBanner();
  };

  const refused = (/** @type {any} */ entry, /** @type {any} */ problem) => {
    const { category, text, contact = {}, confidential, qr } = entry.body;
    const isOurs = entry.id === field("id").value || (posterOf(qr) === here().poster && isEmpty());
    if (!isOurs) return backToDraft(entry, problem); // another one is being written here, or it was begun at another place
    showRefusal(problem);
    form.hidden = false;
    fill({ category, text, phone: contact.phone ?? "", name: contact.name ?? "", confidential: confidential ? "1" : "" });
    photos.put(entry.photos);
    field("id").value = newId(); // it may be tried again as another one
    save();
  };
  const tellOutcome = watchWaiting(refused);

  /** @param {Record<string, any>} more */
  const send = async (more = {}) => {
    if (sending) return;
    sending = true;
    const entry = await enqueue({ ...body(), ...more }, form.dataset.trusted === "1", photos.list());
    await forget();
    form.hidden = true;
    const outcome = await trySending(entry, (sentence) => {
      showBanner("", sentence);
      scrollToBanner();
    });
    const isTold = !entry.untaken || entry.durable; // what was not taken is said there, from what this phone keeps
    if (outcome.state === "done" && isTold) location.replace(`/r/${entry.answer?.token}?new=1`);
    else {
      sending = false;
      tellOutcome(entry, outcome);
      scrollToBanner();
      sendWaiting(tellOutcome);
    }
  };

  form.addEventListener("submit", async (event) => {
    const step = pressed(event)?.value;
    if (step && step !== "send") return; // larger letters, another language: the server gives the form back as it was
    event.preventDefault();
    if (sending) return;
    sending = true; // a second tap meanwhile
    const whole = await photos.settled();
    sending = false;
    if (!whole) return scrollToBanner(); // what is wrong has been said; the next tap goes without it
    if (!field("category").value) return amiss("category", w("category"));
    if (!body().text && !photos.list().length) return amiss("text", w("text"));
    if (!field("phone").validity.valid) return amiss("phone", w("phone"));
    const category = field("category").value;
    if (asked === category) return send();
    sending = true; // a second tap meanwhile
    showBanner("", w("sending"));
    const offered = await nearbyMatters(body());
    sending = false;
    if (!offered) return send();
    asked = category;
    select("#told").replaceChildren();
    select("#near").replaceChildren(
      createElement("div", { className: "card stack" }, createElement("h2", {}, w("near")), ...offered.map(({ title, ref }) => createElement("div", { className: "card stack" }, createElement("p", {}, title), button(w("join"), () => send({ join: ref }))))),
    );
    select("button.main", form).lastChild.textContent = w("other");
    select("#near").scrollIntoView({ block: "center" });
  });

  form.addEventListener("change", (/** @type {any} */ event) => {
    if (event.target.name !== "category") return;
    const { whose, phone } = event.target.dataset;
    if (tellingWhose && !whose) select("#told").replaceChildren();
    tellingWhose = Boolean(whose);
    if (!whose) return;
    showBanner("wait", w("theirs", { whose }), ...(phone ? [link(phone, `tel:${phone}`)] : []), link("12345", "tel:12345"));
    scrollToBanner();
  });
  enhancePlace(form, save);
  restore();
}
