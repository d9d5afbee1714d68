/**
 * Temporary folders that go away with their scope.
 *
 * @module
 */
import { dirname, join } from "../../lib/std/path.ts";
import { pause } from "./patience.ts";

/** A symbolic link, in a {@linkcode Tree}. */
export class Link {
  /**
   * A link.
   *
   * @param target As stored: absolute, or relative to the link's directory.
   * @param type What it leads to; matters on Windows only.
   */
  constructor(readonly target: string, readonly type: "file" | "dir" = "file") {}
}

/** What to put in a folder: text or bytes are files, trees are directories. Names may have slashes. */
export interface Tree {
  readonly [name: string]: string | Uint8Array | Link | Tree;
}

/** A temporary folder. */
export interface TempDir extends AsyncDisposable {
  /** Its real path. */
  readonly path: string;
  /**
   * Puts files and directories in it.
   *
   * @param tree What to put there.
   */
  fill(tree: Tree): void;
  /**
   * Joins names to its path.
   *
   * @param names Components.
   * @returns An absolute path.
   */
  join(...names: string[]): string;
}

function fill(folder: string, tree: Tree): void {
  for (const [name, content] of Object.entries(tree)) {
    const path = join(folder, name);
    Deno.mkdirSync(dirname(path), { recursive: true });
    if (content instanceof Link) Deno.symlinkSync(content.target, path, { type: content.type });
    else if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else if (content instanceof Uint8Array) Deno.writeFileSync(path, content);
    else {
      Deno.mkdirSync(path, { recursive: true });
      fill(path, content);
    }
  }
}

/**
 * Makes a temporary folder, for `await using`.
 *
 * @param tree What to put in it.
 * @returns The folder; removed at the end of the scope.
 */
export async function tempDir(tree: Tree = {}): Promise<TempDir> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "enchufe-test-" }));
  fill(path, tree);
  return {
    path,
    fill: (more) => fill(path, more),
    join: (...names) => join(path, ...names),
    [Symbol.asyncDispose]: () => removeAll(path),
  };
}

/** A program that a test has stopped (fish, with what it started itself) may still write a last file meanwhile. */
async function removeAll(path: string): Promise<void> {
  for (let tries = 20;; tries--) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (tries === 0 || (error as { code?: string }).code !== "ENOTEMPTY") throw error;
      await pause(100);
    }
  }
}
