import type { Shell } from "./client_commands.ts";
/** x */
export function clientCompletions(shell: Shell): string {
  return shell;
}
/** x */
export function serverCompletions(shell: Shell): string {
  return shell;
}
