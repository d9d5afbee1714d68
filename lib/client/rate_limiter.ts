/**
 * Holding a transfer to a rate.
 *
 * @module
 */
import type { Clock } from "./pacer.ts";
import type { RateLimiter } from "./transfer.ts";

/** Milliseconds' worth of bytes that may go at once after a pause: enough for an even flow, too little to be seen. */
const BURST = 100;

/**
 * Makes a token bucket. Several transfers may share it: together they stay below the rate.
 *
 * @param rate Bytes a second.
 * @param clock The time.
 * @returns The limiter.
 */
export function makeRateLimiter(rate: number, clock: Clock): RateLimiter {
  /** When all that was taken so far has had its time. */
  let paidUntil = -Infinity;
  return {
    rate,
    take(bytes, signal) {
      const now = clock.now();
      const begin = Math.max(paidUntil, now - BURST);
      paidUntil = begin + bytes / rate * 1000;
      const wait = paidUntil - now;
      return wait > 0 ? clock.wait(wait, signal) : undefined;
    },
  };
}
