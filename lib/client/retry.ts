/**
 * Going on after a loss: the same work is tried again over a fresh connection, as long as each few attempts bring
 * something.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { knownError } from "../texts/errors.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionSource } from "./link.ts";
import { realClock } from "./pacer.ts";
import { backOff } from "./reconnect.ts";
import type { TransferOptions } from "./transfer.ts";

/** Attempts in a row that may bring nothing. */
const MOST_BARREN = 6;
/** Milliseconds without a byte after which a transfer has stalled; the time-out may be shorter. */
export const STALL = 15_000;

/** Work that can be gone on with. */
export interface Resumable<T> {
  /**
   * Does what is left to do.
   *
   * @param connection An open connection.
   * @returns What comes of it.
   */
  attempt(connection: Connection): Promise<T>;
  /** How much all attempts together have brought; only grows. */
  readonly brought: number;
}

/**
 * Works until it is done.
 *
 * @param source Gives the connections.
 * @param work What is to be done.
 * @param options See {@linkcode TransferOptions}.
 * @returns What came of it.
 * @throws {EnchufeError} What it was refused with, or how the last connection ended: at once if the server was never
 * reached, else after six attempts in a row that brought nothing; the signal's reason.
 */
export async function persist<T>(
  source: ConnectionSource,
  work: Resumable<T>,
  options: TransferOptions,
): Promise<T> {
  const { signal, hooks, clock = realClock, random = Math.random } = options;
  let barren = 0, brought = work.brought, reached = source.reached === true;
  for (;;) {
    try {
      const connection = await source.get();
      reached = true;
      return await heeding(connection, signal, () => work.attempt(connection));
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      if (!reached || !mayPass(thrown)) throw thrown;
      barren = work.brought > brought ? 0 : barren + 1;
      brought = work.brought;
      if (barren >= MOST_BARREN) throw thrown;
      const wait = backOff(barren, random());
      hooks?.waiting(wait, thrown);
      await clock.wait(wait, signal);
    }
  }
}

/** Runs an attempt that ends with the signal; the connection ends with an attempt that failed for the moment. */
async function heeding<T>(connection: Connection, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  const abort = () => connection.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    signal.throwIfAborted();
    return await run();
  } catch (thrown) {
    // It may still look open, as that of a server that is stopping does.
    if (mayPass(thrown)) connection.close();
    throw thrown;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** How connections end; and what a server says whose upload went on without us, or which still holds an older attempt. */
const PASSING: readonly string[] = ["LOST", "TIMEOUT", "UNREACHABLE", "NOUPLOAD", "OFFSET", "SHORT"];
/** What a server says that cannot serve us just now. */
const BUSY: readonly string[] = ["serverStopping", "tooManyClients", "tooManyFromAddress"];

/**
 * Whether it may work another time.
 *
 * @param thrown Whatever a `catch` received.
 * @returns Whether trying again is of any use.
 */
export function mayPass(thrown: unknown): thrown is EnchufeError {
  if (!(thrown instanceof EnchufeError)) return false;
  if (PASSING.includes(thrown.code)) return true;
  return BUSY.includes(knownError(thrown.code, thrown.message)?.name ?? "");
}
