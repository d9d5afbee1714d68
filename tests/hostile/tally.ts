/**
 * Who should have heard what, and who did.
 *
 * @module
 */

/** What became of the messages of those who stayed. */
export interface Counts {
  /** Messages said. */
  readonly sent: number;
  /** Messages that reached somebody, once for each who heard them. */
  readonly delivered: number;
  /** Messages that somebody in the room did not hear. */
  readonly lost: number;
  /** Times that somebody heard a message again. */
  readonly duplicated: number;
}

/** One of those who stay: says numbered lines and counts what it hears. */
export class Witness {
  /** Lines said so far; each has the number that this was before. */
  said = 0;
  readonly #heard = new Map<string, Map<number, number>>();

  /**
   * Has heard nothing yet.
   *
   * @param name As the others hear it.
   * @param room Where it stays.
   */
  constructor(readonly name: string, readonly room: string) {}

  /**
   * Notes a line.
   *
   * @param from Who said it.
   * @param number Which it was.
   */
  hear(from: string, number: number): void {
    const times = this.#heard.get(from) ?? new Map<number, number>();
    times.set(number, (times.get(number) ?? 0) + 1);
    this.#heard.set(from, times);
  }

  /**
   * How often it heard a line.
   *
   * @param from Who said it.
   * @param number Which it was.
   */
  timesHeard(from: string, number: number): number {
    return this.#heard.get(from)?.get(number) ?? 0;
  }
}

/**
 * Compares what was said with what was heard: everybody in a room hears every line once, the speaker too.
 *
 * @param witnesses All who stayed.
 * @returns The sums.
 */
export function tally(witnesses: readonly Witness[]): Counts {
  let sent = 0, delivered = 0, lost = 0, duplicated = 0;
  for (const speaker of witnesses) {
    sent += speaker.said;
    for (const listener of witnesses) {
      if (listener.room !== speaker.room) continue;
      for (let number = 0; number < speaker.said; number++) {
        const times = listener.timesHeard(speaker.name, number);
        if (times === 0) lost++;
        else delivered++;
        duplicated += Math.max(0, times - 1);
      }
    }
  }
  return { sent, delivered, lost, duplicated };
}
