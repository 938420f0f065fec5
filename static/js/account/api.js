/** The server's API about one's own account: passkeys, other phones, who looked at one's tracks. */

/** @typedef {{id: string, label: string, created?: string, used?: string | null}} Passkey */

/**
 * Call our API with the session. Null when our server did not answer (no signal, or a captive portal's page).
 * @param {string} path
 * @param {{method?: string, body?: any}} [how]
 * @returns {Promise<{status: number, body: any} | null>}
 */
export async function call(path, how = {}) {
  try {
    const response = await fetch(path, {
      method: how.method ?? "GET",
      headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...(how.body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: how.body === undefined ? undefined : JSON.stringify(how.body),
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    const ours = response.headers.has("X-Request-Id");
    if (!ours) return null;
    return { status: response.status, body: response.status === 204 ? null : await response.json() };
  } catch {
    return null;
  }
}

/** What a reply comes to: "" when the office took it, "offline" (a key of the words) only where nothing answered, else what the
 * office says of it: not here, not yours, not like this. @param {{status: number, body: any} | null} reply @returns {string} */
export const refusalOf = (reply) => (!reply ? "offline" : reply.status < 300 ? "" : String(reply.body?.detail ?? reply.body?.title ?? reply.status));

/** What the office told, or why it did not, as `refusalOf` says it: a session that has ended is no lack of a signal.
 * @typedef {{found: any, refused: string}} Heard */

/** @param {{status: number, body: any} | null} reply @param {(body: any) => any} read @returns {Heard} */
const heard = (reply, read) => ({ found: reply && reply.status < 300 ? read(reply.body) : null, refused: refusalOf(reply) });

/** `call`, and what its answer comes to. @param {string} path @param {{method?: string, body?: any}} [how] */
export const ask = async (path, how) => heard(await call(path, how), (body) => body);

/** My account: passkeys, and whether they work at this address. */
export const fetchAccount = () => ask("/api/v1/me");

/** The phones I use. */
export const fetchPhones = async () => heard(await call("/api/v1/session/others"), ({ phones }) => phones);

/** Why passkeys cannot work here, as a key of the words, or "". */
export function passkeyTrouble() {
  if (!("PublicKeyCredential" in globalThis)) return "passkey-no-browser";
  if (/^[\d.]+$|:/.test(location.hostname)) return "passkey-no-name";
  return "";
}

/**
 * Enrol a passkey on this phone: "" when done, null when the person turned away, else a sentence or a key of the words;
 * "prove" when the password must be shown once more.
 * @param {string} label
 * @returns {Promise<string | null>}
 */
export async function addPasskey(label) {
  const offer = await call("/api/v1/passkeys/options", { method: "POST", body: {} });
  if (offer?.status !== 200) return orProof(offer);
  const parse = /** @type {any} */ (PublicKeyCredential).parseCreationOptionsFromJSON;
  if (!parse) return "passkey-no-browser";
  try {
    const options = parse.call(PublicKeyCredential, offer.body.publicKey ?? offer.body);
    const created = /** @type {any} */ (await navigator.credentials.create({ publicKey: options }));
    const kept = await call("/api/v1/passkeys", { method: "POST", body: { label, credential: created.toJSON() } });
    return orProof(kept);
  } catch {
    return null;
  }
}

/** @param {{status: number, body: any} | null} reply @returns {string} */
const orProof = (reply) => (reply?.body?.type === "/problems/confirm-identity" ? "prove" : refusalOf(reply));

/** @param {string} id @returns {Promise<string>} as `addPasskey` */
export async function removePasskey(id) {
  const reply = await call(`/api/v1/passkeys/${encodeURIComponent(id)}`, { method: "DELETE" });
  return orProof(reply);
}

/** Show the password once more; "" when it was right. @param {string} password */
export async function provePassword(password) {
  const reply = await call("/api/v1/session/proof", { method: "POST", body: { password } });
  return refusalOf(reply);
}

/** Sign out my other phones; found: how many sessions ended. */
export const signOutOthers = async () => heard(await call("/api/v1/session/others", { method: "POST", body: {} }), ({ ended }) => ended);

/** Who looked at my tracks ({by: {id, name}, at, what, patrol}), newest first. */
export const fetchTrackLooks = async () => heard(await call("/api/v1/me/looks"), ({ looks }) => looks);

/** The fixes of a patrol as the office has them ({lat, lon, acc, t}), "gone" once they were deleted. @param {string} patrol @returns {Promise<Heard>} */
export async function fetchTrack(patrol) {
  const reply = await call(`/api/v1/patrols/${patrol}.geojson`);
  return reply?.status === 410 ? { found: "gone", refused: "" } : heard(reply, fixesOf);
}

/** @param {any} track GeoJSON of one patrol */
function fixesOf(track) {
  const pieces = track.features.filter((/** @type {any} */ { properties }) => properties.kind === "track");
  return pieces.flatMap((/** @type {any} */ { geometry, properties }) => {
    const points = geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates;
    return points.map((/** @type {number[]} */ [lon, lat], /** @type {number} */ place) => ({ lat, lon, acc: properties.accuracies[place], t: Date.parse(properties.times[place]) }));
  });
}

/** A lead's yes or no to an explained gap; what `refusalOf` says of it. @param {string} patrol @param {string} gap @param {boolean} agrees
 * @param {string} [text] without which it takes no no */
export async function judgeGap(patrol, gap, agrees, text) {
  const reply = await call(`/api/v1/patrols/${patrol}/gaps/${gap}`, { method: "POST", body: { agrees, ...(text ? { text } : {}) } });
  return refusalOf(reply);
}
