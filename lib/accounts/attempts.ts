/**
 * Wrong passwords, by the address that they came from: each makes the next answer slower, and after some the address
 * has to wait.
 *
 * @module
 */
import { networkOf } from "../addresses.ts";

/** Options of {@linkcode Attempts}. */
export interface AttemptsOptions {
  /** Wrong passwords after which an address waits. */
  readonly most: number;
  /** How long, in milliseconds. */
  readonly wait: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What came from one address. */
interface Failures {
  /** How many, by the user that was tried: whoever has an account must not clear what they tried on others. */
  readonly byUser: Map<string, number>;
  count: number;
  last: number;
}

/** Addresses that are remembered; of more the oldest are forgotten. */
const MOST_ADDRESSES = 10_000;
/** Milliseconds by which each wrong password makes the answer slower. */
const SLOWER_MS = 250;

/** Counts wrong passwords. */
export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #byAddress = new Map<string, Failures>();

  /**
   * Begins without any.
   *
   * @param options See {@linkcode AttemptsOptions}.
   */
  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#byAddress.size;
  }

  /**
   * How long an address has to wait.
   *
   * @param host IP address.
   * @returns Milliseconds; 0 if it may try.
   */
  waitOf(host: string): number {
    const failures = this.#of(networkOf(host));
    if (failures === undefined || failures.count < this.#options.most) return 0;
    return failures.last + this.#options.wait - this.#options.now();
  }

  /**
   * Counts a wrong password.
   *
   * @param host IP address that it came from.
   * @param user Key of the user that was tried.
   * @returns How many there are now, and by how many milliseconds the answer is to be late.
   */
  failed(host: string, user: string): { readonly count: number; readonly delay: number } {
    const network = networkOf(host);
    const failures = this.#of(network) ?? { byUser: new Map<string, number>(), count: 0, last: 0 };
    failures.count++;
    failures.last = this.#options.now();
    failures.byUser.set(user, (failures.byUser.get(user) ?? 0) + 1);
    // Behind all others, so that the first is always the one that has been quiet the longest.
    this.#byAddress.delete(network);
    this.#byAddress.set(network, failures);
    for (const oldest of this.#byAddress.keys()) {
      if (this.#byAddress.size <= MOST_ADDRESSES) break;
      this.#byAddress.delete(oldest);
    }
    return { count: failures.count, delay: failures.count * SLOWER_MS };
  }

  /**
   * Forgets what was tried on a user, since they have come in.
   *
   * @param host IP address that they came from.
   * @param user Key of the user.
   */
  succeeded(host: string, user: string): void {
    const network = networkOf(host);
    const failures = this.#of(network);
    if (failures === undefined) return;
    failures.count -= failures.byUser.get(user) ?? 0;
    failures.byUser.delete(user);
    if (failures.count === 0) this.#byAddress.delete(network);
  }

  /** What is not yet forgotten of an address. */
  #of(network: string): Failures | undefined {
    const failures = this.#byAddress.get(network);
    if (failures === undefined || this.#options.now() - failures.last < this.#options.wait) return failures;
    this.#byAddress.delete(network);
    return undefined;
  }
}
