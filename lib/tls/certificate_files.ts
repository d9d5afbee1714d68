/**
 * Where a certificate and its key are.
 *
 * @module
 */
import { join } from "../std/path.ts";

/** Where the certificate and its key are; `make` if they are to be made where both are missing. */
export interface CertificateFiles {
  /** The certificate, with those that sign it behind it, as PEM. */
  readonly cert: string;
  /** Its private key, as PEM. */
  readonly key: string;
  /** Whether to make both where there are none. */
  readonly make: boolean;
}

/**
 * Where a certificate of our own making is kept.
 *
 * @param folder The folder.
 * @returns The files.
 */
export function selfSignedFiles(folder: string): CertificateFiles {
  return { cert: join(folder, "server-cert.pem"), key: join(folder, "server-key.pem"), make: true };
}
