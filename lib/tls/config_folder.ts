/**
 * Where this person's settings are.
 *
 * @module
 */
import { join } from "../std/path.ts";

/**
 * The folder of Enchufe among the settings of the person who runs it.
 *
 * @param env Reads a variable.
 * @returns `$XDG_CONFIG_HOME/enchufe`, `%APPDATA%\enchufe` or `~/.config/enchufe`; `undefined` where there is no home.
 */
export function configFolder(env: (name: string) => string | undefined): string | undefined {
  const base = env("XDG_CONFIG_HOME") || (Deno.build.os === "windows" ? env("APPDATA") : undefined);
  if (base) return join(base, "enchufe");
  const home = env("HOME");
  return home ? join(home, ".config", "enchufe") : undefined;
}
