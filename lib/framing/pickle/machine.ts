/**
 * The stack machine that a pickle is a program for.
 *
 * @module
 */
import { failure } from "../../failure.ts";
import type { PickleValue } from "./values.ts";

/** A stack with marks, and a memo. Each opcode takes at most as many steps as the values that it takes off the stack. */
export class Machine {
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  /**
   * Puts a value on top.
   *
   * @param value Not copied.
   */
  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  /** Marks the top, for {@linkcode takeMarked}. */
  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /**
   * Looks at the value on top.
   *
   * @returns The value, which stays.
   * @throws {EnchufeError} ERR, fatal: there is none above the last mark.
   */
  top(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw failure("pickleStack");
    return this.#stack.at(-1) as PickleValue;
  }

  /**
   * Takes the value on top off.
   *
   * @returns The value.
   * @throws {EnchufeError} ERR, fatal: there is none above the last mark.
   */
  pop(): PickleValue {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  /**
   * Takes the last values off.
   *
   * @param count How many.
   * @returns The values, the deepest first.
   * @throws {EnchufeError} ERR, fatal: there are not so many above the last mark.
   */
  take(count: number): PickleValue[] {
    const begin = this.#stack.length - count;
    if (begin < (this.#marks.at(-1) ?? 0)) throw failure("pickleStack");
    return this.#stack.splice(begin);
  }

  /**
   * Takes the last mark off, and all that is above it.
   *
   * @returns The values, the deepest first.
   * @throws {EnchufeError} ERR, fatal: there is no mark.
   */
  takeMarked(): PickleValue[] {
    const begin = this.#marks.pop();
    if (begin === undefined) throw failure("pickleMark");
    return this.#stack.splice(begin);
  }

  /**
   * POP: takes off what is on top, be it a value or a mark.
   *
   * @throws {EnchufeError} ERR, fatal: there is nothing.
   */
  drop(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  /**
   * Appends to the list on top.
   *
   * @param items What to append, in order.
   * @throws {EnchufeError} ERR, fatal: on top is no list.
   */
  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw failure("pickleAppend");
    // One by one: spreading 60,000 items into a call would overflow the engine's stack.
    for (const item of items) list.push(item);
  }

  /**
   * Remembers the value on top.
   *
   * @param index Where; by default how many are remembered so far, as MEMOIZE wants.
   * @throws {EnchufeError} ERR, fatal: there is no value.
   */
  put(index: number = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  /**
   * Puts a remembered value on top.
   *
   * @param index Where it is remembered.
   * @throws {EnchufeError} ERR, fatal: nothing is there.
   */
  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw failure("pickleMemo", { value: index });
    this.push(value);
  }
}
