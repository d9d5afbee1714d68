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

/**
 * Does something once there was such a moment. A timer that is late ran while somebody worked, so another is set.
 *
 * @param go What to do.
 * @param now Milliseconds, from any fixed point.
 * @param most How many timers.
 */
export function whenIdle(go: () => void, now: () => number = Date.now, most: number = MOST_TIMERS): void {
  const set = now();
  setTimeout(() => {
    if (most > 1 && now() - set > LATE_MS) whenIdle(go, now, most - 1);
    else go();
  }, 0);
}
