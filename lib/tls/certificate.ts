/**
 * Certificates: their fingerprints, names and forms. Apart from `fingerprint.ts`, which every command line needs.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash, X509Certificate } from "node:crypto";
import { spellFingerprint } from "./fingerprint.ts";

/**
 * The fingerprint of a certificate, as `openssl x509 -fingerprint -sha256` has it behind the `=`.
 *
 * @param der The certificate.
 * @returns `SHA256:AB:CD:…`.
 */
export function fingerprintOf(der: Uint8Array): string {
  return spellFingerprint(createHash("sha256").update(der).digest("hex"));
}

/**
 * A certificate as PEM.
 *
 * @param der The certificate.
 * @returns The text, as `caCerts` takes it.
 */
export function pemOf(der: Uint8Array): string {
  const base64 = Buffer.from(der).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${
    (base64.match(/.{1,64}/g) ?? []).join("\n")
  }\n-----END CERTIFICATE-----\n`;
}

/**
 * The names and addresses that a certificate is for.
 *
 * @param der The certificate.
 * @returns Its alternative names, those without a wildcard; empty if it has none, or cannot be read.
 */
export function namesOf(der: Uint8Array): string[] {
  try {
    const names = new X509Certificate(der).subjectAltName ?? "";
    return [...names.matchAll(/(?:DNS|IP Address):([^,\s"*]+)/g)].map((match) => match[1] as string);
  } catch {
    return [];
  }
}
