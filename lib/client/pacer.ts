/**
 * Keeps below the server's chat rate.
 *
 * @module
 */

/** The time, and waiting for it; the tests have one that they turn by hand. */
export interface Clock {
  /** Milliseconds that never go back. */
  now(): number;
  /**
   * Waits.
   *
   * @param ms Milliseconds.
   * @param signal Ends the wait early; the promise then rejects.
   */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The real time. */
export const realClock: Clock = {
  now: () => performance.now(),
  wait(ms, signal) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    function stop(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
    return promise;
  },
};

/** Messages that the server lets through in any second, by default. */
const RATE = 5;
/** A second and a little, for clocks that run differently. */
const WINDOW = 1_050;

/**
 * Lets through as many messages as the server does. One is sent after the last was answered, and the sixth a second
 * after the *answer* to the first: so the server, which counted the first before it answered, sees them further apart
 * than we do.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #answered: number[] = [];

  /**
   * Has sent nothing yet.
   *
   * @param clock The time.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Says one message when it may be said.
   *
   * @param say Sends it and waits for the answer.
   * @param signal Ends the wait.
   * @returns What `say` returned.
   */
  async send<T>(say: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#answered.length >= RATE) {
      const wait = (this.#answered.shift() as number) + WINDOW - this.#clock.now();
      if (wait > 0) await this.#clock.wait(wait, signal);
    }
    try {
      return await say();
    } finally {
      this.#answered.push(this.#clock.now());
    }
  }
}
