/**
 * The one place that turns what the operating system says into what a peer may be told: a code, and a line that
 * names the entry and never a place on the disk.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { quotePath } from "./paths.ts";

/**
 * The system's name of an error.
 *
 * @param thrown What was caught.
 * @returns Such as `ENOSPC`; the class of the error if it has none.
 */
export function systemCode(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "unknown";
  const code = (thrown as Error & { code?: unknown }).code;
  return typeof code === "string" ? code : thrown.name;
}

/**
 * Whether the system says that there is no such file.
 *
 * @param thrown What was caught.
 * @returns Whether it means "not there", a file in place of a directory included.
 */
export function isMissing(thrown: unknown): boolean {
  const code = systemCode(thrown);
  return code === "ENOENT" || code === "ENOTDIR" || code === "NotFound" || code === "NotADirectory";
}

/**
 * Turns an error of the disk into one for the peer.
 *
 * @param thrown What was caught; an {@linkcode EnchufeError} stays as it is.
 * @param path The entry that it was about.
 * @returns NOPERM, NOSPACE, NOTFOUND or IO, with what was caught as the cause.
 */
export function diskError(thrown: unknown, path: string): EnchufeError {
  if (thrown instanceof EnchufeError) return thrown;
  const options = { cause: thrown };
  if (isMissing(thrown)) return failure("noEntry", { path: quotePath(path) }, options);
  const code = systemCode(thrown);
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "PermissionDenied":
    case "NotCapable":
      return failure("noPermission", { path: quotePath(path) }, options);
    case "ENOSPC":
    case "EDQUOT":
    case "StorageFull":
      return failure("diskFull", { path: quotePath(path) }, options);
    default:
      return failure("diskFailed", { path: quotePath(path), reason: code }, options);
  }
}

/**
 * The error for an entry that does not exist, or that nobody may know of.
 *
 * @param path The entry.
 * @returns NOTFOUND.
 */
export function notFound(path: string): EnchufeError {
  return failure("noEntry", { path: quotePath(path) });
}

/**
 * The error for a directory where a file is wanted.
 *
 * @param path The entry.
 * @returns WRONGTYPE.
 */
export function isDirectory(path: string): EnchufeError {
  return failure("isDirectory", { path: quotePath(path) });
}

/**
 * The error for a file where a directory is wanted.
 *
 * @param path The entry.
 * @returns WRONGTYPE.
 */
export function isFile(path: string): EnchufeError {
  return failure("isFile", { path: quotePath(path) });
}

/**
 * The error for a name that is in use.
 *
 * @param path The entry.
 * @returns EXISTS.
 */
export function alreadyThere(path: string): EnchufeError {
  return failure("alreadyThere", { path: quotePath(path) });
}

/**
 * The error for an entry that others keep changing.
 *
 * @param path The entry.
 * @returns CHANGED.
 */
export function keepsChanging(path: string): EnchufeError {
  return failure("keepsChanging", { path: quotePath(path) });
}
