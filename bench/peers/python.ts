/**
 * Python itself: what stands for it on the PATH may be a script that looks for it, which a signal would end instead.
 *
 * @module
 */

/** Where the interpreter is. @throws {Error} if there is none. */
export function realPython(): string {
  const args = ["-c", "import sys; print(sys.executable)"];
  return new TextDecoder().decode(new Deno.Command("python3", { args }).outputSync().stdout).trim();
}
