// The times and distances by which the recorder of a patrol goes; those of the reckoning itself stand in estimate.js.
export const GAP = 90_000; // ms between fixes that the reckoning calls a gap
export const END_GAP = 15_000; // before the first fix and after the last one every second is a gap; longer ones get a name
export const TICK = 5_000;
export const CUT_EVERY = 60_000;
export const BEAT = 15_000; // how exactly the end of a phone that died is known
export const CLOSE = 5_000; // of fixes nearer than this in time …
export const STEP = 4; // … and in metres, one is enough
export const ASLEEP = 10 * 60_000; // a stop this long, as after a reboot, asks whether the patrol goes on
export const WEAK = 100; // metres; a position less sure than this says nothing of in or out
export const LOST = 30 * 60_000; // and so does this long outside
export const CALM = 500; // changes that come together are looked at once
