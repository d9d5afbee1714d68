/**
 * Writes text behind the back of whoever has it: a reader that stands still holds up nobody and costs a bounded queue.
 *
 * @module
 */

/** Where the bytes go; `Deno.stderr` will do. */
export interface ByteSink {
  /** Writes some of the bytes and says how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Options of {@linkcode BoundedWriter}. */
export interface BoundedWriterOptions {
  /** Where the bytes go. */
  readonly sink: ByteSink;
  /** Characters that may wait; default a mebibyte of them. */
  readonly limit?: number;
  /** Told how many texts were dropped, once there is room to say so. */
  readonly onLost?: (count: number) => void;
}

const USUAL_LIMIT = 1024 * 1024;

/** The writer: one write in flight, what comes meanwhile leaves in the next, what is too much is dropped and counted. */
export class BoundedWriter {
  readonly #options: BoundedWriterOptions;
  readonly #encoder = new TextEncoder();
  #queue: string[] = [];
  #waiting = 0;
  #lost = 0;
  #broken = false;
  #pumping: Promise<void> | undefined;

  /**
   * Starts with nothing to write.
   *
   * @param options See {@linkcode BoundedWriterOptions}.
   */
  constructor(options: BoundedWriterOptions) {
    this.#options = options;
  }

  /**
   * Writes a text soon, or drops it if too much is waiting.
   *
   * @param text Whole lines.
   */
  write(text: string): void {
    if (this.#broken) return;
    if (this.#waiting > 0 && this.#waiting + text.length > (this.#options.limit ?? USUAL_LIMIT)) {
      this.#lost++;
      return;
    }
    this.#queue.push(text);
    this.#waiting += text.length;
    this.#pumping ??= this.#pump();
  }

  /**
   * Waits until everything is written, but not for a reader that stands still.
   *
   * @param most Milliseconds to wait.
   * @returns When nothing waits, or the time is over.
   */
  async flush(most: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, most));
    // What was lost is told by one more line, so once may not be enough.
    const done = (async () => {
      while (this.#pumping !== undefined) await this.#pumping;
    })();
    await Promise.race([late, done]);
    clearTimeout(timer);
  }

  async #pump(): Promise<void> {
    // Whatever is said in the same turn leaves in one write.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#encoder.encode(this.#queue.join(""));
      this.#queue = [];
      try {
        for (let at = 0; at < batch.length;) at += await this.#options.sink.write(batch.subarray(at));
      } catch {
        // The reader is gone, and with it whoever could be told.
        this.#broken = true;
        this.#queue = [];
        break;
      }
      // Counted until now, so that no more than the limit is held in all.
      this.#waiting = this.#queue.reduce((sum, text) => sum + text.length, 0);
      const lost = this.#lost;
      this.#lost = 0;
      if (lost > 0) this.#options.onLost?.(lost);
    }
    // In the same turn in which the queue was found empty: what comes later must start anew.
    this.#pumping = undefined;
  }
}
