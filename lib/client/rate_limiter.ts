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

/** Bytes that are moved at once at most. */
const MOST_PIECE = 256 * 1024;
/** Pieces a second, so that a slow transfer too flows evenly. */
const PIECES = 10;
/** Seconds' worth of bytes that are asked for at once. */
const RANGE_SECONDS = 2;
const LEAST_RANGE = 16 * 1024;
const MOST_RANGE = 8 * 1024 * 1024;

/**
 * How many bytes to move at once.
 *
 * @param limiter What holds them back.
 * @returns Bytes, at least 1.
 */
export function pieceFor({ rate }: RateLimiter): number {
  return Math.max(1, Math.min(MOST_PIECE, Math.floor(rate / PIECES)));
}

/**
 * How many bytes to ask for at once: few enough to be taken before the server takes us for dead.
 *
 * @param limiter What holds them back.
 * @returns Bytes.
 */
export function rangeFor({ rate }: RateLimiter): number {
  return Math.max(LEAST_RANGE, Math.min(MOST_RANGE, Math.floor(rate * RANGE_SECONDS)));
}

/**
 * Moves bytes piece by piece.
 *
 * @param bytes What to move.
 * @param options What holds them back, and what ends that.
 * @param move Moves a piece.
 */
export async function inPieces(
  bytes: Uint8Array,
  { limiter, signal }: { readonly limiter: RateLimiter; readonly signal: AbortSignal },
  move: (piece: Uint8Array) => Promise<void> | void,
): Promise<void> {
  const most = pieceFor(limiter);
  for (let at = 0; at < bytes.length; at += most) {
    const piece = bytes.subarray(at, at + most);
    await limiter.take(piece.length, signal);
    await move(piece);
  }
}
