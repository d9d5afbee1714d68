/**
 * The servers whose certificates were seen before: a file with a line for each, `HOST:PORT FINGERPRINT CERTIFICATE`. It
 * holds the certificate itself, since that is what the next connection is checked against.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { EnchufeError } from "../errors.ts";
import { texts } from "../texts/texts.ts";
import { fingerprintOf } from "../tls/certificate.ts";
import { writePrivate } from "../tls/private_file.ts";

/** The known servers of one person. */
export class KnownServers {
  /** The file. */
  readonly file: string;

  /**
   * Reads nothing yet.
   *
   * @param file Where they are kept; it need not exist.
   */
  constructor(file: string) {
    this.file = file;
  }

  /**
   * The certificate that a server had.
   *
   * @param where `HOST:PORT`.
   * @returns The certificate; `undefined` if the server is not known.
   * @throws {EnchufeError} IO if its line is damaged: a known server must not become one that was never seen.
   * @throws What the system says if the file is there and cannot be read.
   */
  async find(where: string): Promise<Uint8Array | undefined> {
    for (const line of await this.#lines()) {
      const [name, fingerprint, base64 = ""] = line.split(/\s+/);
      if (name !== where.toLowerCase()) continue;
      const der = new Uint8Array(Buffer.from(base64, "base64"));
      // Whoever changed it by hand may have meant the one or the other.
      if (fingerprintOf(der) !== fingerprint) {
        throw new EnchufeError("IO", texts.tls.damagedLine(where, this.file));
      }
      return der;
    }
    return undefined;
  }

  /**
   * Remembers a server in place of what was known of it.
   *
   * @param where `HOST:PORT`.
   * @param der Its certificate.
   * @throws What the system says if the file cannot be written.
   */
  async remember(where: string, der: Uint8Array): Promise<void> {
    const name = where.toLowerCase();
    const others = (await this.#lines()).filter((line) => line.split(/\s+/)[0] !== name);
    const line = `${name} ${fingerprintOf(der)} ${Buffer.from(der).toString("base64")}`;
    await writePrivate(this.file, `${[...others, line].join("\n")}\n`);
  }

  async #lines(): Promise<string[]> {
    try {
      return (await Deno.readTextFile(this.file)).split(/\r?\n/).filter((line) => line !== "");
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound) return [];
      throw thrown;
    }
  }
}
