/**
 * How much a pickle may be, unless its caller says otherwise.
 *
 * @module
 */

/** Options of {@linkcode decodePickle}. */
export interface DecodePickleOptions {
  /** Bytes of a pickle, and values in it if every one that it refers to twice is counted twice. Default: 65,536. */
  readonly maxBytes?: number;
  /** Lists and tuples within each other. Default: 100. */
  readonly maxDepth?: number;
}

/** Bytes of a pickle, and values in it. */
export const MAX_BYTES: number = 64 * 1024;
/** Lists and tuples within each other. */
export const MAX_DEPTH = 100;
