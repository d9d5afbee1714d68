/**
 * Connecting with TLS. Apart from `client.ts`, so that a client without it need not load what it takes.
 *
 * @module
 */
import type { ClientTls } from "../cli/client_flags.ts";
import { join } from "../std/path.ts";
import { configFolder } from "../tls/config_folder.ts";
import { shakeHands, type Unshaken } from "./handshake.ts";
import { KnownServers } from "./known_servers.ts";
import { peerCertificate } from "./peer_certificate.ts";
import type { Transport } from "./transport.ts";
import { Trust, type Verification } from "./trust.ts";

/** Options of {@linkcode secureDial}. */
export interface SecureDialOptions extends ClientTls {
  /** Name or address of the server. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** Both, as people write them. */
  readonly where: string;
  /** Reads a variable. */
  readonly env: (name: string) => string | undefined;
  /** Told at a first connection. */
  readonly notice: (line: string) => void;
  /** Opens a connection that has yet to shake hands; must heed the signal. */
  readonly startTls: (verification: Verification, signal: AbortSignal) => Promise<Unshaken>;
}

/**
 * Makes what opens connections to one server, and keeps in mind whom it was.
 *
 * @param options See {@linkcode SecureDialOptions}.
 * @returns Opens a connection, its handshake done; fails as {@linkcode Trust.open}.
 */
export function secureDial(options: SecureDialOptions): (signal: AbortSignal) => Promise<Transport> {
  const { host, port, where, ca, fingerprint, env, notice, startTls } = options;
  const folder = configFolder(env);
  const known = folder === undefined ? undefined : new KnownServers(join(folder, "known_servers"));
  const trust = new Trust({ host, where, ca, fingerprint, known, notice });
  return (signal) =>
    trust.open<Transport>({
      connect: async (verification) => await shakeHands(await startTls(verification, signal), signal),
      look: () => peerCertificate({ host, port }, signal),
    });
}
