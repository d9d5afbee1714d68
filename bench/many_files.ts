/**
 * A directory of many empty files.
 *
 * @module
 */
import { join } from "../lib/std/path.ts";
import { tempDir } from "../tests/helpers/temp.ts";
import { ageAnew } from "./large_file.ts";

/** The directory, in a folder of its own that goes away with it. */
export interface ManyFiles extends AsyncDisposable {
  readonly folder: string;
  /** Of the directory, in the folder. */
  readonly name: string;
  /** Of the directory. */
  readonly path: string;
}

/** The name of file number `index`, from 0; they are in this order. */
export function entryName(index: number): string {
  return `entry-${String(index).padStart(8, "0")}.txt`;
}

/** Makes one. */
export async function manyFiles(count: number): Promise<ManyFiles> {
  const name = "many";
  const folder = await tempDir({ [name]: {} });
  const path = folder.join(name);
  for (let index = 0; index < count; index++) Deno.createSync(join(path, entryName(index))).close();
  // The disk is done with it before anything is measured, and it has not just changed.
  using directory = Deno.openSync(path);
  directory.syncSync();
  ageAnew(path);
  return { folder: folder.path, name, path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
