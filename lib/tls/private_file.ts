/**
 * Files that only their owner may read.
 *
 * @module
 */
import { ensureDir } from "../std/fs.ts";
import { dirname } from "../std/path.ts";

/**
 * Writes a file of its owner's, whole or not at all: whoever reads it meanwhile finds the old one.
 *
 * @param file Where; its folder is made, for the owner only.
 * @param text What.
 * @throws What the system says.
 */
export async function writePrivate(file: string, text: string): Promise<void> {
  const folder = dirname(file);
  if (!await exists(folder)) {
    await ensureDir(folder);
    if (Deno.build.os !== "windows") await Deno.chmod(folder, 0o700);
  }
  // What a link leads to is replaced, and not the link.
  const real = await Deno.realPath(file).catch(() => file);
  const temporary = `${real}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o600 });
    await Deno.rename(temporary, real);
  } catch (thrown) {
    await Deno.remove(temporary).catch(() => {});
    throw thrown;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
