/**
 * What one look at the disk showed, for all who ask for the same before the program waits for anything again.
 *
 * @module
 */

/**
 * Remembers values until the code that runs now gives way. All that is asked until then had been sent before the look
 * was taken: a session goes on behind a read only if that read was over before. So nobody is told anything older than
 * their question.
 */
export class Glance<T> {
  readonly #seen = new Map<string, T>();
  readonly #forget = () => this.#seen.clear();

  /**
   * What was seen just now.
   *
   * @param path What is looked at.
   * @returns It; `undefined` if it has to be looked at.
   */
  get(path: string): T | undefined {
    return this.#seen.get(path);
  }

  /**
   * Remembers what a look has shown.
   *
   * @param path What was looked at.
   * @param value What was seen.
   */
  set(path: string, value: T): void {
    // Microtasks run in their order: behind this one there is nobody whose question had come before the look.
    if (this.#seen.size === 0) queueMicrotask(this.#forget);
    this.#seen.set(path, value);
  }
}
