/**
 * What is said of a transfer between those who move the bytes and those who show it.
 *
 * @module
 */
import type { EnchufeError } from "../errors.ts";
import type { Clock } from "./pacer.ts";

/** What about a name that is taken where the file goes to. */
export type IfExists = "skip" | "replace" | "rename";

/** What was transferred. */
export interface Transferred {
  /** Path in the share; of a file that was handed in, where it really is now. */
  readonly path: string;
  /** The local file; `-` for stdout or the standard input. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
  /** Whether something of that name was there before. */
  readonly replaced: boolean;
  /** Bytes that were there from an earlier attempt of another run. */
  readonly resumed: number;
}

/** Follows one transfer. */
export interface TransferHooks {
  /**
   * All bytes are read for their digest before the first is sent, and that takes a while.
   *
   * @param size Bytes of all.
   */
  hashing(size: number): void;
  /**
   * The size is known, and bytes begin to flow; comes again if the file changed and is started over.
   *
   * @param size Bytes of all.
   * @param from Bytes that are there already.
   */
  begin(size: number, from: number): void;
  /**
   * Bytes have arrived.
   *
   * @param at Bytes that are there now.
   */
  moved(at: number): void;
  /**
   * The connection stalled or was lost.
   *
   * @param ms Milliseconds until the next attempt.
   * @param why What happened.
   */
  waiting(ms: number, why: EnchufeError): void;
}

/** Holds bytes back so that no more than a rate goes through. */
export interface RateLimiter {
  /** Bytes a second. */
  readonly rate: number;
  /**
   * Takes account of bytes.
   *
   * @param bytes How many will be moved next.
   * @param signal Ends the wait; its reason is thrown.
   * @returns When they may be moved; `undefined` for at once.
   */
  take(bytes: number, signal: AbortSignal): Promise<void> | undefined;
}

/** Options of every transfer. */
export interface TransferOptions {
  /** What about a name that is taken. */
  readonly ifExists: IfExists;
  /** Ends it; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Follows it. */
  readonly hooks?: TransferHooks | undefined;
  /** Bounds its rate. */
  readonly limiter?: RateLimiter | undefined;
  /** The time; the real one if it is left out. */
  readonly clock?: Clock;
  /** From 0 to 1, spreads the attempts of many clients; `Math.random` if it is left out. */
  readonly random?: () => number;
}
