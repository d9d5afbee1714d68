/**
 * Opening connections: dialling, the greeting, and opening anew where the last one is spent.
 *
 * @module
 */
import type { Push } from "../framing/reply.ts";
import { Connection } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
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
  /** Who the person is, if the server asks; without it nobody says so. */
  readonly credentials?: Credentials;
}

/** Milliseconds beyond the time-out for a password: many may be checked at once, and wrong ones are slowed. */
const AUTH_PATIENCE = 20_000;

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
  const { credentials } = options;
  for (;;) {
    try {
      return await openOnce(options, onPush);
    } catch (thrown) {
      if (credentials?.wants(thrown) !== true) throw thrown;
      // Without a connection: the server would not wait for who is still typing.
      await credentials.ask();
    }
  }
}

async function openOnce(options: LinkOptions, onPush: (push: Push) => void): Promise<Connection> {
  const { dial, where, name, timeout, credentials } = options;
  // Before dialling, since it may be asked for.
  const login = await credentials?.known();
  const connection: Connection = new Connection(await dial(), {
    timeout,
    where,
    onPush,
    onRefused: credentials && (async (error) => {
      if (error.code !== "NOAUTH") return false;
      await credentials.login(async (words) => {
        await connection.request(["AUTH", ...words], { patience: AUTH_PATIENCE });
      });
      return true;
    }),
  });
  try {
    await connection.request(
      [
        "HELLO",
        "3",
        ...login === undefined ? [] : ["AUTH", ...login],
        ...name === undefined ? [] : ["SETNAME", name],
      ],
      { patience: login === undefined ? 0 : AUTH_PATIENCE, isFinal: true },
    );
    credentials?.worked();
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
