/**
 * What all outboxes hold together: each may be within its own limits and ten thousand of them still fill the memory.
 *
 * @module
 */

/** Bytes below which an outbox is not counted: counting each small reply would cost more than it is worth. */
export const WORTH_COUNTING = 4 * 1024;

/** An outbox, as the budget sees it. */
export interface Holder {
  /**
   * Gives up whoever does not read.
   *
   * @param bytes What it holds.
   */
  evict(bytes: number): void;
}

/** The sum over all outboxes, and its limit. At the limit the largest holder goes, then the next. */
export class OutboxBudget {
  readonly #limit: number;
  readonly #held = new Map<Holder, number>();
  #total = 0;

  /**
   * Starts with nothing held.
   *
   * @param limit Bytes.
   */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are held, those of small outboxes left out. */
  get total(): number {
    return this.#total;
  }

  /**
   * Tells what an outbox holds now.
   *
   * @param holder Which.
   * @param bytes How much.
   */
  hold(holder: Holder, bytes: number): void {
    const before = this.#held.get(holder) ?? 0;
    if (bytes >= WORTH_COUNTING) this.#held.set(holder, bytes);
    else if (before === 0) return;
    else this.#held.delete(holder);
    this.#total += (bytes >= WORTH_COUNTING ? bytes : 0) - before;
    if (this.#total > this.#limit) this.#evict();
  }

  #evict(): void {
    while (this.#total > this.#limit) {
      let largest: Holder | undefined, most = 0;
      for (const [holder, bytes] of this.#held) if (bytes > most) [largest, most] = [holder, bytes];
      if (largest === undefined) return;
      // Before it is told: telling it may come back here.
      this.#held.delete(largest);
      this.#total -= most;
      largest.evict(most);
    }
  }
}
