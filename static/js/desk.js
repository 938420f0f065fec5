// The management pages: htmx, which swaps only replies that are ours and that went well.
import htmx from "htmx.org";

htmx.config.noSwap = /** @type {any} */ ([204, 304, "4xx", "5xx"]);

/** Show the server's own words about what went wrong. @param {string} html */
function problem(html) {
  const place = document.getElementById("problem");
  if (!place) return;
  place.innerHTML = html;
  place.focus();
}

htmx.registerExtension("gridwalk", {
  /** A captive portal's page must never replace a form half filled in. @param {Element} _ @param {any} detail */
  htmx_before_response(_, { ctx }) {
    return ctx.response.headers.has("X-Request-Id") ? undefined : false;
  },
  /** @param {Element} _ @param {any} detail */
  htmx_after_request(_, { ctx }) {
    if (ctx.response?.headers.has("X-Problem")) problem(ctx.text ?? "");
  },
});

// The language switch of the server's own pages: the cookie they read, and the page again.
document.addEventListener("click", ({ target }) => {
  const language = /** @type {Element} */ (target).closest?.("[data-lang]")?.getAttribute("data-lang");
  if (!language) return;
  document.cookie = `lang=${language}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
});
