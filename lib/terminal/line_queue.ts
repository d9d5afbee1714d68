/**
 * Lines that were typed and not yet taken.
 *
 * @module
 */

/** Lines that were typed and not yet taken. */
export class LineQueue implements AsyncIterable<string> {
  readonly #lines: string[] = [];
  #ended = false;
  #wake: () => void = () => {};

  /**
   * Adds a line.
   *
   * @param line Without its line break.
   */
  push(line: string): void {
    this.#lines.push(line);
    this.#wake();
  }

  /** No more lines will come. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /**
   * The lines, in order, as they come.
   *
   * @returns Ends once they have ended and all were taken.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) yield line;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
