/**
 * The one place that turns what the operating system says into what a peer may be told: a code, and a line that
 * names the entry and never a place on the disk.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
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
  if (isMissing(thrown)) return new EnchufeError("NOTFOUND", notFound(path).message, options);
  const code = systemCode(thrown);
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "PermissionDenied":
    case "NotCapable":
      return new EnchufeError(
        "NOPERM",
        `The server's user has no permission for ${quotePath(path)}`,
        options,
      );
    case "ENOSPC":
    case "EDQUOT":
    case "StorageFull":
      return new EnchufeError("NOSPACE", `The server's disk has no room for ${quotePath(path)}`, options);
    default:
      return new EnchufeError("IO", `The server's disk failed on ${quotePath(path)} (${code})`, options);
  }
}

/**
 * The error for an entry that does not exist, or that nobody may know of.
 *
 * @param path The entry.
 * @returns NOTFOUND.
 */
export function notFound(path: string): EnchufeError {
  return new EnchufeError("NOTFOUND", `The share has no ${quotePath(path)}`);
}

/**
 * The error for a directory where a file is wanted.
 *
 * @param path The entry.
 * @returns WRONGTYPE.
 */
export function isDirectory(path: string): EnchufeError {
  return new EnchufeError("WRONGTYPE", `${quotePath(path)} is a directory; name a file`);
}

/**
 * The error for a file where a directory is wanted.
 *
 * @param path The entry.
 * @returns WRONGTYPE.
 */
export function isFile(path: string): EnchufeError {
  return new EnchufeError("WRONGTYPE", `${quotePath(path)} is a file; name a directory`);
}

/**
 * The error for a name that is in use.
 *
 * @param path The entry.
 * @returns EXISTS.
 */
export function alreadyThere(path: string): EnchufeError {
  return new EnchufeError("EXISTS", `${quotePath(path)} is already there`);
}

/**
 * The error for an entry that others keep changing.
 *
 * @param path The entry.
 * @returns CHANGED.
 */
export function keepsChanging(path: string): EnchufeError {
  return new EnchufeError("CHANGED", `${quotePath(path)} keeps changing; try again later`);
}
