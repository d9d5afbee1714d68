/**
 * The client's command line.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import { VERSION } from "../version.ts";
import {
  CLIENT_COMMANDS,
  type ClientCommand,
  commandHelp,
  commandMarkdown,
  type CommandName,
  commandUsage,
  commandWords,
  findCommand,
} from "./client_commands.ts";
import { flagHelp, flagMarkdown } from "./flag_help.ts";
import { asksFor, parseFlags, type ReadVariable, type SwitchFlag, usage, valueFlag } from "./flags.ts";
import { suggest } from "./suggest.ts";
import { hostFlag, parsePort } from "./values.ts";

/** What the client is told on its command line. */
export interface ClientSettings {
  /** Where the server is. */
  readonly host: string;
  /** Port of RESP. */
  readonly port: number;
  /** The name to take; `undefined` lets the server choose. */
  readonly name: string | undefined;
  /** Milliseconds that connecting and each wait for bytes may take. */
  readonly timeout: number;
  /** Whether to print one JSON object a line. */
  readonly json: boolean;
  /** How many times to run the command, over one connection each. */
  readonly repeat: number;
  /** Where `get` writes; `-` is stdout. */
  readonly output: string | undefined;
  /** The room where one talks. */
  readonly room: string;
  /** Whether `rm` removes what is in a directory too. */
  readonly recursive: boolean;
  /** When the session has colours. */
  readonly color: "auto" | "always" | "never";
  /** Whether the session shows lines only. */
  readonly plain: boolean;
}

/** What the client's command line asks for. */
export type ClientInvocation =
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version"; readonly text: string }
  /** No command: the session on a terminal, else each line of stdin is said. */
  | { readonly kind: "talk"; readonly settings: ClientSettings }
  | {
    readonly kind: "command";
    readonly settings: ClientSettings;
    readonly command: CommandName;
    readonly args: readonly string[];
  };

/** Longest time-out: what a timer can hold. */
const MOST_SECONDS = 86_400;

const FLAGS = {
  host: hostFlag("where the server is"),
  port: valueFlag<number, number>({
    placeholder: "PORT",
    summary: "its RESP port",
    fallback: 5050,
    shown: "5050",
    want: "a port from 1 to 65535",
    parse: (text) => parsePort(text) || undefined,
  }),
  name: valueFlag<string, undefined>({
    placeholder: "NAME",
    summary: "who you are; without it the server calls you guest",
    fallback: undefined,
    want: "a name",
    parse: (text) => text,
  }),
  room: valueFlag<string, string>({
    placeholder: "ROOM",
    summary: "the room to talk in",
    fallback: "plaza",
    shown: "plaza",
    want: "the name of a room",
    parse: (text) => text,
  }),
  timeout: valueFlag<number, number>({
    placeholder: "SECONDS",
    summary: "how long connecting and each wait for bytes may take",
    fallback: 10_000,
    shown: "10",
    want: `seconds from 0.001 to ${MOST_SECONDS}`,
    parse: parseSeconds,
  }),
  json: { summary: "print one JSON object a line" } satisfies SwitchFlag as SwitchFlag,
  repeat: valueFlag<number, number>({
    placeholder: "N",
    summary: "run the command N times, over one connection each",
    fallback: 1,
    shown: "1",
    want: "a whole number from 1 to 1000000",
    parse: parseRepeat,
  }),
  output: valueFlag<string, undefined>({
    placeholder: "FILE",
    summary: "where get writes; - is stdout",
    short: "o",
    fallback: undefined,
    want: "a file, or '-' for stdout",
    parse: (text) => text,
  }),
  color: valueFlag<"auto" | "always" | "never", "auto">({
    placeholder: "WHEN",
    summary: "colours in the session: always, never, or auto: on a terminal, unless NO_COLOR is set",
    fallback: "auto",
    shown: "auto",
    want: "auto, always or never",
    parse: (text) => text === "auto" || text === "always" || text === "never" ? text : undefined,
  }),
  plain: {
    summary: "the session shows lines only, for screen readers and dumb terminals",
  } satisfies SwitchFlag as SwitchFlag,
  // No variable: what one command removes should be asked for on its own line.
  recursive: {
    summary: "rm removes a directory with all that is in it",
    short: "r",
    environment: false,
  } satisfies SwitchFlag as SwitchFlag,
  help: { summary: "this help", short: "h", environment: false } satisfies SwitchFlag as SwitchFlag,
  version: { summary: "the version", environment: false } satisfies SwitchFlag as SwitchFlag,
};

function parseSeconds(text: string): number | undefined {
  const seconds = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
  return seconds >= 0.001 && seconds <= MOST_SECONDS ? Math.round(seconds * 1000) : undefined;
}

function parseRepeat(text: string): number | undefined {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= 1_000_000 ? count : undefined;
}

/**
 * Reads the client's command line and environment.
 *
 * @param args The arguments, without the program's name.
 * @param env Reads a variable.
 * @returns What to do.
 * @throws {EnchufeError} USAGE, one line.
 */
export function parseClientArguments(args: readonly string[], env: ReadVariable): ClientInvocation {
  if (asksFor(args, ["--help", "-h"])) return { kind: "help", text: clientHelp() };
  if (asksFor(args, ["--version"])) return { kind: "version", text: `enchufe ${VERSION}\n` };
  const { values, positionals } = parseFlags(FLAGS, args, env);
  const { host, port, name, timeout, json, repeat, output, room, recursive, color, plain } = values;
  const settings = { host, port, name, timeout, json, repeat, output, room, recursive, color, plain };
  const [word, ...rest] = positionals;
  if (word === undefined) {
    if (output !== undefined) throw usage("Flag '--output' stands without 'get': want get PATH -o FILE");
    if (recursive) throw usage("Flag '--recursive' stands without 'rm': want rm PATH -r");
    if (repeat > 1) throw usage("Flag '--repeat' stands without a command: want one, such as time");
    return { kind: "talk", settings };
  }
  const command = findCommand(word, "shell");
  if (command === undefined) throw unknownCommand(word);
  checkCount(command, rest);
  if (output !== undefined && (command !== "get" || rest.length !== 1)) {
    throw usage(`Flag '--output' goes with one file: want get PATH -o FILE`);
  }
  if (recursive && command !== "rm") {
    throw usage("Flag '--recursive' goes with 'rm': want rm PATH -r");
  }
  return { kind: "command", settings, command, args: rest };
}

function unknownCommand(word: string): Error {
  const near = suggest(word, commandWords("shell"));
  const hint = near === undefined ? "see --help" : `did you mean '${near}'? See --help`;
  return usage(`Command '${escapeText(word)}' is unknown: ${hint}`);
}

function checkCount(command: CommandName, args: readonly string[]): void {
  const { least, most }: ClientCommand = CLIENT_COMMANDS[command];
  if (args.length >= least && args.length <= most) {
    const empty = command !== "raw" && command !== "echo" && args.includes("");
    if (!empty) return;
    throw usage(`Argument '' of '${command}' is empty: want ${commandUsage(command, "shell")}`);
  }
  const hint = command === "say" ? ", with TEXT in quotes" : "";
  const given = args.length === 1 ? "1 argument" : `${args.length} arguments`;
  throw usage(`Command '${command}' has ${given}: want ${commandUsage(command, "shell")}${hint}`);
}

/**
 * The client's help.
 *
 * @returns Lines, each ending in a line break.
 */
export function clientHelp(): string {
  return `Usage: client [FLAGS] [COMMAND …]

Lists, fetches and hands in files, and talks, with an Enchufe server. Without a command it is a chat
on a terminal (type /help there), and says each line of its input otherwise.

Commands:
${commandHelp("shell")}
Flags:
${flagHelp(FLAGS)}
Every flag but --recursive, --help and --version is also an environment variable: --name is
ENCHUFE_NAME. A flag beats its variable. After -- nothing is a flag.

Exit status: 0 done, 1 the server refused, 2 bad usage, 3 no connection, or it was lost or timed
out, 4 received bytes do not match their digest, 130 interrupted.
`;
}

/**
 * The client's commands and flags for the README.
 *
 * @returns Two Markdown tables, each under its heading line.
 */
export function clientMarkdown(): string {
  return `Commands of \`client\`:\n\n${commandMarkdown()}\nFlags:\n\n${flagMarkdown(FLAGS)}`;
}
