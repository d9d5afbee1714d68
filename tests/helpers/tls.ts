/**
 * Certificates for tests.
 *
 * @module
 */
import { X509Certificate } from "node:crypto";
import { fingerprintOf } from "../../lib/tls/certificate.ts";
import { makeSelfSigned } from "../../lib/tls/self_signed.ts";
import { join } from "../../lib/std/path.ts";
import { within } from "./patience.ts";

/** A certificate on disk. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly der: Uint8Array;
}

/** Makes a certificate and puts it and its key into a folder, in place of those that are there. */
export function putCertificate(
  folder: string,
  names: readonly string[] = ["localhost", "127.0.0.1"],
): TestCertificate {
  const made = makeSelfSigned(names);
  const cert = join(folder, "cert.pem"), key = join(folder, "key.pem");
  Deno.writeTextFileSync(cert, made.cert);
  Deno.writeTextFileSync(key, made.key, { mode: 0o600 });
  const der = new Uint8Array(new X509Certificate(made.cert).raw);
  return { cert, key, der, fingerprint: fingerprintOf(der) };
}

/** A connection to a server, over TLS. */
export class TlsPeer implements Disposable {
  readonly #connection: Deno.TlsConn;
  #closed = false;

  private constructor(connection: Deno.TlsConn) {
    this.#connection = connection;
  }

  /** Connects. @throws What the runtime says if the server's certificate is not that of the file. */
  static async connect(server: { port(): number }, cert: string): Promise<TlsPeer> {
    const caCerts = [Deno.readTextFileSync(cert)];
    const connection = await Deno.connectTls({ hostname: "127.0.0.1", port: server.port(), caCerts });
    try {
      await within(connection.handshake(), "handshake");
    } catch (error) {
      connection.close();
      throw error;
    }
    return new TlsPeer(connection);
  }

  /** Sends a line and waits for the one that answers it. */
  async ask(line: string): Promise<string> {
    await this.#connection.write(new TextEncoder().encode(`${line}\r\n`));
    const into = new Uint8Array(4096);
    let text = "";
    while (!text.includes("\n")) {
      const count = await within(this.#connection.read(into), `answer to ${line}`);
      if (count === null) throw new Error(`The server closed instead of answering ${line}`);
      text += new TextDecoder().decode(into.subarray(0, count));
    }
    return text.trimEnd();
  }

  [Symbol.dispose](): void {
    if (!this.#closed) this.#connection.close();
    this.#closed = true;
  }
}
