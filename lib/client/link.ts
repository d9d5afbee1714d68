/**
 * Opening connections: dialling, the greeting, and opening anew where the last one is spent.
 *
 * @module
 */
import type { Push } from "../framing/reply.ts";
import { Connection } from "./connection.ts";
import type { Dial } from "./transport.ts";

/** Options of {@linkcode openConnection} and {@linkcode Link}. */
export interface LinkOptions {
  /** Connects. */
  readonly dial: Dial;
  /** Where the server is, for errors: `127.0.0.1:5050`. */
  readonly where: string;
  /** The name to take; `undefined` for none. */
  readonly name: string | undefined;
  /** Milliseconds that each wait for bytes may take. */
  readonly timeout: number;
}

/**
 * Connects, switches to RESP3 and takes the name.
 *
 * @param options See {@linkcode LinkOptions}.
 * @param onPush Takes each push.
 * @returns An open connection.
 * @throws {EnchufeError} UNREACHABLE, TIMEOUT, LOST; what the server says of the name, which only a room asks to be free.
 */
export async function openConnection(
  options: LinkOptions,
  onPush: (push: Push) => void = () => {},
): Promise<Connection> {
  const { dial, where, name, timeout } = options;
  const connection = new Connection(await dial(), { timeout, where, onPush });
  try {
    await connection.request(name === undefined ? ["HELLO", "3"] : ["HELLO", "3", "SETNAME", name]);
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
  return connection;
}

/** Where commands get their connection from. */
export interface ConnectionSource {
  /** Takes each push. */
  onPush: (push: Push) => void;
  /** Whether the server has been reached before: if it cannot be reached now, it may come back. */
  readonly reached?: boolean;
  /**
   * The connection.
   *
   * @returns One that is open.
   * @throws {EnchufeError} If there is none and none can be had.
   */
  get(): Promise<Connection>;
}

/** A connection that is opened when it is first needed, and anew once it has ended. */
export class Link implements ConnectionSource {
  /** Takes each push. */
  onPush: (push: Push) => void = () => {};
  readonly #options: LinkOptions;
  readonly #signal: AbortSignal;
  readonly #abort = () => this.#connection?.abort(this.#signal.reason);
  #connection: Connection | undefined;
  #opening: Promise<Connection> | undefined;

  /**
   * Opens nothing yet.
   *
   * @param options See {@linkcode LinkOptions}.
   * @param signal Ends the connection; its reason must be an `EnchufeError`.
   */
  constructor(options: LinkOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    signal.addEventListener("abort", this.#abort, { once: true });
  }

  /**
   * The connection.
   *
   * @returns One that is open.
   * @throws {EnchufeError} As {@linkcode openConnection}.
   */
  async get(): Promise<Connection> {
    this.#signal.throwIfAborted();
    if (this.#connection?.over === false) return this.#connection;
    // Shared: of two transfers that lost the same connection each would open one, and one would be forgotten.
    return await (this.#opening ??= this.#open().finally(() => this.#opening = undefined));
  }

  /** Whether it has had a connection. */
  get reached(): boolean {
    return this.#connection !== undefined;
  }

  async #open(): Promise<Connection> {
    const connection = await openConnection(this.#options, (push) => this.onPush(push));
    this.#connection = connection;
    if (this.#signal.aborted) connection.abort(this.#signal.reason);
    return connection;
  }

  /** Closes the connection, if there is one, for good. */
  close(): void {
    // The signal may live on, as that of `--repeat` and of a session does, and would keep every connection in memory.
    this.#signal.removeEventListener("abort", this.#abort);
    this.#connection?.close();
  }
}
