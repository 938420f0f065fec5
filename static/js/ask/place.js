// The place in the residents' form: the next list of areas comes without leaving the page, and the phone's position can be given.
import { createElement, icon, select } from "./dom.js";
import { w } from "./words.js";

/** @param {HTMLFormElement} form @param {() => void} save */
export function enhancePlace(form, save) {
  const box = select("#place");
  const field = (/** @type {string} */ name) => /** @type {any} */ (form.elements.namedItem(name));

  let asked = 0;
  /** @param {string} at */
  const go = async (at) => {
    const mine = ++asked;
    const response = await fetch(`/ask/place?at=${encodeURIComponent(at)}`);
    if (!response.ok) return;
    const read = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked) return; // another one was chosen meanwhile
    const { value, selectionStart, selectionEnd } = field("note"); // as it is now: somebody writes while the list is on its way
    const isWriting = document.activeElement === field("note");
    box.replaceChildren(...read.body.childNodes);
    field("note").value = value;
    if (isWriting) {
      field("note").focus();
      field("note").setSelectionRange(selectionStart, selectionEnd);
    }
    dress();
    save();
  };
  const dress = () => {
    const next = select('button[value="place"]', box);
    if (next) next.hidden = true;
    if (!field("area").value && "geolocation" in navigator) select(".where", box).append(position());
  };
  const position = () => {
    const status = createElement("p", { className: "quiet" });
    status.setAttribute("role", "status");
    const ask = createElement("button", { type: "button", className: "button" }, icon("here"), w("here"));
    ask.addEventListener("click", () => {
      status.textContent = w("finding");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          for (const [name, value] of Object.entries({ lat: coords.latitude, lon: coords.longitude, acc: coords.accuracy })) {
            field(name).value = String(value);
          }
          status.textContent = w("found", { m: Math.round(coords.accuracy) });
        },
        () => (status.textContent = w("lost")),
        { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
      );
    });
    return createElement("div", { className: "field" }, ask, status);
  };

  box.addEventListener("change", (/** @type {any} */ event) => {
    if (event.target.name === "within" && event.target.value) go(event.target.value).catch(() => {}); // sent as it is chosen
  });
  box.addEventListener("click", (/** @type {any} */ event) => {
    if (event.target.closest('button[value="elsewhere"]') && navigator.onLine !== false) {
      event.preventDefault();
      go("").catch(() => form.requestSubmit?.(event.target));
    }
  });
  dress();
}
