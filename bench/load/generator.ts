/**
 * Runs a program that makes load.
 *
 * @module
 */

/**
 * Runs it to its end.
 *
 * @returns What it printed.
 * @throws {Error} with what it complained of, if it fails.
 */
export async function runGenerator(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], stdin: "null" })
    .output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`${program} failed: ${decoder.decode(stderr).trim() || decoder.decode(stdout).trim()}`);
  }
  return decoder.decode(stdout);
}
