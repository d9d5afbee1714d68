/**
 * The beginning of a connection: shaking hands, and noticing that one side speaks TLS and the other does not.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { texts } from "../texts/texts.ts";
import type { Transport } from "./transport.ts";

/** A connection that has yet to shake hands; a `Deno.TlsConn` is one. */
export interface Unshaken extends Transport {
  /** Shakes hands, and so checks the certificate. */
  handshake(): Promise<unknown>;
}

/**
 * Shakes hands; without this a bad certificate would be found out in the midst of the first command.
 *
 * @param connection The connection; it is closed if this fails.
 * @param signal Ends the attempt.
 * @returns The connection.
 * @throws What the runtime says of the certificate or the bytes; the signal's reason.
 */
export async function shakeHands<T extends Unshaken>(connection: T, signal: AbortSignal): Promise<T> {
  const close = () => connection.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    signal.throwIfAborted();
    await connection.handshake();
    return connection;
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    close();
    throw thrown;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

/** An alert of TLS begins so, in every version. */
const ALERT = [0x15, 0x03];

/**
 * Notices that a server answers with an alert of TLS, which is no RESP.
 *
 * @param plain A connection without TLS.
 * @param where Where it leads, for the error.
 * @returns The same, whose first read fails with UNREACHABLE at an alert.
 */
export function noticeTls(plain: Transport, where: string): Transport {
  let first = true;
  return {
    async read(into) {
      const count = await plain.read(into);
      if (first && count !== null && ALERT.every((byte, at) => into[at] === byte)) {
        throw new EnchufeError("UNREACHABLE", texts.tls.wanted(where));
      }
      first = false;
      return count;
    },
    write: (bytes) => plain.write(bytes),
    close: () => plain.close(),
  };
}
