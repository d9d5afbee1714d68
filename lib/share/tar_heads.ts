/**
 * What stands before an entry in a tar archive: ustar, and a pax record before it where ustar has no room for a name
 * or a size, or no character set for it. The blocks are made by npm's `tar`: its header modules alone, which are
 * synchronous and know nothing of files or streams (`modern-tar` gives headers only through a web stream).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { Header } from "tar/header";
import { Pax } from "tar/pax";
import { isAscii } from "./forms.ts";

/** Bytes of a block: heads and contents begin at a multiple of it. */
export const BLOCK = 512;
/** Characters of a plain name; {@linkcode Header} splits longer ones, or leaves them to pax. */
const PLAIN_NAME = 99;
/** The largest number of eleven octal digits: a size of 8 GiB less one, and as a time the year 2242. */
const MOST_OCTAL = 0o77777777777;

/** What an archive says of an entry; it names no owner. */
export interface TarEntry {
  /** Name in the archive; that of a directory ends in a slash. */
  readonly name: string;
  /** Bytes; 0 for a directory. */
  readonly size: number;
  /** Milliseconds since the epoch; kept to the second. */
  readonly mtime: number;
  /** Whether it may be run, or is a directory. */
  readonly executable: boolean;
}

/**
 * Makes the head of an entry.
 *
 * @param entry What to say.
 * @returns Whole blocks.
 */
export function tarHead(entry: TarEntry): Uint8Array {
  const { name, size, mtime, executable } = entry;
  const seconds = Math.min(Math.max(Math.floor(mtime / 1000), 0), MOST_OCTAL);
  const block = Buffer.alloc(BLOCK);
  const header = new Header({
    path: name,
    size,
    mtime: new Date(seconds * 1000),
    mode: executable ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    type: name.endsWith("/") ? "Directory" : "File",
  });
  const needsPax = header.encode(block);
  return needsPax ? Buffer.concat([new Pax({ path: name, size }).encode(), block]) : block;
}

/**
 * How long the head of an entry is; does not depend on its time.
 *
 * @param name As in {@linkcode TarEntry}.
 * @param size As in {@linkcode TarEntry}.
 * @returns Bytes.
 */
export function tarHeadSize(name: string, size: number): number {
  // Nearly every name, and making a head takes 8 µs.
  if (name.length <= PLAIN_NAME && size <= MOST_OCTAL && isAscii(name)) return BLOCK;
  return tarHead({ name, size, mtime: 0, executable: false }).length;
}

/**
 * Zeros that fill the last block of a content.
 *
 * @param size Bytes of the content.
 * @returns From 0 to 511.
 */
export function tarPadding(size: number): number {
  return (BLOCK - size % BLOCK) % BLOCK;
}
