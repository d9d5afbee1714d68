/**
 * What the server says of itself: `INFO`, `CONFIG GET`, `COMMAND`.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import { failure } from "../failure.ts";
import { type Reply, Simple, Verbatim } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import { globMatches } from "../glob.ts";
import { LIMIT_NAMES } from "../limits.ts";
import { REDIS_COMPATIBILITY, VERSION } from "../version.ts";
import { type Command, patternArgument } from "./command.ts";
import type { Context } from "./context.ts";
import { type CommandCount, microseconds } from "./stats.ts";

type Section = [name: string, value: string | number][];

/** Sections of `INFO` in their order; a function each, so that only those asked for are made. */
const SECTIONS: Readonly<Record<string, (context: Context) => Section | Promise<Section>>> = {
  Server: ({ server, share, now }) => [
    ["redis_version", REDIS_COMPATIBILITY],
    ["redis_mode", "standalone"],
    ["server_name", "enchufe"],
    ["enchufe_version", VERSION],
    ["deno_version", Deno.version.deno],
    ["os", Deno.build.os],
    ["arch_bits", 64],
    ["process_id", Deno.pid],
    ["run_id", server.runId],
    ["tcp_port", server.listeners.find((listener) => listener.protocol === "resp")?.port ?? 0],
    ["listeners", server.listeners.map((l) => `${l.protocol}=${l.host}:${l.port}`).join(",")],
    ["tls", server.listeners.some(({ fingerprint }) => fingerprint !== undefined) ? "on" : "off"],
    ...server.listeners.flatMap(({ fingerprint }): Section =>
      fingerprint === undefined ? [] : [["tls_fingerprint", fingerprint]]
    ),
    ["server_time_usec", now() * 1000],
    ["uptime_in_seconds", Math.floor((now() - server.startedAt) / 1000)],
    ["uptime_in_days", Math.floor((now() - server.startedAt) / 86_400_000)],
    ["access", share.access],
    ["drop_box", share.dropBox ?? ""],
  ],
  Clients: ({ sessions, limits, broker }) => [
    ["connected_clients", sessions.count],
    ["maxclients", limits.maxSessions],
    ["blocked_clients", 0],
    ["pubsub_channels", broker.channels().length],
    ["pubsub_patterns", broker.patternCount()],
  ],
  Limits: ({ limits }) => LIMIT_NAMES.map((name) => [snake(name), limits[name]]),
  Memory: ({ server, sessions }) => [
    ["used_memory", server.memory()],
    ["used_memory_rss", server.memory()],
    ["mem_clients_normal", sessions.unsent],
  ],
  Persistence: ({ store: { status } }) => [
    ["loading", 0],
    ["history_engine", status.engine],
    ["history_status", status.failure === undefined ? "ok" : "failing"],
    ["history_failure", escapeText(status.failure ?? "")],
  ],
  Stats: ({ accounts, sessions: { totals }, stats }) => [
    ["total_connections_received", totals.accepted],
    ["rejected_connections", totals.refused],
    ["total_commands_processed", stats.calls],
    ["total_net_input_bytes", totals.bytesIn],
    ["total_net_output_bytes", totals.bytesOut],
    ["total_error_replies", [...stats.errors.values()].reduce((sum, count) => sum + count, 0)],
    // Redis's two names for what gives up who does not read: --outbox-hard and --outbox-soft, and --outbox-total.
    ["client_output_buffer_limit_disconnections", totals.ended.slow],
    ["evicted_clients", totals.ended.evicted],
    ["slow_readers", totals.ended.slow + totals.ended.evicted + totals.ended.stalled],
    ["write_stalls", totals.ended.stalled],
    ["timed_out_clients", totals.ended.late],
    ["accept_errors", totals.exhausted],
    ["acl_access_denied_auth", accounts.denied],
    ["acl_access_denied_cmd", accounts.forbidden],
  ],
  Replication: () => [["role", "master"], ["connected_slaves", 0]],
  Commandstats: ({ stats }) =>
    [...stats.used()].map(([name, count]) => [`cmdstat_${name}`, commandStat(count)]),
  Errorstats: ({ stats }) =>
    [...stats.errors].map(([code, count]) => [`errorstat_${code}`, `count=${count}`]),
  Rooms: ({ hub }) => {
    const rooms = hub.list();
    return [
      ["rooms", rooms.length],
      ["members", hub.who().length],
      ["messages", rooms.reduce((sum, room) => sum + room.messages, 0)],
    ];
  },
  Transfers: ({ share, transfers }) => [
    ["uploads_unfinished", share.uploads.count],
    ...Object.entries(transfers.uploads).map(([stage, count]): Section[0] => [`uploads_${stage}`, count]),
    ["files_received", transfers.received],
    ["hand_ins", transfers.handIns],
    ["file_bytes_received", share.received],
    ["downloads", transfers.downloads],
    ["downloads_parts", transfers.parts],
    ["downloads_broken", transfers.broken],
    ["file_bytes_sent", transfers.bytesOut],
  ],
  Keyspace: async ({ share }) => {
    const keys = await share.count();
    return keys === 0 ? [] : [["db0", `keys=${keys},expires=0,avg_ttl=0`]];
  },
};

/** Walks the whole share, so it is left out unless asked for by name, or with `all` and `everything`. */
const COSTLY = new Set(["Keyspace", "Commandstats"]);

/** As Redis writes it; what does not stand in this order its exporters do not read. */
function commandStat(count: CommandCount): string {
  const { calls, rejected, errors } = count;
  const each = microseconds(count);
  return `calls=${calls},usec=${Math.round(each * calls)},usec_per_call=${each.toFixed(2)},` +
    `rejected_calls=${rejected},failed_calls=${errors}`;
}

async function info(request: Request, context: Context): Promise<Reply> {
  const wanted = new Set<string>();
  for (let i = 1; i < request.count; i++) wanted.add(request.text(i).toLowerCase());
  const all = wanted.has("all") || wanted.has("everything");
  const usual = wanted.size === 0 || wanted.has("default");
  const parts: string[] = [];
  for (const [name, make] of Object.entries(SECTIONS)) {
    if (!all && !wanted.has(name.toLowerCase()) && !(usual && !COSTLY.has(name))) continue;
    const lines = (await make(context)).map(([field, value]) => `${field}:${value}\r\n`);
    parts.push(`# ${name}\r\n${lines.join("")}`);
  }
  return new Verbatim("txt", parts.join("\r\n"));
}

/** `maxSessions` as `INFO` writes it. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

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

function configGet(request: Request, context: Context): Reply {
  const found = new Map<string, Reply>();
  for (const [name, value] of settings(context)) {
    for (let i = 2; i < request.count; i++) {
      if (globMatches(patternArgument(request, i).toLowerCase(), name)) found.set(name, value);
    }
  }
  return found;
}

/** Flags of `COMMAND INFO` as Redis names them. */
function flagsOf(command: Command): Reply {
  const flags = [new Simple(command.access === "write" ? "write" : "readonly")];
  if (command.access === "admin") flags.push(new Simple("admin"));
  if (command.group === "pubsub") flags.push(new Simple("pubsub"));
  if (command.beforeAuth) flags.push(new Simple("no_auth"));
  if (command.fast) flags.push(new Simple("fast"));
  return new Set(flags);
}

/** A command as `COMMAND INFO` answers it (Redis 7: ten fields). */
function describe(command: Command, prefix = ""): Reply {
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

/** A command as `COMMAND DOCS` answers it. */
function documentation(command: Command, prefix = ""): Reply {
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

/** The paths among a request's arguments. */
function keysOf(command: Command, request: Request, from: number): Reply {
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
