/**
 * How much one name may have handed in, asked before the first byte.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { Ledger } from "./ledger.ts";
import { quotePath } from "./paths.ts";

/** Options of {@linkcode Quota.claim}. */
export interface QuotaClaimOptions {
  /** Whose file it is, from `ownerOf`. */
  readonly owner: string;
  /** Bytes. */
  readonly size: number;
  /** Whether they count among those that the owner has begun to upload. */
  readonly begun?: boolean;
  /** The file that it replaces, as the ledger has it. */
  readonly replaces?: string | undefined;
}

/** Keeps account of what each owner has handed in and is about to. */
export class Quota {
  readonly #most: number;
  readonly #ledger: Ledger;
  readonly #begun: (owner: string) => number;
  /** Bytes on their way, by owner. */
  readonly #claimed = new Map<string, number>();
  /** One at a time, so that of two that do not fit together one does. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Begins with nothing on its way.
   *
   * @param most Bytes of one owner; 0 for any number.
   * @param ledger Who handed in what.
   * @param begun Bytes that an owner has begun to upload.
   */
  constructor(most: number, ledger: Ledger, begun: (owner: string) => number = () => 0) {
    this.#begun = begun;
    this.#most = most;
    this.#ledger = ledger;
  }

  /**
   * Sets bytes aside for a file.
   *
   * @param path The entry, for messages.
   * @param options Whose, and how much.
   * @returns Gives them back; may be called twice. To be called once the ledger has the file, or it will not come.
   * @throws EnchufeError QUOTA.
   */
  async claim(path: string, options: QuotaClaimOptions): Promise<() => void> {
    if (this.#most === 0) return () => {};
    const turn = this.#last.then(() => this.#claim(path, options));
    this.#last = turn.catch(() => {});
    return await turn;
  }

  async #claim(path: string, options: QuotaClaimOptions): Promise<() => void> {
    const { owner, size, replaces, begun = false } = options;
    const used = await this.#ledger.used(owner, replaces);
    const coming = this.#begun(owner) - (begun ? size : 0) + (this.#claimed.get(owner) ?? 0);
    const left = this.#most - used - coming;
    if (size > left) {
      throw failure("overQuota", { path: quotePath(path), most: this.#most, left: Math.max(left, 0) });
    }
    let claimed = begun ? 0 : size;
    this.#add(owner, claimed);
    return () => {
      this.#add(owner, -claimed);
      claimed = 0;
    };
  }

  #add(owner: string, bytes: number): void {
    const sum = (this.#claimed.get(owner) ?? 0) + bytes;
    if (sum > 0) this.#claimed.set(owner, sum);
    else this.#claimed.delete(owner);
  }
}
