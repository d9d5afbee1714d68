/**
 * What the server says of itself: `INFO`, `CONFIG GET`, `COMMAND`.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { Reply } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import type { Command } from "./command.ts";
import { describe, documentation, keysOf } from "./describing.ts";
import { info } from "./info.ts";
import { configGet } from "./settings.ts";

/**
 * The group; it describes a whole table, so it is made for one.
 *
 * @param table All commands, these included, once they are known.
 * @returns The group's commands.
 */
export function introspectionCommands(table: () => readonly Command[]): readonly Command[] {
  const find = (name: string): Command | undefined => {
    const [first, second] = name.toUpperCase().split("|");
    const command = table().find((each) => each.name === first);
    return second === undefined ? command : command?.subcommands?.find((each) => each.name === second);
  };
  const named = (request: Request): string[] => {
    const names: string[] = [];
    for (let i = 2; i < request.count; i++) names.push(request.text(i));
    return names.length > 0 ? names : table().map((command) => command.name);
  };
  const prefixOf = (name: string) => name.includes("|") ? name.toLowerCase().split("|")[0] + "|" : "";
  const sub = (
    name: string,
    syntax: string,
    summary: string,
    arity: number,
    run: Command["run"],
  ): Command => ({
    name,
    syntax,
    summary,
    group: "server",
    arity,
    access: "read",
    run,
  });
  return [
    {
      name: "INFO",
      syntax: "[section [section ...]]",
      summary: "Describes the server, as lines of name:value",
      group: "server",
      arity: -1,
      access: "read",
      run: info,
    },
    {
      name: "CONFIG",
      syntax: "",
      summary: "The server's settings",
      group: "server",
      arity: -2,
      access: "read",
      run: () => null,
      subcommands: [sub("GET", "pattern [pattern ...]", "Answers settings whose names match", -3, configGet)],
    },
    {
      name: "COMMAND",
      syntax: "",
      summary: "Describes all commands",
      group: "server",
      arity: -1,
      access: "read",
      run: () => table().map((command) => describe(command)),
      subcommands: [
        sub("COUNT", "", "Counts the commands", 2, () => table().length),
        sub(
          "LIST",
          "",
          "Answers the names of all commands",
          2,
          () => table().map((c) => c.name.toLowerCase()),
        ),
        sub(
          "INFO",
          "[command [command ...]]",
          "Describes commands",
          -2,
          (request) =>
            named(request).map((name) => {
              const command = find(name);
              return command === undefined ? null : describe(command, prefixOf(name));
            }),
        ),
        sub("DOCS", "[command [command ...]]", "Documents commands", -2, (request) => {
          const docs = new Map<string, Reply>();
          for (const name of named(request)) {
            const command = find(name);
            if (command !== undefined) docs.set(name.toLowerCase(), documentation(command, prefixOf(name)));
          }
          return docs;
        }),
        sub(
          "GETKEYS",
          "command [argument ...]",
          "Answers the paths among a command's arguments",
          -3,
          (request) => {
            const command = find(request.text(2));
            if (command === undefined) throw failure("invalidCommand");
            return keysOf(command, request, 2);
          },
        ),
      ],
    },
  ];
}
