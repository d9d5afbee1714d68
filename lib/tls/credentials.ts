/**
 * The server's certificate and key: read, checked, and made where that is wanted.
 *
 * @module
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { describeError, EnchufeError } from "../errors.ts";
import type { Log } from "../log.ts";
import { relative, SEPARATOR } from "../std/path.ts";
import { texts } from "../texts/texts.ts";
import { fingerprintOf } from "./certificate.ts";
import type { CertificateFiles } from "./certificate_files.ts";
import { writePrivate } from "./private_file.ts";

/** What a listener needs, and what is told of it. */
export interface Credentials {
  /** The certificates, as PEM. */
  readonly cert: string;
  /** The private key, as PEM. */
  readonly key: string;
  /** What people compare. */
  readonly fingerprint: string;
  /** Until when the certificate holds. */
  readonly until: Date;
  /** Whether it is marked as an authority, which our client refuses in a server. */
  readonly authority: boolean;
  /** Whether others than the key's owner and group may read it. */
  readonly keyIsOpen: boolean;
}

/**
 * Reads certificate and key, and makes them first if that is wanted.
 *
 * @param files Where they are.
 * @returns Both, known to belong together.
 * @throws {EnchufeError} IO, one line that names the file and what is wrong with it.
 */
export async function loadCredentials(files: CertificateFiles): Promise<Credentials> {
  if (files.make && await isMissing(files.cert) && await isMissing(files.key)) await make(files);
  const cert = await read(files.cert), key = await read(files.key);
  const certificate = parsed(() => new X509Certificate(cert), texts.tls.badCertificate(files.cert));
  const secret = parsed(() => createPrivateKey(key), texts.tls.badKey(files.key));
  const fits = parsed(() => certificate.checkPrivateKey(secret), texts.tls.badKey(files.key));
  if (!fits) throw new EnchufeError("IO", texts.tls.mismatch(files.cert, files.key));
  return {
    cert,
    key,
    fingerprint: fingerprintOf(certificate.raw),
    until: new Date(certificate.validTo),
    authority: certificate.ca,
    keyIsOpen: await isOpen(files.key),
  };
}

/** What is shared, as far as a key must not be in it. */
export interface SharedFolder {
  /** The folder. */
  readonly folder: string;
  /** Whether hidden entries are served. */
  readonly hidden: boolean;
}

/**
 * Reads certificate and key, and refuses a key that whoever connects could fetch.
 *
 * @param files Where they are.
 * @param share What is shared.
 * @returns As {@linkcode loadCredentials}.
 * @throws {EnchufeError} As that; and if the key is in the share.
 */
export async function loadPrivateCredentials(
  files: CertificateFiles,
  share: SharedFolder,
): Promise<Credentials> {
  const credentials = await loadCredentials(files);
  await refuseSharedKey(files.key, share);
  return credentials;
}

/**
 * Tells whoever runs the server of the certificate, and of what is wrong with it but does no harm.
 *
 * @param credentials What was read.
 * @param log Where to.
 * @param listeners What is listened to.
 */
export function logCredentials(
  { fingerprint, until, authority, keyIsOpen }: Credentials,
  log: Log,
  listeners: readonly string[] = [],
): void {
  log.info("certificate read", { fingerprint, until: until.toISOString() });
  if (until.getTime() < Date.now()) log.warn("certificate is out of date");
  if (authority) log.warn("certificate is marked as an authority (CA:TRUE), which many clients refuse");
  if (keyIsOpen) log.warn("private key can be read by others");
  const plain = listeners.filter((kind) => kind !== "resp");
  if (plain.length > 0) log.warn("classic services have no TLS", { services: plain.join(",") });
}

async function refuseSharedKey(key: string, share: SharedFolder): Promise<void> {
  const inside = relative(await Deno.realPath(share.folder), await Deno.realPath(key)).split(SEPARATOR);
  // On another drive of Windows the path stays absolute.
  if (inside[0] === ".." || /^[a-z]:$/i.test(inside[0] ?? "")) return;
  if (!share.hidden && inside.some((name) => name.startsWith("."))) return;
  throw new EnchufeError("IO", texts.tls.keyShared(key));
}

async function make(files: CertificateFiles): Promise<void> {
  try {
    // Only now: a certificate is made once.
    const { makeSelfSigned } = await import("./self_signed.ts");
    const { cert, key } = makeSelfSigned(ownNames());
    await writePrivate(files.key, key);
    await writePrivate(files.cert, cert);
  } catch (thrown) {
    throw new EnchufeError("IO", texts.tls.cannotMake(files.cert, describeError(thrown)), { cause: thrown });
  }
}

/** What others may call this machine now; those who trust the fingerprint do not mind when that changes. */
function ownNames(): string[] {
  const may = (kind: "hostname" | "networkInterfaces") =>
    Deno.permissions.querySync({ name: "sys", kind }).state === "granted";
  const names = ["localhost", "127.0.0.1", "::1"];
  if (may("hostname")) {
    const host = Deno.hostname();
    // Letters of other alphabets have no place in a certificate as they are.
    if (/^[a-z0-9.-]+$/i.test(host)) names.push(host);
  }
  if (may("networkInterfaces")) {
    for (const { address } of Deno.networkInterfaces()) {
      if (!/^fe[89ab]/i.test(address)) names.push(address);
    }
  }
  return [...new Set(names)];
}

async function read(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (thrown) {
    const why = thrown instanceof Deno.errors.NotFound
      ? texts.tls.noSuchFile
      : describeError(thrown).replace(/ \(os error \d+\).*$/, "");
    throw new EnchufeError("IO", texts.tls.cannotRead(file, why), { cause: thrown });
  }
}

/** Group aside, which many systems have for this. */
async function isOpen(file: string): Promise<boolean> {
  const { mode } = await Deno.stat(file);
  return Deno.build.os !== "windows" && mode !== null && (mode & 0o007) !== 0;
}

async function isMissing(file: string): Promise<boolean> {
  try {
    await Deno.stat(file);
    return false;
  } catch (thrown) {
    return thrown instanceof Deno.errors.NotFound;
  }
}

function parsed<T>(parse: () => T, otherwise: string): T {
  try {
    return parse();
  } catch (thrown) {
    throw new EnchufeError("IO", otherwise, { cause: thrown });
  }
}
