/**
 * Makes directories, moves and removes.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { SEPARATOR } from "../std/path.ts";
import { changeOf, type EntryType } from "./entries.ts";
import { alreadyThere, diskError, isDirectory, isFile, isMissing, notFound, systemCode } from "./failures.ts";
import { joinReal, type Place } from "./jail.ts";
import { Pacer } from "../pacing.ts";
import { parseNewPath, parsePath, quotePath } from "./paths.ts";
import { aim, makeDirectories, renameOver, renameToFree, syncDirectories } from "./placing.ts";
import { isSameFile } from "./stamps.ts";
import { type Disk, tellCreated } from "./writing.ts";

/** Options of {@linkcode remove}. */
export interface RemoveOptions {
  /** Who does it; passed on with the change. */
  readonly by: string;
  /** Whether a directory goes with all that is in it. */
  readonly recursive?: boolean;
  /** What may be removed: with `file`, a directory is an error. */
  readonly type?: EntryType | "any";
}

/**
 * Makes a directory and those that lead to it.
 *
 * @param disk The share.
 * @param path The directory.
 * @param by Who does it.
 * @returns Whether it was made; `false` if it was there.
 * @throws EnchufeError BADPATH; EXISTS if a file, or something not shared, is in the way; NOPERM, NOSPACE, IO.
 */
export async function makeDirectory(disk: Disk, path: string, by: string): Promise<boolean> {
  const { created } = makeDirectories(disk.jail, parseNewPath(path, disk.jail.hidden));
  const dirs = tellCreated(disk, created, by);
  if (disk.sync) await syncDirectories(dirs);
  return created.length > 0;
}

/**
 * Gives an entry another path; a link itself is moved, not what it leads to.
 *
 * @param disk The share.
 * @param from What to move.
 * @param options Where to, and who does it.
 * @throws EnchufeError BADPATH, also for a directory into itself; NOTFOUND; EXISTS if something is there; IO.
 */
export async function move(
  disk: Disk,
  from: string,
  options: { readonly to: string; readonly by: string },
): Promise<void> {
  const { jail, directories } = disk;
  const parts = parseNewPath(options.to, jail.hidden);
  refuseRoot(from);
  const source = jail.resolve(from);
  if (source === undefined) throw notFound(from);
  if (jail.resolve(options.to) !== undefined) throw alreadyThere(options.to);
  const own = joinReal(source.dir, source.stored);
  const { at: nearest } = jail.reach(parts.slice(0, -1));
  if (nearest.real === own || nearest.real.startsWith(own + SEPARATOR)) {
    throw failure("pathIntoItself", { path: quotePath(options.to), other: quotePath(from) });
  }
  const { at, created } = makeDirectories(jail, parts.slice(0, -1));
  const dirs = tellCreated(disk, created, options.by);
  const target = aim(jail, at, parts.at(-1) as string);
  if (source.info.isFile && !source.linked) renameToFree(own, target.real, target.path);
  else renameOver(own, target.real, target.path);
  directories.forget(source.dir);
  directories.forget(target.dir);
  disk.onChange(changeOf("removed", source, options.by));
  const moved = jail.child(at, parts.at(-1) as string);
  // A relative link may lead nowhere from its new place; then nothing has appeared.
  if (moved !== undefined) disk.onChange(changeOf("created", moved, options.by));
  if (disk.sync) await syncDirectories([...dirs, source.dir, target.dir]);
}

/**
 * Removes an entry; of a link, the link and not what it leads to.
 *
 * @param disk The share.
 * @param path What to remove.
 * @param options How much, and who does it.
 * @returns Whether it was there.
 * @throws EnchufeError BADPATH for the shared folder itself; WRONGTYPE; NOTEMPTY; NOPERM, IO.
 */
export async function remove(disk: Disk, path: string, options: RemoveOptions): Promise<boolean> {
  refuseRoot(path);
  const place = disk.jail.resolve(path);
  if (place === undefined) return false;
  const type = place.info.isFile ? "file" : "dir";
  if ((options.type ?? "any") !== "any" && options.type !== type) {
    throw type === "dir" ? isDirectory(path) : isFile(path);
  }
  const own = joinReal(place.dir, place.stored);
  const left = disk.onLeaving?.(own);
  try {
    if (options.recursive && place.info.isDirectory && !place.linked) {
      await insistOnAllShared(disk, place);
      const again = disk.jail.resolve(path);
      if (again === undefined || again.linked || !isSameFile(again.info, place.info)) return false;
      await Deno.remove(own, { recursive: true });
    } else Deno.removeSync(own);
  } catch (thrown) {
    if (isMissing(thrown)) return false;
    if (systemCode(thrown) === "ENOTEMPTY") {
      throw failure("notEmpty", { path: quotePath(path) });
    }
    throw diskError(thrown, path);
  } finally {
    left?.();
  }
  disk.directories.forget(place.dir);
  disk.directories.forget(place.real);
  disk.onChange(changeOf("removed", place, options.by));
  if (disk.sync) await syncDirectories([place.dir]);
  return true;
}

/** The shared folder itself stays where it is. */
function refuseRoot(path: string): void {
  if (parsePath(path).length > 0) return;
  throw failure("pathIsRoot", { path: quotePath(path) });
}

/** Refuses to remove, with a directory, what its remover cannot have seen. */
async function insistOnAllShared(disk: Disk, directory: Place, pacer: Pacer = new Pacer()): Promise<void> {
  const { listed, unseen } = await disk.directories.read(directory.real);
  const hides = () => failure("holdsHidden", { path: quotePath(directory.path) });
  if (unseen > 0) throw hides();
  for (const { name, stored } of listed) {
    if (pacer.due) await pacer.rest();
    const place = disk.jail.entryAt(directory.real, stored, `${directory.path}/${name}`);
    if (place === undefined) throw hides();
    if (place.info.isDirectory && !place.linked) await insistOnAllShared(disk, place, pacer);
  }
}
