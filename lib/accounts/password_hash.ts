/**
 * Hashes of passwords: scrypt, away from the event loop, written as `$scrypt$ln=15,r=8,p=1$SALT$HASH` (PHC's string
 * format), so that the cost can be raised without making old hashes worthless.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** What a hash costs. */
export interface HashCost {
  /** Base-2 logarithm of the rounds. */
  readonly ln: number;
  /** Size of a block, in units of 128 bytes. */
  readonly r: number;
  /** How often. */
  readonly p: number;
}

/** A password, as far as it is known. */
export interface PasswordHash extends HashCost {
  /** Makes equal passwords differ. */
  readonly salt: Uint8Array;
  /** What scrypt makes of both. */
  readonly digest: Uint8Array;
}

/** 32 MiB and about 0.1 s for each attempt. */
export const DEFAULT_COST: HashCost = { ln: 15, r: 8, p: 1 };

const SALT_BYTES = 16;
const DIGEST_BYTES = 32;
/** Memory that one attempt may take: a file that asks for more is a mistake, and would stop the server. */
const MOST_MEMORY = 256 * 1024 * 1024;
const FORM =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{8,128})\$([A-Za-z0-9+/]{22,128})$/;

/**
 * A password as it is hashed: in NFC, so that an `ñ` is one letter however it was typed.
 *
 * @param typed What was typed or sent.
 * @returns Bytes; those that are not UTF-8 as they are.
 */
export function passwordBytes(typed: string | Uint8Array): Uint8Array {
  const encoder = new TextEncoder();
  if (typeof typed === "string") return encoder.encode(typed.normalize("NFC"));
  try {
    return encoder.encode(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(typed).normalize("NFC"),
    );
  } catch {
    return typed.slice();
  }
}

/**
 * Hashes a new password.
 *
 * @param password From {@linkcode passwordBytes}.
 * @param cost What an attempt shall cost.
 * @returns The hash, with a salt of its own.
 */
export async function hashPassword(
  password: Uint8Array,
  cost: HashCost = DEFAULT_COST,
): Promise<PasswordHash> {
  const salt = new Uint8Array(randomBytes(SALT_BYTES));
  const { ln, r, p } = cost;
  return { ln, r, p, salt, digest: await derive(password, { ln, r, p, salt }, DIGEST_BYTES) };
}

/**
 * Whether a password is the one that was hashed. Takes the same time either way.
 *
 * @param password From {@linkcode passwordBytes}.
 * @param hash What is known.
 */
export async function isPassword(password: Uint8Array, hash: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, hash, hash.digest.length), hash.digest);
}

/**
 * Writes a hash down.
 *
 * @param hash The hash.
 * @returns One word, without a colon.
 */
export function formatHash({ ln, r, p, salt, digest }: PasswordHash): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${toBase64(salt)}$${toBase64(digest)}`;
}

/**
 * Reads what {@linkcode formatHash} wrote.
 *
 * @param text One word.
 * @returns The hash; `undefined` if it is none, or one that costs more than a server can bear.
 */
export function parseHash(text: string): PasswordHash | undefined {
  const [, ln = "", r = "", p = "", salt = "", digest = ""] = FORM.exec(text) ?? [];
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  if (salt === "" || cost.ln < 1 || cost.r < 1 || cost.p < 1 || memoryOf(cost) > MOST_MEMORY) {
    return undefined;
  }
  return { ...cost, salt: fromBase64(salt), digest: fromBase64(digest) };
}

function memoryOf({ ln, r, p }: HashCost): number {
  return 128 * r * (2 ** ln + p);
}

function derive(
  password: Uint8Array,
  { ln, r, p, salt }: HashCost & { salt: Uint8Array },
  size: number,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const options = { N: 2 ** ln, r, p, maxmem: 2 * MOST_MEMORY };
    scrypt(
      password,
      salt,
      size,
      options,
      (error, key) => error ? reject(error) : resolve(new Uint8Array(key)),
    );
  });
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}
