/**
 * Giving a finished file its name, without writing over what should stay.
 *
 * @module
 */
import { basename, dirname, join } from "../std/path.ts";
import type { IfExists } from "./transfer.ts";

/**
 * Renames a file.
 *
 * @param part Where it is; in the same directory.
 * @param file What it is to be called.
 * @param ifExists What if that name is taken.
 * @returns What it is called now; `undefined` if the name is taken and stays so.
 * @throws What the disk says.
 */
export function placeFile(part: string, file: string, ifExists: IfExists): string | undefined {
  if (ifExists === "replace") {
    Deno.renameSync(part, file);
    return file;
  }
  if (takeName(part, file)) return file;
  if (ifExists === "skip") return undefined;
  for (let number = 2;; number++) {
    const other = numbered(file, number);
    if (takeName(part, other)) return other;
  }
}

/**
 * Another name for a file.
 *
 * @param file Its path.
 * @param number Which of the others.
 * @returns `d/a (2).txt` for `d/a.txt`.
 */
export function numbered(file: string, number: number): string {
  const name = basename(file);
  const dot = name.lastIndexOf(".");
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const numberedName = `${stem} (${number})${name.slice(stem.length)}`;
  // A name alone stays one: `join` would put nothing in front, but a path keeps its own form.
  return file === name ? numberedName : join(dirname(file), numberedName);
}

/** A hard link fails if the name is taken, while a rename would replace: nothing can come in between. */
function takeName(part: string, name: string): boolean {
  try {
    Deno.linkSync(part, name);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.AlreadyExists) return false;
    return reserveName(part, name);
  }
  Deno.removeSync(part);
  return true;
}

/** For disks without hard links: an empty file takes the name first. */
function reserveName(part: string, name: string): boolean {
  try {
    Deno.openSync(name, { write: true, createNew: true }).close();
  } catch (thrown) {
    if (thrown instanceof Deno.errors.AlreadyExists) return false;
    throw thrown;
  }
  try {
    Deno.renameSync(part, name);
  } catch (thrown) {
    Deno.removeSync(name);
    throw thrown;
  }
  return true;
}
