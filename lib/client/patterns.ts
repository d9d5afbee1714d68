/**
 * Patterns that a person types: which files are meant, and which are left out. `*`, `?` and `[a-z]` are as shells have
 * them.
 *
 * @module
 */
import { Glob } from "../glob.ts";

/**
 * Whether a word could be a pattern.
 *
 * @param word What was typed.
 * @returns Whether it has a character that means others.
 */
export function isPattern(word: string): boolean {
  return /[*?[]/.test(word);
}

/** What a directory lists. */
export interface Listed {
  /** Its name. */
  readonly name: string;
  /** What it is. */
  readonly type: string;
}

/**
 * Follows a pattern through directories, wherever those are.
 *
 * @param pattern A path with a component that is a pattern.
 * @param list Lists a directory, given as `""` or with `/` at its end.
 * @returns What matches, in the order of the listings.
 */
export async function expandPattern<Entry extends Listed>(
  pattern: string,
  list: (directory: string) => AsyncIterable<Entry>,
): Promise<Entry[]> {
  const parts = pattern.replace(/\/+$/, "").split("/");
  const first = parts.findIndex(isPattern);
  let directories = [parts.slice(0, first).map((part) => `${part}/`).join("")];
  let found: Entry[] = [];
  for (const [at, part] of parts.slice(first).entries()) {
    const matches = nameTest(part), isLast = first + at === parts.length - 1;
    const deeper: string[] = [];
    found = [];
    for (const directory of directories) {
      for await (const entry of list(directory)) {
        if (!matches(entry.name)) continue;
        if (!isLast && entry.type === "dir") deeper.push(`${directory}${entry.name}/`);
        else if (isLast && !(pattern.endsWith("/") && entry.type !== "dir")) found.push(entry);
      }
    }
    directories = deeper;
  }
  return found;
}

/** Whether a name matches a component of a pattern; one that begins with a dot only does if the component does too. */
function nameTest(component: string): (name: string) => boolean {
  const glob = new Glob(asGlob(component)), hidden = component.startsWith(".");
  return (name) => (hidden || !name.startsWith(".")) && glob.matches(name.normalize("NFC"));
}

/** `[!a]` is how shells say `[^a]`. Keyboards and file systems differ in how they write accents. */
function asGlob(typed: string): string {
  return typed.replaceAll("[!", "[^").normalize("NFC");
}

/**
 * Patterns of what is left out, as the server has them too.
 *
 * @param typed As a person types them: shells' `[!a]`, and perhaps `/` at the beginning or the end.
 * @returns Redis globs.
 */
export function exclusionGlobs(typed: readonly string[]): string[] {
  return typed.map((pattern) => asGlob(pattern.replace(/^\/+|\/+$/g, ""))).filter((glob) => glob !== "");
}

/**
 * Makes a test of what is left out of a directory.
 *
 * @param patterns Each matches a name, whatever directory it is in, or a path below the directory.
 * @returns Whether a path below the directory, or one of the directories that it is in, matches one of them.
 */
export function exclusion(patterns: readonly string[]): (below: string) => boolean {
  const globs = exclusionGlobs(patterns).map((pattern) => new Glob(pattern));
  const matches = (path: string) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return globs.some((glob) => glob.matches(path) || glob.matches(name));
  };
  return (below) => {
    if (globs.length === 0) return false;
    const path = below.normalize("NFC");
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      if (matches(path.slice(0, end))) return true;
    }
    return matches(path);
  };
}
