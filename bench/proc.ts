/**
 * Files of `/proc`, by `cat`: Deno itself lets a program read them only if it may do anything at all.
 *
 * @module
 */

/** What a file of `/proc` says; nothing where there is no such file, as on other systems than Linux. */
export function procText(path: string): string {
  try {
    const { stdout } = new Deno.Command("cat", { args: [path], stdin: "null", stderr: "null" }).outputSync();
    return new TextDecoder().decode(stdout);
  } catch {
    return "";
  }
}
