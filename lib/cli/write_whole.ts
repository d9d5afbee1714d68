/**
 * Printing before there is anything that must not wait, and after.
 *
 * @module
 */

/**
 * Writes all of a text. Whoever reads it may have seen enough, as `head` has, or be full: a server goes on without.
 *
 * @param stream `Deno.stdout` or `Deno.stderr`.
 * @param text The text.
 */
export function writeWhole(stream: Pick<typeof Deno.stdout, "writeSync">, text: string): void {
  try {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch {
    // There is nobody to tell.
  }
}
