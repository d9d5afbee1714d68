/**
 * What is known of an unfinished upload, as a file beside its bytes. It is written once, when the upload begins: how
 * far it has come is the length of the other file and nothing else, so that no kill can make the two disagree.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { look } from "./jail.ts";

/** What is done about a file that has the name already: nothing is stored, it is replaced, or another name is found. */
export type IfExists = "error" | "replace" | "rename";

/** What an upload is to become. */
export interface UploadWords {
  /** Bytes in all. */
  readonly size: number;
  /** SHA-256 of all of them, 64 hexadecimal digits in small letters. */
  readonly sha256: string;
  /** What about a file of that name. */
  readonly exists: IfExists;
  /** When the file was changed last, in milliseconds since the epoch; if not given, it is when it appears. */
  readonly mtime?: number | undefined;
}

/** An upload, as it is kept. */
export interface UploadState extends UploadWords {
  /** Where in the share it is to appear. */
  readonly path: string;
  /** Whose it is. */
  readonly owner: string;
  /** When it began, in milliseconds since the epoch. */
  readonly began: number;
}

/** Bytes; a file of ours is smaller. */
const MOST = 64 * 1024;

/**
 * The name of an upload. It follows from what is uploaded, so that who was cut off, even before the answer came, or
 * meets the server after a restart, finds it again by the same words.
 *
 * @param owner Whose it is.
 * @param path Where it was asked to appear.
 * @param words What it is to become.
 * @returns 32 hexadecimal digits.
 */
export function uploadId(owner: string, path: string, words: UploadWords): string {
  const { size, sha256, exists } = words;
  return createHash("sha256").update(JSON.stringify([owner, path, size, sha256, exists])).digest("hex")
    .slice(0, 32);
}

/**
 * Writes what is known of an upload, and brings it to the disk.
 *
 * @param real Where; nothing may be there.
 * @param state What to write.
 * @param options Whether it must be on the disk.
 * @throws What the system says.
 */
export async function writeState(
  real: string,
  state: UploadState,
  options: { readonly sync: boolean },
): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(state)}\n`);
  using file = Deno.openSync(real, { write: true, createNew: true });
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  if (options.sync) await file.sync();
}

/**
 * Reads what is known of an upload.
 *
 * @param real Where.
 * @returns It, or `undefined` if there is none or it is damaged.
 */
export function readState(real: string): UploadState | undefined {
  const info = look(real);
  if (!info?.isFile || info.size > MOST) return undefined;
  try {
    const value: unknown = JSON.parse(Deno.readTextFileSync(real));
    return isState(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isState(value: unknown): value is UploadState {
  if (typeof value !== "object" || value === null) return false;
  const { path, owner, began, size, sha256, exists, mtime } = value as Record<string, unknown>;
  return typeof path === "string" && typeof owner === "string" && isCount(began) && isCount(size) &&
    typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) &&
    (exists === "error" || exists === "replace" || exists === "rename") &&
    (mtime === undefined || isCount(mtime));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
