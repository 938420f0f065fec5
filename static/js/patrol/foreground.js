// Of all the pages of this phone one reads positions: the one in front, which pushes the others aside.

/** @type {(() => void) | null} */
let release = null;
let turn = 0;

/** Be that page. @param {() => void} taken called once it is @param {() => void} lost called when another page takes its place */
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

/** Be it no longer. */
export function leaveForeground() {
  turn++;
  release?.();
  release = null;
}
