/**
 * Trying again, ever more slowly.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import type { Clock } from "./pacer.ts";

const FIRST = 500;
const LONGEST = 10_000;
/** After a loss the server may still hold our old connection, and our name with it. */
const NAME_ATTEMPTS = 8;

/**
 * How long to wait before an attempt.
 *
 * @param attempt 0 for the first.
 * @param random From 0 to 1; spreads clients out that lost the same server at once.
 * @returns Milliseconds: 500 doubling to 10,000, less up to a quarter.
 */
export function backOff(attempt: number, random: number): number {
  return Math.round(Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10)) * (1 - random / 4));
}

/** Options of {@linkcode reconnect}. */
export interface ReconnectOptions {
  /** The time. */
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
  /** Called before each wait, with its milliseconds. */
  readonly onWait: (ms: number) => void;
}

/**
 * Tries until it works.
 *
 * @param attempt Connects, and whatever else has to work; it is told whether the name may be had no more, so that
 * another one should do.
 * @param options See {@linkcode ReconnectOptions}.
 * @returns What `attempt` returned.
 * @throws {EnchufeError} What it was refused with, if trying again is of no use; the signal's reason.
 */
export async function reconnect<T>(
  attempt: (nameGone: boolean) => Promise<T>,
  options: ReconnectOptions,
): Promise<T> {
  const { clock, random, signal, onWait } = options;
  let nameAttempts = 0;
  for (let count = 0;; count++) {
    const wait = backOff(count, random());
    onWait(wait);
    await clock.wait(wait, signal);
    try {
      return await attempt(nameAttempts >= NAME_ATTEMPTS);
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      if (!mayPass(thrown)) throw thrown;
      if ((thrown as EnchufeError).code === "NAMETAKEN" && ++nameAttempts > NAME_ATTEMPTS) throw thrown;
    }
  }
}

/** `ERR` is what a server answers that is full, or not yet ready. */
function mayPass(thrown: unknown): boolean {
  return thrown instanceof EnchufeError &&
    ["UNREACHABLE", "LOST", "TIMEOUT", "NAMETAKEN", "TOOMANY", "BLOCKED", "ERR"].includes(thrown.code);
}
