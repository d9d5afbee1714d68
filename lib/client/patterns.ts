/**
 * Patterns that a person types: which files are meant, and which are left out. `*`, `?` and `[a-z]` are as shells have
 * them, and `**` is any number of directories.
 *
 * @module
 */
import { globMatches } from "../glob.ts";

/** The component that stands for any number of directories. */
export const ANY_DEPTH = "**";

/**
 * Whether a word could be a pattern.
 *
 * @param word What was typed.
 * @returns Whether it has a character that means others.
 */
export function isPattern(word: string): boolean {
  return /[*?[]/.test(word);
}

/**
 * Makes a test of names from one component of a pattern.
 *
 * @param component Without `/`.
 * @returns Whether a name matches; one that begins with a dot only does if the component begins with one too.
 */
export function nameTest(component: string): (name: string) => boolean {
  // `[!a]` is how shells say `[^a]`. Keyboards and file systems differ in how they write accents.
  const pattern = component.replaceAll("[!", "[^").normalize("NFC");
  const hidden = component.startsWith(".");
  return (name) => (hidden || !name.startsWith(".")) && globMatches(pattern, name.normalize("NFC"));
}

/**
 * Makes a test of what is left out of a directory.
 *
 * @param patterns Each matches a name, whatever directory it is in, or, if it has `/`, a path below the directory.
 * @returns Whether a path below the directory, or one of the directories that it is in, matches one of them.
 */
export function exclusion(patterns: readonly string[]): (below: string) => boolean {
  const tests = patterns.map((typed) => {
    const anchored = typed.replace(/\/+$/, "").replaceAll("[!", "[^").normalize("NFC");
    if (anchored.includes("/")) {
      const pattern = anchored.replace(/^\/+/, "");
      return (path: string) => globMatches(pattern, path);
    }
    return (path: string) => globMatches(anchored, path.slice(path.lastIndexOf("/") + 1));
  });
  return (below) => {
    if (tests.length === 0) return false;
    const path = below.normalize("NFC");
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const above = path.slice(0, end);
      if (tests.some((test) => test(above))) return true;
    }
    return tests.some((test) => test(path));
  };
}
