/**
 * Completing the names of files here, for `/put`.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import type { Completion } from "../terminal/completion.ts";

const MOST_CANDIDATES = 200;

/**
 * Completes the last word of what was typed. A name with spaces is put in quotes.
 *
 * @param typed What stands behind `/put `.
 * @returns The candidates, and the word that they replace.
 */
export async function localFiles(typed: string): Promise<Completion> {
  const [part = "", double, single, plain = ""] = /(?:"([^"]*)|'([^']*)|(\S*))$/.exec(withoutQuoted(typed)) ??
    [];
  const begun = double ?? single ?? plain;
  const slash = begun.lastIndexOf("/");
  const directory = begun.slice(0, slash + 1), start = begun.slice(slash + 1).normalize("NFC");
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(directory === "" ? "." : directory)) {
      const name = entry.name.normalize("NFC");
      const hidden = name.startsWith(".") && !start.startsWith(".");
      if (hidden || !name.startsWith(start) || escapeText(name) !== name) continue;
      const isDirectory = entry.isDirectory ||
        entry.isSymlink && await Deno.stat(directory + entry.name).then((to) => to.isDirectory, () => false);
      found.push(quote(directory + entry.name, isDirectory));
      if (found.length >= MOST_CANDIDATES) break;
    }
  } catch {
    // There is no such folder, or it is not ours to read: nothing to offer.
  }
  return [found.sort(), part];
}

/** Words in quotes that are finished are blanked out, so that only an open quote is seen. */
function withoutQuoted(typed: string): string {
  return typed.replace(/"[^"]*"|'[^']*'/g, (word) => " ".repeat(word.length));
}

/** A directory goes on, so its quote stays open. */
function quote(path: string, isDirectory: boolean): string {
  const mark = path.includes('"') ? "'" : '"';
  const needed = /[\s'"]/.test(path);
  if (isDirectory) return `${needed ? mark : ""}${path}/`;
  return needed ? `${mark}${path}${mark} ` : `${path} `;
}
