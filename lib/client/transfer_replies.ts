/**
 * What the server answers in the course of a transfer, as the shapes that the client works with.
 *
 * @module
 */
import type { Reply } from "../framing/reply.ts";
import { textOf } from "../framing/reply_decoder.ts";
import { asNumber, asText, asTime, misfit } from "./replies.ts";

/** Bytes that a slow server hashes or syncs in a millisecond; gives the time to wait for it beyond the time-out. */
const SLOWEST = 20 * 1024;

/**
 * How long a server may take for the digest of bytes, or to bring them to its disk.
 *
 * @param size How many.
 * @returns Milliseconds beyond the time-out.
 */
export function patienceFor(size: number): number {
  return Math.ceil(size / SLOWEST);
}

/** A file on the server, as it is now. */
export interface RemoteFile {
  /** Equal as long as its content is. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
}

/** An upload that the server knows. */
export interface Begun {
  /** Its name. */
  readonly id: string;
  /** Bytes that the server has. */
  readonly offset: number;
}

/** What the server has stored. */
export interface Receipt {
  /** Where it is. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256. */
  readonly sha256: string;
  /** Whether something of that name was there before. */
  readonly replaced: boolean;
}

/**
 * Reads the answer of `FILE.STAT`.
 *
 * @param reply What came.
 * @returns The file; `undefined` for a directory.
 * @throws {EnchufeError} BADREPLY.
 */
export function toRemoteFile(reply: Reply): RemoteFile | undefined {
  const map = asMap(reply);
  if (asText(map.get("type")) === "dir") return undefined;
  const size = asSize(map.get("size")), mtime = asTime(asNumber(map.get("mtime")));
  // Servers that know no etag yet.
  return { etag: textOf(map.get("etag")) ?? `${size}-${mtime}`, size, mtime };
}

/**
 * Reads the answer of `UPLOAD.BEGIN`.
 *
 * @param reply What came.
 * @param size Bytes of the upload.
 * @returns The upload.
 * @throws {EnchufeError} BADREPLY.
 */
export function toBegun(reply: Reply, size: number): Begun {
  const map = asMap(reply);
  const offset = asSize(map.get("offset"));
  if (offset > size) throw misfit();
  return { id: asText(map.get("id")), offset };
}

/**
 * Reads the answer of `UPLOAD.COMMIT`.
 *
 * @param reply What came.
 * @returns The receipt.
 * @throws {EnchufeError} BADREPLY.
 */
export function toReceipt(reply: Reply): Receipt {
  const map = asMap(reply), replaced = map.get("replaced");
  return {
    path: asText(map.get("path")),
    size: asSize(map.get("size")),
    sha256: asText(map.get("sha256")).toLowerCase(),
    replaced: typeof replaced === "boolean" ? replaced : asNumber(replaced) !== 0,
  };
}

function asMap(reply: Reply): ReadonlyMap<string, Reply> {
  if (!(reply instanceof Map)) throw misfit();
  return reply;
}

function asSize(reply: Reply | undefined): number {
  const size = asNumber(reply);
  if (!Number.isSafeInteger(size) || size < 0) throw misfit();
  return size;
}
