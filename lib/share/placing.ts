/**
 * The moments in which something appears in the share. All is synchronous, from looking to doing, so that nothing
 * else that the server does comes in between.
 *
 * @module
 */
import type { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { alreadyThere, diskError } from "./failures.ts";
import { numberedName } from "./free_names.ts";
import { type Jail, joinPath, joinReal, look, type Place } from "./jail.ts";
import { ON_WINDOWS, quotePath } from "./paths.ts";

/** Where something is to be put. */
export interface Target {
  /** The directory that it goes into. */
  readonly parent: Place;
  /** Its path in the share. */
  readonly path: string;
  /** Where on disk: of a link, what it leads to. */
  readonly real: string;
  /** Real path of the directory whose names change. */
  readonly dir: string;
  /** What is there now. */
  readonly existing: Place | undefined;
}

/** Directories that were made. */
export interface Made {
  /** The last one of the path, whether made or there already. */
  readonly at: Place;
  /** Those that were made, outermost first. */
  readonly created: readonly Place[];
}

/** What a file system answers that does not sync directories, or not for this user. */
const CANNOT_SYNC: ReadonlySet<string> = new Set([
  "EINVAL",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EACCES",
  "EPERM",
  "EISDIR",
  "ENOENT",
]);

/** The error for a name held by something that may not be seen. */
function taken(path: string): EnchufeError {
  return failure("nameHidden", { path: quotePath(path) });
}

/**
 * Makes the directories of a path that are missing, one by one.
 *
 * @param jail The share.
 * @param parts Components from `parseNewPath`, or their beginning.
 * @returns The directory.
 * @throws EnchufeError EXISTS if a file, or something not shared, is in the way; NOPERM, NOSPACE, IO.
 */
export function makeDirectories(jail: Jail, parts: readonly string[]): Made {
  const { at, missing } = jail.reach(parts);
  const created: Place[] = [];
  let place = at;
  for (const part of missing) {
    const path = joinPath(place.path, part.normalize("NFC"));
    if (jail.storedName(place.real, part) !== undefined) throw taken(path);
    try {
      Deno.mkdirSync(joinReal(place.real, part.normalize("NFC")));
    } catch (thrown) {
      throw diskError(thrown, path);
    }
    const next = jail.child(place, part);
    if (next === undefined || next.linked || !next.info.isDirectory) throw taken(path);
    created.push(next);
    place = next;
  }
  return { at: place, created };
}

/**
 * Finds where an entry of a directory is, or would be.
 *
 * @param jail The share.
 * @param parent A directory.
 * @param name A component from `parseNewPath`.
 * @returns The target.
 * @throws EnchufeError EXISTS if the name is taken by something that is not shared.
 */
export function aim(jail: Jail, parent: Place, name: string): Target {
  const existing = jail.child(parent, name);
  if (existing !== undefined) {
    const dir = existing.linked ? parentOf(existing.real) : parent.real;
    return { parent, path: existing.path, real: existing.real, dir, existing };
  }
  const nfc = name.normalize("NFC");
  const path = joinPath(parent.path, nfc);
  if (jail.storedName(parent.real, name) !== undefined) throw taken(path);
  return { parent, path, real: joinReal(parent.real, nfc), dir: parent.real, existing };
}

/** Names tried; who has so many files of one name is better told. */
const MOST_NAMES = 1000;

/**
 * Finds where a new entry of a directory can be: under the name that is wanted, or with the first number behind it
 * that is free.
 *
 * @param jail The share.
 * @param parent A directory.
 * @param name A component from `parseNewPath`.
 * @returns The target; nothing is there.
 * @throws EnchufeError EXISTS if a thousand names are taken.
 */
export function aimFree(jail: Jail, parent: Place, name: string): Target {
  const nfc = name.normalize("NFC");
  for (let n = 1; n <= MOST_NAMES; n++) {
    const free = numberedName(nfc, n);
    if (jail.storedName(parent.real, free) === undefined) return aim(jail, parent, free);
  }
  throw alreadyThere(joinPath(parent.path, nfc));
}

/** The directory of a real path. */
function parentOf(real: string): string {
  const at = Math.max(real.lastIndexOf("/"), ON_WINDOWS ? real.lastIndexOf("\\") : -1);
  return real.slice(0, Math.max(at, 1));
}

/**
 * Gives a file another name, never in the place of another file: a hard link fails if the name is taken, a rename
 * would replace.
 *
 * @param from Real path of a file.
 * @param to Real path of the new name, in the same file system.
 * @param path The entry, for messages.
 * @throws EnchufeError EXISTS, or what the disk says.
 */
export function renameToFree(from: string, to: string, path: string): void {
  try {
    Deno.linkSync(from, to);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.AlreadyExists) throw alreadyThere(path);
    // No hard links on FAT and on some network disks, nor to files of others: look, then rename. Within this
    // server nothing comes in between; only another program could.
    if (look(to)) throw alreadyThere(path);
    renameOver(from, to, path);
    return;
  }
  try {
    Deno.removeSync(from);
  } catch (thrown) {
    Deno.removeSync(to);
    throw diskError(thrown, path);
  }
}

/**
 * Gives a file another name, in place of the file that has it.
 *
 * @param from Real path.
 * @param to Real path, in the same file system.
 * @param path The entry, for messages.
 * @throws EnchufeError What the disk says.
 */
export function renameOver(from: string, to: string, path: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (thrown) {
    throw diskError(thrown, path);
  }
}

/**
 * Brings directories to the disk, so that names in them survive a power cut.
 *
 * @param dirs Real paths; one that is gone by now needs nothing.
 * @throws EnchufeError NOSPACE or IO if the disk failed.
 */
export async function syncDirectories(dirs: Iterable<string>): Promise<void> {
  if (ON_WINDOWS) return; // It has no such call; NTFS keeps a journal of names.
  for (const dir of new Set(dirs)) {
    try {
      using file = await Deno.open(dir);
      await file.sync();
    } catch (thrown) {
      // Not every file system can sync a directory; one that tried and failed must not be acknowledged.
      if (!CANNOT_SYNC.has((thrown as { code?: string }).code ?? "")) throw diskError(thrown, ".");
    }
  }
}
