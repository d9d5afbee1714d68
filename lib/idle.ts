/**
 * Moments in which the runtime has nothing to do: only then does it look at the sockets, otherwise on every 61st turn
 * of its loop. Others were answered after 350 ms where work went on behind `setImmediate`, after 5 behind this.
 *
 * @module
 */

/** A timer behind nothing is later than this by chance only, in milliseconds. */
const LATE_MS = 4;
/** Timers at the most: a machine that is busy with other programs is late always. */
const MOST_TIMERS = 3;

/** Options of {@linkcode whenIdle}. */
export interface IdleOptions {
  /** Milliseconds, from any fixed point. */
  readonly now?: () => number;
  /** Whether somebody waits for it: where nobody does, the first timer will do. */
  readonly isWanted?: () => boolean;
}

/**
 * Does something once there was such a moment. A timer that is late ran while somebody worked, so another is set.
 *
 * @param go What to do.
 * @param options See {@linkcode IdleOptions}.
 */
export function whenIdle(go: () => void, { now = Date.now, isWanted = () => true }: IdleOptions = {}): void {
  let timers = 0, set = 0;
  const wait = () => {
    set = now();
    timers++;
    setTimeout(look, 0);
  };
  const look = () => {
    if (timers < MOST_TIMERS && isWanted() && now() - set > LATE_MS) wait();
    else go();
  };
  wait();
}
