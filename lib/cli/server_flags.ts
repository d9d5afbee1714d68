/**
 * The server's command line.
 *
 * @module
 */
import {
  formatLimit,
  LIMIT_NAMES,
  LIMIT_TABLE,
  type LimitName,
  type Limits,
  type LimitUnit,
  makeLimits,
  parseLimit,
} from "../limits.ts";
import { versionText } from "../version.ts";
import { flagHelp, flagMarkdown } from "./flag_help.ts";
import {
  asksFor,
  parseFlags,
  type ReadVariable,
  type SwitchFlag,
  usage,
  type ValueFlag,
  valueFlag,
} from "./flags.ts";
import { choiceFlag, hostFlag, parsePort, WANT_PORT } from "./values.ts";

/** What a listener speaks. */
export type ListenerKind = "resp" | "echo" | "list" | "file" | "menu" | "chat";

/** What the server is told on its command line. */
export interface ServerSettings {
  /** The share, as it was typed. */
  readonly folder: string;
  /** Where to listen. */
  readonly host: string;
  /** Port of each listener, 0 for a free one; `undefined` for none. */
  readonly ports: Readonly<Record<ListenerKind, number | undefined>>;
  /** Whether the share may be written. */
  readonly access: "read" | "write";
  /** Whether hidden entries are listed and served. */
  readonly hidden: boolean;
  /** All limits, in their stored units. */
  readonly limits: Limits;
  /** How log lines are written. */
  readonly logFormat: "text" | "json";
  /** Whether a file is synced to disk before it is acknowledged. */
  readonly sync: boolean;
}

/** What the server's command line asks for. */
export type ServerCommand =
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version"; readonly text: string }
  | { readonly kind: "run"; readonly settings: ServerSettings };

/** The usual ports of the classic services. */
const CLASSIC = { echo: 5500, list: 5577, file: 5501, menu: 65432, chat: 2010 } as const;

/** Zero makes sense only for these: nothing is kept, or all of the disk may be used. */
const MAY_BE_ZERO: ReadonlySet<LimitName> = new Set(["keepFree", "historyMessages"]);

/** A longer time does not fit a timer, which would then end at once. */
const MOST_TIMER = 24 * 24 * 60 * 60 * 1000;

const FLAGS = {
  host: hostFlag("address to listen on; 0.0.0.0 is every IPv4 address, :: every address"),
  port: valueFlag<number, number>({
    placeholder: "PORT",
    summary: "port of RESP, for our client and every Redis client; 0 asks for a free one",
    fallback: 5050,
    shown: "5050",
    want: WANT_PORT,
    parse: parsePort,
  }),
  chatPort: classicFlag("chat", "2010"),
  echoPort: classicFlag("echo", "off"),
  listPort: classicFlag("list", "off"),
  filePort: classicFlag("file", "off"),
  menuPort: classicFlag("menu", "off"),
  classic: {
    summary: "all five classic services on their usual ports: echo 5500, list 5577, file 5501, menu 65432, " +
      "chat 2010; a port that is given wins",
  } satisfies SwitchFlag as SwitchFlag,
  access: choiceFlag(["read", "write"], "whether others may only read the folder or also write to it"),
  hidden: { summary: "list and serve hidden files too" } satisfies SwitchFlag as SwitchFlag,
  sync: choiceFlag(["on", "off"], "whether a file is synced to disk before it is acknowledged"),
  logFormat: choiceFlag(["text", "json"], "how log lines are written; they go to stderr"),
  help: { summary: "this help", short: "h", environment: false } satisfies SwitchFlag as SwitchFlag,
  version: { summary: "the version", environment: false } satisfies SwitchFlag as SwitchFlag,
};

const LIMIT_FLAGS = Object.fromEntries(LIMIT_NAMES.map((name) => [name, limitFlag(name)])) as {
  readonly [Name in LimitName]: ValueFlag<number, number>;
};

function classicFlag(kind: string, shown: string): ValueFlag<number | "off", undefined> {
  return {
    placeholder: "PORT|off",
    summary: `port of the classic ${kind} service`,
    fallback: undefined,
    shown,
    want: `${WANT_PORT}, or 'off'`,
    parse: (text) => text === "off" ? text : parsePort(text),
  };
}

function limitFlag(name: LimitName): ValueFlag<number, number> {
  const { value, unit, summary } = LIMIT_TABLE[name];
  const least = MAY_BE_ZERO.has(name) ? 0 : 1;
  const most = unit === "time" && name !== "historyAge" ? MOST_TIMER : Number.MAX_SAFE_INTEGER;
  return {
    placeholder: { count: "N", bytes: "SIZE", time: "TIME" }[unit],
    summary,
    fallback: value,
    shown: formatLimit(value, unit),
    want: wantLimit(unit, least) + (most === MOST_TIMER ? ", 24d at most" : ""),
    parse(text) {
      const limit = parseLimit(text, unit);
      return limit !== undefined && limit >= least && limit <= most ? limit : undefined;
    },
  };
}

function wantLimit(unit: LimitUnit, least: number): string {
  if (unit === "count") return `a whole number from ${least}`;
  return unit === "bytes"
    ? `a size of ${least} or more, such as 64K, 8M or 4G`
    : "a time, such as 250ms, 30s or 15m";
}

/**
 * Reads the server's command line and environment.
 *
 * @param args The arguments, without the program's name.
 * @param env Reads a variable.
 * @returns What to do.
 * @throws {EnchufeError} USAGE, one line.
 */
export function parseServerArguments(args: readonly string[], env: ReadVariable): ServerCommand {
  if (asksFor(args, ["--help", "-h"])) return { kind: "help", text: serverHelp() };
  if (asksFor(args, ["--version"])) return { kind: "version", text: `${versionText()}\n` };
  const { values, positionals } = parseFlags({ ...FLAGS, ...LIMIT_FLAGS }, args, env);
  const [folder = ".", extra] = positionals;
  if (folder === "") throw usage("Folder '' is empty: want the folder to share");
  if (extra !== undefined) {
    throw usage(`One folder is shared, but '${folder}' and '${extra}' are given: want one`);
  }
  const ports = {
    resp: values.port,
    echo: classicPort(values.echoPort, values.classic ? CLASSIC.echo : undefined),
    list: classicPort(values.listPort, values.classic ? CLASSIC.list : undefined),
    file: classicPort(values.filePort, values.classic ? CLASSIC.file : undefined),
    menu: classicPort(values.menuPort, values.classic ? CLASSIC.menu : undefined),
    chat: classicPort(values.chatPort, CLASSIC.chat),
  };
  checkPorts(ports);
  const changed: Partial<Record<LimitName, number>> = {};
  for (const name of LIMIT_NAMES) changed[name] = values[name];
  return {
    kind: "run",
    settings: {
      folder,
      host: values.host,
      ports,
      access: values.access,
      hidden: values.hidden,
      limits: makeLimits(changed),
      logFormat: values.logFormat,
      sync: values.sync === "on",
    },
  };
}

function classicPort(given: number | "off" | undefined, usual: number | undefined): number | undefined {
  return given === "off" ? undefined : given ?? usual;
}

function checkPorts(ports: ServerSettings["ports"]): void {
  const owners = new Map<number, string>();
  for (const [kind, port] of Object.entries(ports)) {
    if (port === undefined || port === 0) continue;
    const owner = owners.get(port);
    if (owner !== undefined) {
      throw usage(
        `Port ${port} is given to both ${owner} and ${kind}: want different ports, or 0 for a free one`,
      );
    }
    owners.set(port, kind);
  }
}

/**
 * The server's help.
 *
 * @returns Lines, each ending in a line break.
 */
export function serverHelp(): string {
  return `Usage: server [FOLDER] [FLAGS]

Shares FOLDER (default: the current directory) and hosts rooms, over RESP and plain sockets.

Flags:
${flagHelp(FLAGS)}
Limits:
${flagHelp(LIMIT_FLAGS)}
Every flag but --help and --version is also an environment variable: --chat-port is
ENCHUFE_CHAT_PORT. A flag beats its variable. Sizes are written 64K, 8M, 4G; times 250ms, 30s, 15m,
7d.

Exit status: 0 stopped as asked, 1 could not go on, 2 bad usage.
`;
}

/**
 * The server's flags and limits for the README.
 *
 * @returns Two Markdown tables, each under its heading line.
 */
export function serverMarkdown(): string {
  return `Flags of \`server [FOLDER]\`:\n\n${flagMarkdown(FLAGS)}\nLimits:\n\n${flagMarkdown(LIMIT_FLAGS)}`;
}
