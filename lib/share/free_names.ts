/**
 * Another name for a file whose name is taken.
 *
 * @module
 */
import { MAX_NAME_BYTES } from "./paths.ts";

const encoder = new TextEncoder();

/** The ending of a name, of an archive with what is inside; a dot in front is no ending. */
const ENDING = /(?<=.)(?:\.tar)?\.[^. ]{1,16}$/isu;

/**
 * The n-th name to try: `plan.txt`, `plan (2).txt`, `plan (3).txt`…
 *
 * @param name The name that was wanted; a component in NFC.
 * @param n 1 is the name itself.
 * @returns A name of no more bytes than a component may have.
 */
export function numberedName(name: string, n: number): string {
  if (n === 1) return name;
  const ending = ENDING.exec(name)?.[0] ?? "";
  const tail = ` (${n})${ending}`;
  const letters = [...name.slice(0, name.length - ending.length)];
  while (encoder.encode(letters.join("") + tail).length > MAX_NAME_BYTES) letters.pop();
  return letters.join("") + tail;
}
