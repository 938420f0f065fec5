// What keeps positions away, and since when. From this a gap in the track gets its cause.

/** @typedef {{cause: string, from: number, to: number}} Episode epoch ms; `to` is Infinity while it lasts */
const OF_THE_SENSOR = ["no_fix", "offline"]; // these end with the next position

/** @type {Episode[]} */
let episodes = [];

/** From now on something keeps positions away. @param {string} cause @param {number} [now] */
export function beginEpisode(cause, now = Date.now()) {
  const last = episodes[episodes.length - 1];
  if (last?.to === Infinity) {
    if (last.cause === cause) return;
    last.to = now;
  }
  episodes.push({ cause, from: now, to: Infinity });
}

/** The last such thing is over. @param {number} [now] */
export function endEpisode(now = Date.now()) {
  const last = episodes[episodes.length - 1];
  if (last?.to === Infinity) last.to = now;
}

/** Add an episode that is past, such as the time in which the app was closed. @param {Episode} episode */
export const addEpisode = (episode) => void episodes.push(episode);

/** A position of the moment `at` was stored: end the episodes it ends and drop those before it. What began after it, such as a
 * screen that locked meanwhile, stays. @param {number} at */
export function endEpisodesBefore(at) {
  for (const episode of episodes) if (episode.to === Infinity && episode.from <= at && OF_THE_SENSOR.includes(episode.cause)) episode.to = at;
  episodes = episodes.filter((episode) => episode.to > at);
}

export const forgetEpisodes = () => void (episodes = []);

/** The cause that kept positions away for most of a stretch. @param {number} from @param {number} to */
export function causeOf(from, to) {
  /** @type {Record<string, number>} */
  const spent = {};
  for (const episode of episodes) {
    const shared = Math.min(episode.to, to) - Math.max(episode.from, from);
    if (shared > 0) spent[episode.cause] = (spent[episode.cause] ?? 0) + shared;
  }
  return Object.entries(spent).sort((a, b) => b[1] - a[1])[0]?.[0] ?? "no_fix";
}
