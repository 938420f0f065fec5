// Of all open pages of the app only one reads positions: the one in front. It takes over from the others by a stolen lock.

/** @type {(() => void) | null} */
let release = null;
let turn = 0;

/** Become the page in front. @param {() => void} taken called once it is @param {() => void} lost called when another page takes its place */
export function takeForeground(taken, lost) {
  if (!navigator.locks) return taken();
  const ownTurn = ++turn;
  navigator.locks
    .request("gridwalk-recorder", { steal: true }, () => {
      taken();
      return /** @type {Promise<void>} */ (new Promise((resolve) => (release = resolve)));
    })
    .catch(() => ownTurn === turn && lost());
}

/** Stop being it. */
export function leaveForeground() {
  turn++;
  release?.();
  release = null;
}
