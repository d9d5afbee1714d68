/**
 * Whether a server is who it was: a certificate that an authority signed, one whose fingerprint is given, or the one
 * that was seen at the first connection.
 *
 * @module
 */
import { isIP } from "node:net";
import { describeError, EnchufeError } from "../errors.ts";
import { fingerprintOf, namesOf, pemOf } from "../tls/certificate.ts";
import { texts } from "../texts/texts.ts";
import { localReason } from "./local_errors.ts";
import type { KnownServers } from "./known_servers.ts";

/** What a connection is checked against; `Deno.startTls` takes it. */
export interface Verification {
  /** The name that the certificate must be for. */
  readonly hostname: string;
  /** Whom to believe besides the authorities of the system. */
  readonly caCerts: string[];
}

/** How a server is reached. */
export interface Reach<T> {
  /** Opens a connection and shakes hands; fails with `InvalidData` if the certificate is not the wanted one. */
  readonly connect: (verification: Verification) => Promise<T>;
  /** Looks at the certificate. */
  readonly look: () => Promise<Uint8Array>;
}

/** Options of {@linkcode Trust}. */
export interface TrustOptions {
  /** Name or address of the server. */
  readonly host: string;
  /** The same with the port, for errors and the file. */
  readonly where: string;
  /** A file of authorities; then only what they or those of the system signed is trusted. */
  readonly ca: string | undefined;
  /** The only fingerprint that is trusted. */
  readonly fingerprint: string | undefined;
  /** Servers seen before; `undefined` where there is no place to remember them. */
  readonly known: KnownServers | undefined;
  /** Told at a first connection. */
  readonly notice: (line: string) => void;
}

/** Decides for one server. */
export class Trust {
  readonly #options: TrustOptions;
  /** The certificate that was accepted, so that the next connection need not look again. */
  #accepted: Uint8Array | undefined;

  /**
   * Decides nothing yet.
   *
   * @param options See {@linkcode TrustOptions}.
   */
  constructor(options: TrustOptions) {
    this.#options = options;
  }

  /**
   * Opens a connection to a server that is trusted.
   *
   * @param reach How it is reached.
   * @returns What `connect` returned.
   * @throws {EnchufeError} UNTRUSTED, saying both fingerprints where one was expected; IO for files of ours. What
   * `connect` and `look` fail with otherwise.
   */
  async open<T>(reach: Reach<T>): Promise<T> {
    const { host, ca, fingerprint } = this.#options;
    if (ca !== undefined) return await this.#connect(reach, { hostname: host, caCerts: [await readCa(ca)] });
    const expected = this.#accepted ?? (fingerprint === undefined ? await this.#remembered() : undefined);
    if (expected !== undefined) return await this.#connectTo(expected, reach);
    if (fingerprint !== undefined) return await this.#openPinned(fingerprint, reach);
    try {
      return await reach.connect({ hostname: host, caCerts: [] });
    } catch (thrown) {
      if (!isUntrusted(thrown)) throw thrown;
    }
    return await this.#openFirst(reach);
  }

  /** A server whose fingerprint the person has from elsewhere. */
  async #openPinned<T>(wanted: string, reach: Reach<T>): Promise<T> {
    const seen = await reach.look();
    if (fingerprintOf(seen) !== wanted) {
      throw new EnchufeError("UNTRUSTED", texts.tls.pinned(this.#options.where, wanted, fingerprintOf(seen)));
    }
    return await this.#accept(seen, reach);
  }

  /** A server that was never seen. */
  async #openFirst<T>(reach: Reach<T>): Promise<T> {
    const { where, known, notice } = this.#options;
    const seen = await reach.look();
    const connection = await this.#accept(seen, reach);
    const fingerprint = fingerprintOf(seen);
    try {
      await known?.remember(where, seen);
      notice(texts.tls.firstTime(where, fingerprint, known?.file));
    } catch (thrown) {
      const file = known?.file ?? "";
      notice(texts.tls.firstTime(where, fingerprint, undefined));
      notice(texts.tls.cannotRemember(file, localReason(thrown, file)));
    }
    return connection;
  }

  async #accept<T>(seen: Uint8Array, reach: Reach<T>): Promise<T> {
    const connection = await this.#connectTo(seen, reach);
    this.#accepted = seen;
    return connection;
  }

  /** Connects to the server that has this certificate, or that of whoever holds its key. */
  async #connectTo<T>(expected: Uint8Array, reach: Reach<T>): Promise<T> {
    const { host, where, known } = this.#options;
    try {
      return await reach.connect({ hostname: checkedName(expected, host), caCerts: [pemOf(expected)] });
    } catch (thrown) {
      if (!isUntrusted(thrown)) throw thrown;
      const seen = fingerprintOf(await reach.look()), wanted = fingerprintOf(expected);
      if (seen === wanted) throw this.#untrusted(thrown);
      throw new EnchufeError("UNTRUSTED", texts.tls.changed(where, wanted, seen, known?.file), {
        cause: thrown,
      });
    }
  }

  async #connect<T>({ connect }: Reach<T>, verification: Verification): Promise<T> {
    try {
      return await connect(verification);
    } catch (thrown) {
      throw isUntrusted(thrown) ? this.#untrusted(thrown) : thrown;
    }
  }

  #untrusted(thrown: unknown): EnchufeError {
    const { host, where } = this.#options;
    return new EnchufeError("UNTRUSTED", texts.tls.untrusted(where, reasonOf(thrown, host)), {
      cause: thrown,
    });
  }

  async #remembered(): Promise<Uint8Array | undefined> {
    const { known, where } = this.#options;
    if (known === undefined) return undefined;
    try {
      return await known.find(where);
    } catch (thrown) {
      if (thrown instanceof EnchufeError) throw thrown;
      // Going on would mean to trust anybody as if never seen.
      throw new EnchufeError(
        "IO",
        texts.client.cannotRead(known.file, localReason(thrown, known.file)),
        { cause: thrown },
      );
    }
  }
}

/**
 * The name to check a certificate that is known whole against. It is one of its own, since a server that is known may be
 * reached by any name; and it is checked at all because the runtime also believes the authorities of the system: without
 * a name, whatever they signed for anybody would do. A name that no authority signs is best.
 */
function checkedName(der: Uint8Array, host: string): string {
  const names = namesOf(der);
  return names.find((name) => name === "localhost") ??
    names.find((name) => name.toLowerCase() === host.toLowerCase()) ??
    names.find((name) => isIP(name) !== 0) ?? names[0] ?? host;
}

async function readCa(file: string): Promise<string> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (thrown) {
    const why = thrown instanceof Deno.errors.NotFound ? texts.tls.noSuchFile : localReason(thrown, file);
    throw new EnchufeError("IO", texts.client.cannotRead(file, why), { cause: thrown });
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new EnchufeError("IO", texts.tls.badCertificate(file));
}

/** What rustls says, in words. */
function reasonOf(thrown: unknown, host: string): string {
  const text = describeError(thrown).replace(/^invalid peer certificate: /, "");
  if (text === "UnknownIssuer") return texts.tls.unknownIssuer;
  if (/expired|not valid yet/i.test(text)) return texts.tls.expired;
  if (/CaUsedAsEndEntity/.test(text)) return texts.tls.markedAsCa;
  return /not valid for/.test(text) ? texts.tls.otherName(host) : text;
}

/** Whether the handshake failed because of the certificate. */
export function isUntrusted(thrown: unknown): boolean {
  return /invalid peer certificate/i.test(describeError(thrown));
}
