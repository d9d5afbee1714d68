/**
 * Looks at a server's certificate without trusting it: what `Deno.startTls` checks it does not show.
 *
 * @module
 */
import { isIP } from "node:net";

/** Where to look. */
export interface PeerAddress {
  /** Name or address. */
  readonly host: string;
  /** The port. */
  readonly port: number;
}

/**
 * Asks a server for its certificate over a connection of its own.
 *
 * @param address Where it is.
 * @param signal Ends the attempt.
 * @returns The certificate.
 * @throws If there is no TLS to be had.
 */
export async function peerCertificate({ host, port }: PeerAddress, signal: AbortSignal): Promise<Uint8Array> {
  // Only now: a known server is not looked at.
  const { connect } = await import("node:tls");
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port, ...name, rejectUnauthorized: false }, () => {
      const { raw } = socket.getPeerCertificate();
      if (raw === undefined) reject(new Error("The server showed no certificate"));
      else resolve(new Uint8Array(raw));
      socket.destroy();
    });
    socket.on("error", reject);
    signal.addEventListener("abort", () => {
      socket.destroy();
      reject(signal.reason);
    }, { once: true });
  });
}
