/**
 * The server's settings, as `CONFIG GET` tells them.
 *
 * @module
 */
import type { Reply } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import { globMatches } from "../glob.ts";
import { LIMIT_NAMES } from "../limits.ts";
import { patternArgument } from "./command.ts";
import type { Context } from "./context.ts";

/** `maxSessions` as `CONFIG GET` and flags write it. */
function configName(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** Settings by name; those that Redis's tools ask for stand beside ours. */
function settings({ accounts, limits, server, share }: Context): Map<string, string> {
  const all = new Map<string, string>([
    ["maxclients", String(limits.maxSessions)],
    ["timeout", String(Math.floor(limits.idleTimeout / 1000))],
    ["databases", "1"],
    ["save", ""],
    ["appendonly", "no"],
    ["proto-max-bulk-len", String(limits.maxUpload)],
    ["access", share.access],
    ["drop-box", share.dropBox ?? ""],
    ["require-password", accounts.required ?? ""],
    ["port", String(server.listeners.find((listener) => listener.protocol === "resp")?.port ?? 0)],
  ]);
  for (const name of LIMIT_NAMES) all.set(configName(name), String(limits[name]));
  return all;
}

/**
 * Answers `CONFIG GET`.
 *
 * @param request Patterns of names.
 * @param context What there is to tell of.
 * @returns Values by name.
 */
export function configGet(request: Request, context: Context): Reply {
  const found = new Map<string, Reply>();
  for (const [name, value] of settings(context)) {
    for (let i = 2; i < request.count; i++) {
      if (globMatches(patternArgument(request, i).toLowerCase(), name)) found.set(name, value);
    }
  }
  return found;
}
