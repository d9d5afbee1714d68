/**
 * Archives that are the same, byte for byte, whenever and wherever the same files are put into them.
 *
 * Made by libraries and not by the system's `tar` and `zip`: those differ between the systems, and a zip that is made on
 * Linux by theirs would need a program that macOS and Windows do not have. `fflate` compresses in JavaScript, so its output depends on
 * no zlib either.
 *
 * @module
 */
import { gzipSync, type Zippable, zipSync } from "fflate";
import { packTar } from "modern-tar";

/** A file in an archive. */
export interface ArchivedFile {
  /** Its path there, with slashes. */
  readonly name: string;
  readonly data: Uint8Array;
  readonly executable: boolean;
}

function mode({ executable }: ArchivedFile): number {
  return executable ? 0o755 : 0o644;
}

function sorted(files: readonly ArchivedFile[]): ArchivedFile[] {
  return files.toSorted((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * Makes a `.tar.gz`.
 *
 * @param files In any order.
 * @param date What every file says that it was changed at.
 * @returns The archive.
 */
export async function tarGz(files: readonly ArchivedFile[], date: Date): Promise<Uint8Array> {
  const tar = await packTar(
    sorted(files).map((file) => ({
      header: { name: file.name, size: file.data.length, mode: mode(file), mtime: date, uid: 0, gid: 0 },
      body: file.data,
    })),
  );
  return gzipSync(tar, { mtime: 0 });
}

/**
 * Makes a `.zip`.
 *
 * @param files In any order.
 * @param date What every file says that it was changed at, from 1980 on.
 * @returns The archive.
 */
export function zip(files: readonly ArchivedFile[], date: Date): Uint8Array {
  // A zip has local times, so that of Greenwich is given as if it were everyone's.
  const mtime = new Date(date.getTime() + date.getTimezoneOffset() * 60_000);
  const zippable: Zippable = {};
  for (const file of sorted(files)) {
    // 3 is Unix, whose modes are the upper half of the attributes.
    zippable[file.name] = [file.data, { os: 3, attrs: mode(file) << 16, mtime }];
  }
  return zipSync(zippable);
}

/**
 * The digest of bytes, as `sha256sum` writes it.
 *
 * @param data Any.
 * @returns 64 hexadecimal digits.
 */
export async function sha256(data: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data as Uint8Array<ArrayBuffer>)).toHex();
}
