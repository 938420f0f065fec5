// A tone for what rings: only after a click, as browsers want it, and as loud as a spoken word.
const KEY = "desk-sound";
const AGAIN = 20_000;

/** @type {AudioContext | null} */
let audio = null;
/** @type {Map<string, number>} */
const rungAt = new Map();

/** Two short notes, three times. */
function play() {
  if (!audio) return;
  const from = audio.currentTime;
  for (let n = 0; n < 6; n++) {
    const note = audio.createOscillator();
    const volume = audio.createGain();
    const at = from + Math.floor(n / 2) * 0.9 + (n % 2) * 0.25;
    note.frequency.value = n % 2 ? 660 : 880;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
    note.connect(volume).connect(audio.destination);
    note.start(at);
    note.stop(at + 0.24);
  }
  document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang ?? 0) + 1);
}

/** @param {HTMLElement} button */
async function on(button) {
  audio ??= new AudioContext();
  await audio.resume();
  localStorage.setItem(KEY, "on");
  const words = JSON.parse(/** @type {HTMLElement} */ (document.querySelector("[data-desk]")).dataset.words ?? "{}");
  const word = button.querySelector("span");
  if (word) word.textContent = words.on;
  button.setAttribute("aria-pressed", "true");
  rungAt.clear();
}

export const sound = {
  start() {
    const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-sound]"));
    if (!button || !("AudioContext" in globalThis)) return;
    button.hidden = false;
    button.addEventListener("click", () => void on(button));
    // turned on on this browser before: the first click or key turns it on again
    if (localStorage.getItem(KEY) !== "on") return;
    for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, () => void on(button), { once: true });
  },
  /** Ring for what is new, and again while nobody has looked. @param {string[]} ids */
  heard(ids) {
    const now = Date.now();
    const due = ids.filter((id) => now - (rungAt.get(id) ?? 0) > AGAIN);
    for (const id of [...rungAt.keys()]) if (!ids.includes(id)) rungAt.delete(id);
    if (!due.length || !audio) return;
    for (const id of ids) rungAt.set(id, now);
    play();
  },
};
