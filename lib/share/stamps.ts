/**
 * How to tell, from what the system says of a file, that it is still the one seen before.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Where a file is and what it was like; equal stamps of a settled file mean equal content. */
export interface Stamp {
  /** Device. */
  readonly dev: number;
  /** Inode; `null` where the system has none. */
  readonly ino: number | null;
  /** Bytes. */
  readonly size: number;
  /** Last modification, milliseconds since the epoch. */
  readonly mtime: number;
  /** Milliseconds since the epoch; catches a restored `mtime`, to the second. */
  readonly ctime: number;
  /** Permissions; `null` where the system has none. */
  readonly mode: number | null;
}

/**
 * Takes what matters from a file's metadata.
 *
 * @param info From `stat`, `lstat` or an open file.
 * @returns Its stamp.
 */
export function stampOf(info: Deno.FileInfo): Stamp {
  return {
    dev: info.dev,
    ino: info.ino,
    size: info.size,
    mtime: info.mtime?.getTime() ?? 0,
    ctime: info.ctime?.getTime() ?? 0,
    mode: info.mode,
  };
}

/**
 * Whether a file is as its stamp says.
 *
 * @param stamp Taken before.
 * @param info Taken now.
 * @returns Whether nothing differs.
 */
export function isUnchanged(stamp: Stamp, info: Deno.FileInfo): boolean {
  return stamp.mtime === (info.mtime?.getTime() ?? 0) && stamp.size === info.size && stamp.ino === info.ino &&
    stamp.dev === info.dev && stamp.mode === info.mode && stamp.ctime === (info.ctime?.getTime() ?? 0);
}

/**
 * Whether two looks met the same file, whatever its content: where the system has no inodes, they are not compared.
 *
 * @param one Device and inode.
 * @param other Device and inode.
 * @returns Whether they are the same as far as can be told.
 */
export function isSameFile(
  one: { readonly dev: number; readonly ino: number | null },
  other: { readonly dev: number; readonly ino: number | null },
): boolean {
  if (one.ino === null || other.ino === null) return true;
  return one.ino === other.ino && one.dev === other.dev;
}

/**
 * Whether a change made from now on would show in the modification time. Clocks of file systems tick: a second
 * change within the same tick keeps the time. Linux ticks every few ms, FAT every 2 s (and only shows whole seconds).
 *
 * @param mtime Modification time, milliseconds since the epoch.
 * @returns Whether the time is far enough in the past for caches to trust it.
 */
export function isSettled(mtime: number): boolean {
  return Date.now() - mtime > (mtime % 1000 === 0 ? 2_500 : 100);
}

/** Hexadecimal digits of an etag: 64 bits, so that nobody meets two files that share one by chance. */
const ETAG_DIGITS = 16;

/**
 * A stamp as peers may see it, for going on with a transfer that was broken off: equal as long as the content is.
 * It may differ though the content is the same, as after a `chmod` or a copy back; never the other way round, except
 * for a file that changed twice within one tick of its file system's clock and kept its size.
 *
 * @param info From `stat`, `lstat` or an open file.
 * @returns 16 hexadecimal digits, which tell neither inode nor device.
 */
export function etagOf(info: Deno.FileInfo): string {
  const { dev, ino, size, mtime, ctime } = stampOf(info);
  return createHash("sha256").update(`${dev}:${ino}:${size}:${mtime}:${ctime}`).digest("hex").slice(
    0,
    ETAG_DIGITS,
  );
}
