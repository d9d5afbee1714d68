/**
 * What a pickle may hold.
 *
 * @module
 */

/** A Python tuple, as opposed to a list. */
export class Tuple {
  /**
   * Wraps items.
   *
   * @param items What is in it; not copied.
   */
  constructor(readonly items: readonly PickleValue[]) {}
}

/**
 * What a pickle may hold. A `number` is an `int` if it is a safe integer and not -0, else a `float`; so a Python float
 * of integral value comes back as an `int`. An `int` beyond the safe integers is a `bigint`.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Tuple;
