/**
 * How far a transfer is, how fast, and how long it will take. Pure; time is passed in.
 *
 * @module
 */

/** Milliseconds that the rate is an average over. */
const WINDOW = 5_000;
/** Milliseconds between two samples. */
const STEP = 250;

/** Measures one transfer, or several together. */
export class Meter {
  /** Bytes of all; `undefined` while that is not known. */
  size: number | undefined;
  /** When it began, in milliseconds. */
  readonly began: number;
  #at = 0;
  /** Oldest first. */
  #samples: { readonly time: number; readonly at: number }[] = [];

  /**
   * Begins.
   *
   * @param now Milliseconds.
   * @param size Bytes of all, as far as they are known.
   */
  constructor(now: number, size?: number) {
    this.began = now;
    this.size = size;
  }

  /** Bytes that are there. */
  get at(): number {
    return this.#at;
  }

  /**
   * What is there already does not count for the rate.
   *
   * @param at Bytes that are there.
   * @param now Milliseconds.
   */
  start(at: number, now: number): void {
    this.#at = at;
    this.#samples = [{ time: now, at }];
  }

  /**
   * Bytes have arrived.
   *
   * @param at Bytes that are there now.
   * @param now Milliseconds.
   */
  move(at: number, now: number): void {
    if (this.#samples.length === 0) this.#samples.push({ time: now, at: this.#at });
    this.#at = at;
    const last = this.#samples.at(-1);
    if (last !== undefined && now - last.time < STEP) return;
    this.#samples.push({ time: now, at });
    // The one before the window stays: with it the window is covered.
    while ((this.#samples[1]?.time ?? Infinity) < now - WINDOW) this.#samples.shift();
  }

  /**
   * Bytes are there, or are to come again, without having been moved now.
   *
   * @param bytes How many; negative for those to come again.
   */
  skip(bytes: number): void {
    this.#at += bytes;
    this.#samples = this.#samples.map(({ time, at }) => ({ time, at: at + bytes }));
  }

  /**
   * How fast it goes.
   *
   * @param now Milliseconds.
   * @returns Bytes a second over the last seconds; `undefined` while that says nothing.
   */
  rate(now: number): number | undefined {
    const first = this.#samples.find(({ time }) => time >= now - WINDOW) ?? this.#samples.at(-1);
    if (first === undefined || now - first.time < STEP) return undefined;
    return (this.#at - first.at) / (now - first.time) * 1000;
  }

  /**
   * How long it will take.
   *
   * @param now Milliseconds.
   * @returns Seconds; `undefined` if nobody can say.
   */
  left(now: number): number | undefined {
    const rate = this.rate(now);
    if (this.size === undefined || !rate) return undefined;
    return Math.max(0, this.size - this.#at) / rate;
  }
}
