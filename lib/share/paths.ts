/**
 * What a path may look like, before any disk is asked: the lexical rules, the same on every system, so that a
 * folder that was filled on one can be served and copied on another.
 *
 * @module
 */
import type { ErrorName } from "../error_table.ts";
import { isUnsafe } from "../escape.ts";
import { failure } from "../failure.ts";

/** Bytes of UTF-8 that one component may have; what common file systems take. */
export const MAX_NAME_BYTES = 255;

/** Bytes of UTF-8 that a whole path may have. */
export const MAX_PATH_BYTES = 4096;

/** Whether this machine's file system reads `:` and the wildcards as its own. */
export const ON_WINDOWS: boolean = Deno.build.os === "windows";

const encoder = new TextEncoder();

// A device name counts with any extension and with blanks before it; Windows also takes superscript digits.
const DEVICE = /^(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]|conin\$|conout\$) *(?:\..*)?$/is;
/** Each component costs a look at the disk, so a path's price is bounded by this. */
const MAX_DEPTH = 64;
const DRIVE = /^[A-Za-z]:/;
const WINDOWS_ONLY = /[:*?"<>|]/;
/** Our own files, for which no name in the share may be taken: unfinished ones, what is known of them, the ledger. */
const TEMP = /^\.enchufe-(?:[0-9a-z-]+\.(?:part|json)|ledger\.jsonl)$/i;

/**
 * Writes a path for a message: in quotes, control characters escaped, cut when long.
 *
 * @param path What a peer sent.
 * @returns One line of at most about 120 characters.
 */
export function quotePath(path: string): string {
  const text = path.length > 100 ? `${path.slice(0, 97)}...` : path;
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether a text takes more than `most` bytes of UTF-8; counts only when the length leaves a doubt. */
function exceedsBytes(text: string, most: number): boolean {
  return text.length * 3 > most && (text.length > most || encoder.encode(text).length > most);
}

/** What can be wrong with one component of a path. */
export type NameProblem = Extract<ErrorName, `part${string}`>;

/** Options of {@linkcode parsePath} and {@linkcode nameProblem}. */
export interface PathRules {
  /** Whether the characters that Windows reserves are refused too; default: on Windows. */
  readonly windows?: boolean;
}

/**
 * What is wrong with one component of a path.
 *
 * @param name The component.
 * @param rules Whether the rules of Windows hold.
 * @returns The name of the error, or `undefined` if nothing is.
 */
export function nameProblem(name: string, rules: PathRules = {}): NameProblem | undefined {
  if (name === "") return "partEmpty";
  if (name === "." || name === "..") return "partDots";
  // In any component, so that what a directory lists can be fetched by its path, whichever directory is the root.
  if (DRIVE.test(name)) return "partDrive";
  if (name.includes("\\")) return "partBackslash";
  if (name.includes("\0")) return "partNul";
  if (name.endsWith(".") || name.endsWith(" ")) return "partEnd";
  if (DEVICE.test(name)) return "partDevice";
  if ((rules.windows ?? ON_WINDOWS) && WINDOWS_ONLY.test(name)) return "partWindows";
  if (!name.isWellFormed()) return "partNotUnicode";
  if (exceedsBytes(name, MAX_NAME_BYTES)) return "partTooLong";
  return undefined;
}

/**
 * Splits a path into its components, or refuses it.
 *
 * @param path Relative, `/`-separated; `.` and `/` are the root; one `/` at the end is dropped.
 * @param rules Whether the rules of Windows hold.
 * @returns The components; none for the root.
 * @throws EnchufeError BADPATH, naming the path and what is wrong with it.
 */
export function parsePath(path: string, rules: PathRules = {}): string[] {
  if (path === "." || path === "/" || path === "./") return [];
  if (path === "") throw failure("pathEmpty", { path: quotePath(path) });
  if (path.startsWith("/")) throw failure("pathAbsolute", { path: quotePath(path) });
  if (exceedsBytes(path, MAX_PATH_BYTES)) {
    throw failure("pathTooLong", { path: quotePath(path), most: MAX_PATH_BYTES });
  }
  const parts = (path.endsWith("/") ? path.slice(0, -1) : path).split("/");
  if (parts.length > MAX_DEPTH) throw failure("pathTooDeep", { path: quotePath(path), most: MAX_DEPTH });
  for (const part of parts) {
    const problem = nameProblem(part, rules);
    if (problem === undefined) continue;
    throw failure(problem, { path: quotePath(path), component: quotePath(part), most: MAX_NAME_BYTES });
  }
  return parts;
}

/**
 * Splits the path of an entry that is to be made or replaced: in NFC, and more strictly, since what is made
 * should be harmless in every terminal and on every system.
 *
 * @param path As for {@linkcode parsePath}, but not the root.
 * @param hidden Whether names that begin with a dot may be used.
 * @returns At least one component.
 * @throws EnchufeError BADPATH.
 */
export function parseNewPath(path: string, hidden: boolean): string[] {
  const parts = parsePath(path);
  if (parts.length === 0) throw failure("pathIsRoot", { path: quotePath(path) });
  for (const part of parts) {
    // What could change a terminal, or disguise a name in it.
    if (isUnsafe(part)) throw failure("pathControl", { path: quotePath(path) });
    if (!isShown(part, hidden)) throw failure("pathHidden", { path: quotePath(path) });
  }
  return parts;
}

/**
 * Whether a path has more than {@linkcode MAX_PATH_BYTES} or {@linkcode MAX_DEPTH} allow.
 *
 * @param path Any text.
 * @returns Whether it could not be asked for.
 */
export function isTooLong(path: string): boolean {
  // A path this deep has at least so many characters; most have fewer, and need not be split.
  return exceedsBytes(path, MAX_PATH_BYTES) ||
    (path.length >= 2 * MAX_DEPTH && path.split("/").length > MAX_DEPTH);
}

/**
 * Whether a name may be seen at all: not hidden (unless those are shared), and never one of our unfinished files.
 *
 * @param name One component.
 * @param hidden Whether names that begin with a dot are shared.
 * @returns Whether it may be seen.
 */
export function isShown(name: string, hidden: boolean): boolean {
  return !name.startsWith(".") || (hidden && !isTempName(name));
}

/**
 * Whether a name is one of our own files; in any case, for file systems that ignore it.
 *
 * @param name One component.
 * @returns Whether it is.
 */
export function isTempName(name: string): boolean {
  return TEMP.test(name);
}

/**
 * A name for an unfinished file.
 *
 * @returns `.enchufe-<random>.part`.
 */
export function makeTempName(): string {
  return `.enchufe-${crypto.randomUUID()}.part`;
}

/**
 * The name of what has come of an upload.
 *
 * @param id The upload.
 * @returns `.enchufe-<id>.part`.
 */
export function partName(id: string): string {
  return `.enchufe-${id}.part`;
}

/**
 * The name of the file that says what an upload is.
 *
 * @param id The upload.
 * @returns `.enchufe-<id>.json`.
 */
export function stateName(id: string): string {
  return `.enchufe-${id}.json`;
}
