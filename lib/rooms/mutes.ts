/**
 * Who may not speak.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { Member } from "./events.ts";

/** Names that can be muted at once. */
const MAX_MUTED = 1024;

/**
 * Muted names, remembered while the server runs, and muted sessions: taking another name does not help, yet the other
 * name is not muted for whoever has it next.
 */
export class Mutes {
  readonly #keys = new Set<string>();
  readonly #members = new WeakSet<Member>();

  /**
   * Whether a member may not speak.
   *
   * @param member Who, or nobody who is here.
   * @param key Its name's key.
   * @returns Whether it is muted.
   */
  has(member: Member | undefined, key: string): boolean {
    return this.#keys.has(key) || (member !== undefined && this.#members.has(member));
  }

  /**
   * Mutes a name and who has it now.
   *
   * @param key The name's key.
   * @param holder Who has the name, if anyone.
   * @throws {EnchufeError} TOOMANY when the table is full: forgetting another would let that one speak.
   */
  add(key: string, holder: Member | undefined): void {
    if (this.#keys.size >= MAX_MUTED && !this.#keys.has(key)) {
      throw failure("tooManyMuted", { most: MAX_MUTED });
    }
    this.#keys.add(key);
    if (holder !== undefined) this.#members.add(holder);
  }

  /**
   * Lets a name and who has it now speak again.
   *
   * @param key The name's key.
   * @param holder Who has the name, if anyone.
   */
  delete(key: string, holder: Member | undefined): void {
    this.#keys.delete(key);
    if (holder !== undefined) this.#members.delete(holder);
  }
}
