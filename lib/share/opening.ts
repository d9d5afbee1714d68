/**
 * Whether a folder can be shared, as the operator is told.
 *
 * @module
 */
import fs from "node:fs";
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { isMissing } from "./failures.ts";

/**
 * Looks at a folder that is to be shared.
 *
 * @param folder A path of this machine, absolute or from the current directory.
 * @param options Whether peers may put something into it.
 * @returns Its real path.
 * @throws EnchufeError NOTFOUND, WRONGTYPE, NOPERM.
 */
export async function openFolder(folder: string, options: { readonly writable: boolean }): Promise<string> {
  const shown = JSON.stringify(folder);
  let root: string;
  try {
    root = await Deno.realPath(folder);
    if (!(await Deno.stat(root)).isDirectory) {
      throw failure("shareNotFolder", { folder: shown });
    }
  } catch (cause) {
    if (cause instanceof EnchufeError) throw cause;
    throw isMissing(cause)
      ? failure("shareMissing", { folder: shown }, { cause })
      : failure("shareUnreadable", { folder: shown }, { cause });
  }
  const { R_OK, W_OK, X_OK } = fs.constants;
  const allows = (mode: number) => fs.promises.access(root, mode).then(() => true, () => false);
  if (!await allows(R_OK | X_OK)) {
    throw failure("shareUnreadable", { folder: shown });
  }
  if (options.writable && !await allows(W_OK)) {
    throw failure("shareUnwritable", { folder: shown });
  }
  return root;
}
