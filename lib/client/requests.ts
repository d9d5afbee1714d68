/**
 * Requests under way: what is sent, who waits for the answer, and what comes of it.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { ErrorReply, type Reply } from "../framing/reply.ts";

/** Options of a request. */
export interface RequestOptions {
  /**
   * Milliseconds beyond the time-out that the server may be silent, for work that takes its time; a function if that
   * is known only once earlier requests are answered.
   */
  readonly patience?: number | (() => number);
  /** Whether a refusal stands: nobody is asked for a password. */
  readonly isFinal?: boolean;
  /** Milliseconds that the server may be silent at most, where the time-out is longer. */
  readonly within?: number;
  /** Told the size of a streamed answer before its bytes. */
  readonly onSize?: (size: number) => void;
}

/** Takes the bytes of a streamed answer; the view is valid only until it returns or its promise settles. */
export type BodySink = (part: Uint8Array) => Promise<void> | void;

/** Gives the next bytes of a payload, or `null` where they end. */
export type BodyFeed = () => Promise<Uint8Array | null>;

/** Answer of {@linkcode Connection.fetch}: how many bytes went to the sink, or the reply that came instead. */
export type Fetched = { readonly size: number } | { readonly size: undefined; readonly reply: Reply };

/** Someone who waits for the next reply. */
export interface Waiter {
  /** Takes the bytes of a bulk string; without it they are collected. */
  readonly sink: BodySink | undefined;
  /** Milliseconds beyond the time-out; asked when it is the first in line. */
  readonly patience: () => number;
  /** Bounds the time-out, in milliseconds. */
  readonly within: number;
  /** Told the size of a streamed answer. */
  readonly onSize: ((size: number) => void) | undefined;
  /** Whether the answer is known. */
  settled: boolean;
  /** Gives the answer. */
  resolve(fetched: Fetched): void;
  /** Tells that there will be none. */
  reject(error: EnchufeError): void;
}

/**
 * Makes a waiter.
 *
 * @param sink Takes the bytes of a bulk string.
 * @param options See {@linkcode RequestOptions}.
 * @returns The waiter, and the answer that it brings.
 */
export function makeWaiter(
  sink: BodySink | undefined,
  options: RequestOptions,
): { waiter: Waiter; answer: Promise<Fetched> } {
  const { patience = 0 } = options;
  const { promise: answer, resolve, reject } = Promise.withResolvers<Fetched>();
  const waiter: Waiter = {
    sink,
    patience: typeof patience === "function" ? patience : () => patience,
    within: options.within ?? Infinity,
    onSize: options.onSize,
    settled: false,
    resolve(fetched) {
      waiter.settled = true;
      resolve(fetched);
    },
    reject(error) {
      waiter.settled = true;
      reject(error);
    },
  };
  return { waiter, answer };
}

/**
 * An error reply as an error.
 *
 * @param reply What the server sent; its code may be one that we do not know.
 * @param options Whether the session ended with it.
 * @returns The error.
 */
export function errorOf(reply: ErrorReply, options: { readonly fatal?: boolean } = {}): EnchufeError {
  return new EnchufeError(reply.code as EnchufeError["code"], reply.message, options);
}

/**
 * A reply that is no error.
 *
 * @param reply A received value.
 * @returns The same.
 * @throws {EnchufeError} If it is an error.
 */
export function refused(reply: Reply): Reply {
  if (reply instanceof ErrorReply) throw errorOf(reply);
  return reply;
}
