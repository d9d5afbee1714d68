/**
 * Commands as `COMMAND INFO`, `COMMAND DOCS` and `COMMAND GETKEYS` describe them: in the shapes that Redis's clients
 * expect.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { type Reply, Simple } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import type { Command } from "./command.ts";

/** Flags of `COMMAND INFO` as Redis names them. */
function flagsOf(command: Command): Reply {
  const flags = [new Simple(command.access === "write" ? "write" : "readonly")];
  if (command.access === "admin") flags.push(new Simple("admin"));
  if (command.group === "pubsub") flags.push(new Simple("pubsub"));
  if (command.beforeAuth) flags.push(new Simple("no_auth"));
  if (command.fast) flags.push(new Simple("fast"));
  return new Set(flags);
}

/**
 * A command as `COMMAND INFO` answers it (Redis 7: ten fields).
 *
 * @param command Which.
 * @param prefix The command that it belongs to, and `|`.
 * @returns The fields.
 */
export function describe(command: Command, prefix = ""): Reply {
  const [first, last, step] = command.keys ?? [0, 0, 0];
  const name = prefix + command.name.toLowerCase();
  return [
    name,
    command.arity,
    flagsOf(command),
    first,
    last,
    step,
    new Set([new Simple(`@${command.access}`), new Simple(`@${command.group}`)]),
    [],
    [],
    (command.subcommands ?? []).map((sub) => describe(sub, `${name}|`)),
  ];
}

/**
 * A command as `COMMAND DOCS` answers it.
 *
 * @param command Which.
 * @param prefix The command that it belongs to, and `|`.
 * @returns What there is to know of it.
 */
export function documentation(command: Command, prefix = ""): Reply {
  const name = prefix + command.name.toLowerCase();
  const doc = new Map<string, Reply>([
    ["summary", command.summary],
    ["since", "1.0.0"],
    ["group", command.group],
  ]);
  if (command.syntax !== "") doc.set("arguments", parseSyntax(command.syntax));
  if (command.subcommands !== undefined) {
    doc.set(
      "subcommands",
      new Map(
        command.subcommands.map((
          sub,
        ) => [`${name}|${sub.name.toLowerCase()}`, documentation(sub, `${name}|`)]),
      ),
    );
  }
  return doc;
}

/**
 * The arguments of a syntax line as `COMMAND DOCS` has them, so that redis-cli can hint: plain names are values,
 * what stands in brackets is optional and kept whole as one display text.
 */
function parseSyntax(syntax: string): Reply {
  const parts = syntax.match(/\[(?:[^[\]]|\[[^[\]]*\])*\]|[^\s[\]]+/g) ?? [];
  return parts.map((part) => {
    const optional = part.startsWith("[");
    const text = optional ? part.slice(1, -1) : part;
    const argument = new Map<string, Reply>([
      ["name", text.split(/\s/)[0]?.toLowerCase() ?? text],
      ["type", "string"],
      ["display_text", text],
    ]);
    if (optional) argument.set("flags", new Set([new Simple("optional")]));
    return argument;
  });
}

/**
 * The paths among a request's arguments, as `COMMAND GETKEYS` answers them.
 *
 * @param command The command that is asked about.
 * @param request The request that has it among its arguments.
 * @param from Which argument it is.
 * @returns The paths.
 * @throws EnchufeError ERR if the command takes none, or another number of arguments.
 */
export function keysOf(command: Command, request: Request, from: number): Reply {
  if (command.keys === undefined) throw failure("noKeys");
  const [first, last, step] = command.keys;
  const count = request.count - from;
  if (command.arity >= 0 ? count !== command.arity : count < -command.arity) {
    throw failure("wrongKeyCount");
  }
  const keys: string[] = [];
  for (let i = first; i <= (last < 0 ? count + last : last); i += step) keys.push(request.text(from + i));
  return keys;
}
