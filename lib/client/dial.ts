/**
 * What goes wrong when connecting, in words.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { describeError, EnchufeError } from "../errors.ts";

/** Where to connect, and for how long to try. */
export interface DialOptions {
  /** Host and port, for errors. */
  readonly where: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Ends the attempt; its reason must be an `EnchufeError`. */
  readonly signal: AbortSignal;
}

/**
 * Where a server is, as people write it.
 *
 * @param host Name or address.
 * @param port The port.
 * @returns `127.0.0.1:5050`, `[::1]:5050`.
 */
export function whereIs(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Connects, within the time.
 *
 * @param connect Opens the connection; must heed its signal.
 * @param options See {@linkcode DialOptions}.
 * @returns What `connect` returned.
 * @throws {EnchufeError} UNREACHABLE or TIMEOUT, saying what to do; the signal's reason.
 */
export async function dialWithin<T>(
  connect: (signal: AbortSignal) => Promise<T>,
  options: DialOptions,
): Promise<T> {
  const { where, timeout, signal } = options;
  const late = AbortSignal.timeout(timeout);
  try {
    return await connect(AbortSignal.any([signal, late]));
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    if (thrown instanceof EnchufeError) throw thrown;
    if (late.aborted) {
      throw new EnchufeError("TIMEOUT", texts.client.dialTimedOut(where, timeout), { cause: thrown });
    }
    // What the peer said instead of a handshake, or that it hung up.
    if (thrown instanceof Deno.errors.InvalidData || thrown instanceof Deno.errors.UnexpectedEof) {
      throw new EnchufeError("UNREACHABLE", texts.tls.notSpoken(where), { cause: thrown });
    }
    throw new EnchufeError("UNREACHABLE", texts.client.unreachable(where, reasonOf(thrown)), {
      cause: thrown,
    });
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof Deno.errors.ConnectionRefused) return texts.client.refusedConnection();
  const text = describeError(thrown);
  return /failed to lookup|not known|no such host/i.test(text) ? texts.client.unknownHost() : text;
}
