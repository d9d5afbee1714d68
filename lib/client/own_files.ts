/**
 * Files of ours whose names are known beforehand: in a directory that others may write to, something else could wait
 * there, and none of it is to be written to.
 *
 * @module
 */
import { dirname, join } from "../std/path.ts";

/** A lock that was given up while we opened it is another's, or nobody's, file by then. */
const LOCK_ATTEMPTS = 10;

/** A file that only we write. */
export interface LockedFile {
  /** The file, open. */
  readonly file: Deno.FsFile;
  /** Its path. */
  readonly path: string;
}

/**
 * Opens a file that only we write, or makes it.
 *
 * @param path Its path.
 * @returns The file; `undefined` if something else has the name.
 * @throws What the disk says.
 */
export function openPlain(path: string): Deno.FsFile | undefined {
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
    try {
      return Deno.openSync(path, { read: true, write: true, createNew: true });
    } catch (thrown) {
      if (!(thrown instanceof Deno.errors.AlreadyExists)) throw thrown;
    }
    const file = openExisting(path);
    if (file === undefined || file.statSync().nlink === 1 || Deno.build.os === "windows") return file;
    // Under another name it is a file that must stay: one that we gave it just before we were killed, or a trap.
    file.close();
    Deno.removeSync(path);
  }
  return undefined;
}

/** Opens a regular file of ours: whoever owns it could change it after it was compared with its digest. */
function openExisting(path: string): Deno.FsFile | undefined {
  if (infoOf(path)?.isFile !== true) return undefined;
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true, write: true });
  } catch (thrown) {
    if (thrown instanceof Deno.errors.PermissionDenied) return undefined;
    throw thrown;
  }
  if (isAt(file, path) && file.statSync().uid === ownerIn(dirname(path))) return file;
  file.close();
  return undefined;
}

/** Who owns what we make in a directory; asking for our own number would need a permission more. */
function ownerIn(dir: string): number | null {
  const path = join(dir, `.enchufe-${crypto.randomUUID()}.part`);
  using file = Deno.openSync(path, { write: true, createNew: true });
  Deno.removeSync(path);
  return file.statSync().uid;
}

/**
 * Opens a file that only we write, or makes it, and locks it.
 *
 * @param path Its path.
 * @returns The file; `undefined` if another client has it, or something else has the name.
 * @throws What the disk says.
 */
export function lockFile(path: string): LockedFile | undefined {
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
    let file: Deno.FsFile | undefined;
    try {
      file = openPlain(path);
    } catch (thrown) {
      // Gone since we looked.
      if (!(thrown instanceof Deno.errors.NotFound) || infoOf(dirname(path)) === undefined) throw thrown;
    }
    if (file === undefined) continue;
    const locked = tryLock(file);
    if (locked && isAt(file, path)) return { file, path };
    file.close();
    if (!locked) return undefined;
  }
  return undefined;
}

/**
 * Locks a file as long as it is open.
 *
 * @param file The file.
 * @returns Whether nobody else has it.
 */
export function tryLock(file: Deno.FsFile): boolean {
  try {
    return file.tryLockSync(true);
  } catch {
    // A file system without locks; two clients that fetch the same file into one directory of it are on their own.
    return true;
  }
}

function isAt(file: Deno.FsFile, path: string): boolean {
  const here = file.statSync(), there = infoOf(path);
  return there?.isFile === true && there.ino === here.ino && there.dev === here.dev;
}

/**
 * Looks at what has a name; links are not followed.
 *
 * @param path Its path.
 * @returns `undefined` if there is nothing.
 */
export function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}
