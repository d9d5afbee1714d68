/**
 * Paths as classic clients write them.
 *
 * @module
 */

/**
 * The path in the share that a client means: a leading `/` is the share's root, not the machine's, and a leading
 * `./`, which programs written at a shell prompt like to send, is the share as well.
 *
 * @param path What the client sent.
 * @returns A path for the share, which checks it.
 */
export function sharePath(path: string): string {
  const below = path.replace(/^(\.?\/+)+/, "");
  return below === "" && path !== "" ? "." : below;
}
