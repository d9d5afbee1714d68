/**
 * A set that is read far more often than it changes, as those who hear a channel are.
 *
 * @module
 */

/** A set in order of arrival, with a list of it that is made anew only after a change. */
export class Roster<T> {
  readonly #items = new Set<T>();
  #list: readonly T[] | undefined = [];

  /** How many it holds. */
  get size(): number {
    return this.#items.size;
  }

  /** The items, in order of arrival; a list once handed out never changes. */
  get list(): readonly T[] {
    return this.#list ??= [...this.#items];
  }

  /**
   * Whether an item is in it.
   *
   * @param item The item.
   * @returns Whether it is.
   */
  has(item: T): boolean {
    return this.#items.has(item);
  }

  /**
   * Adds an item.
   *
   * @param item The item.
   * @returns Whether it was new.
   */
  add(item: T): boolean {
    if (this.#items.has(item)) return false;
    this.#items.add(item);
    this.#list = undefined;
    return true;
  }

  /**
   * Takes an item out.
   *
   * @param item The item.
   * @returns Whether it was there.
   */
  delete(item: T): boolean {
    if (!this.#items.delete(item)) return false;
    this.#list = undefined;
    return true;
  }

  /**
   * Visits a list taken earlier, leaving out the items that are gone by the time of their turn. A visit may change the
   * roster: whoever is added is not visited. One that throws does not stop the others.
   *
   * @param list A list of this roster, or part of one.
   * @param visit Called with each item.
   * @param failed Called with what a visit threw.
   */
  each(list: readonly T[], visit: (item: T) => void, failed: (thrown: unknown) => void): void {
    for (const item of list) {
      if (list !== this.#list && !this.#items.has(item)) continue;
      try {
        visit(item);
      } catch (thrown) {
        failed(thrown);
      }
    }
  }
}
