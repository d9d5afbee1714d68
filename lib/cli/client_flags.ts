/**
 * The client's command line.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import { versionText } from "../version.ts";
import { en } from "../texts/en/all.ts";
import { texts } from "../texts/texts.ts";
import {
  CLIENT_COMMANDS,
  type ClientCommand,
  COMMAND_ROWS,
  commandMarkdown,
  type CommandName,
  commandUsage,
  commandWords,
  findCommand,
  type Shell,
  SHELLS,
} from "./client_commands.ts";
import { CLIENT_FLAGS } from "./client_flag_table.ts";
import { clientHelp } from "./client_pages.ts";
import { clientCompletions } from "./completions.ts";
import { flagMarkdown, inWords } from "./flag_help.ts";
import { asksFor, flagName, parseFlags, type ReadVariable, usage } from "./flags.ts";
import { suggest } from "./suggest.ts";

/** Whom the client trusts; neither: authorities of the system, and servers that were seen before. */
export interface ClientTls {
  /** A file of authorities. */
  readonly ca: string | undefined;
  /** The only fingerprint that is trusted. */
  readonly fingerprint: string | undefined;
}

/** What the client is told on its command line. */
export interface ClientSettings {
  /** Where the server is. */
  readonly host: string;
  /** Port of RESP. */
  readonly port: number;
  /** Whom to trust with TLS; `undefined` for none. */
  readonly tls: ClientTls | undefined;
  /** The name to take; `undefined` lets the server choose. */
  readonly name: string | undefined;
  /** The user to authenticate as; `undefined` for who knows only the shared password, or none. */
  readonly user: string | undefined;
  /** The file whose first line is the password. */
  readonly passwordFile: string | undefined;
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
  /** Whether directories go with all that is in them. */
  readonly recursive: boolean;
  /** Names and paths below a directory that are left out. */
  readonly exclude: readonly string[];
  /** What about a name that is taken where a file goes to. */
  readonly ifExists: "replace" | "skip" | "rename";
  /** Bytes a second that a transfer may take; `undefined` for all there are. */
  readonly limitRate: number | undefined;
  /** Whether `get` fetches a directory as one archive. */
  readonly tar: boolean;
  /** Whether listings print names only. */
  readonly names: boolean;
  /** When the session has colours. */
  readonly color: "auto" | "always" | "never";
  /** Whether the session shows lines only. */
  readonly plain: boolean;
}

/** What the client's command line asks for. */
export type ClientInvocation =
  /** Only a text to print; no server is needed. */
  | { readonly kind: "help" | "version" | "completions"; readonly text: string }
  /** No command: the session on a terminal, else each line of stdin is said. */
  | { readonly kind: "talk"; readonly settings: ClientSettings }
  | {
    readonly kind: "command";
    readonly settings: ClientSettings;
    readonly command: CommandName;
    readonly args: readonly string[];
  };

/**
 * Reads the client's command line and environment.
 *
 * @param args The arguments, without the program's name.
 * @param env Reads a variable.
 * @returns What to do.
 * @throws {EnchufeError} USAGE, one line.
 */
export function parseClientArguments(args: readonly string[], env: ReadVariable): ClientInvocation {
  if (asksFor(args, ["--help", "-h"])) return { kind: "help", text: helpFor(wordOf(args, env)) };
  if (asksFor(args, ["--version"])) return { kind: "version", text: `${versionText()}\n` };
  const { values, positionals } = parseFlags(CLIENT_FLAGS, args, env);
  const { help: _help, version: _version, lang: _lang, tls: _tls, ca: _ca, tlsFingerprint: _pin, ...others } =
    values;
  const settings = { ...others, tls: tlsSettings(values) };
  const [word, ...rest] = positionals;
  if (word === undefined) {
    checkTalk(settings);
    return { kind: "talk", settings };
  }
  const command = wantCommand(word);
  checkCount(command, rest);
  checkOwnFlags(command, settings);
  checkTransfer(settings, rest);
  if (command === "help") return { kind: "help", text: helpFor(rest[0]) };
  if (command === "completions") return { kind: "completions", text: clientCompletions(wantShell(rest)) };
  return { kind: "command", settings, command, args: rest };
}

/** Who says whom to trust wants TLS: to leave it out would send everything in the clear. */
function tlsSettings({ tls, ca, tlsFingerprint: fingerprint }: {
  readonly tls: boolean;
  readonly ca: string | undefined;
  readonly tlsFingerprint: string | undefined;
}): ClientTls | undefined {
  if (ca !== undefined && fingerprint !== undefined) throw usage(texts.help.wrong.caTwice);
  return tls || ca !== undefined || fingerprint !== undefined ? { ca, fingerprint } : undefined;
}

/** The command beside `--help`, even if there is a mistake in the rest. */
function wordOf(args: readonly string[], env: ReadVariable): string | undefined {
  try {
    const [word, topic] = parseFlags(CLIENT_FLAGS, args, env).positionals;
    return word !== undefined && findCommand(word, "shell") === "help" ? topic ?? word : word;
  } catch {
    return args.find((arg) => findCommand(arg, "shell") !== undefined);
  }
}

function helpFor(word: string | undefined): string {
  return clientHelp(word === undefined ? undefined : sessionCommand(word) ?? wantCommand(word));
}

/** Commands of the session have help too, typed with their slash or without. */
function sessionCommand(word: string): CommandName | undefined {
  return findCommand(word, "shell") ?? findCommand(word.replace(/^\//, ""), "session");
}

function wantCommand(word: string): CommandName {
  const command = findCommand(word, "shell");
  if (command !== undefined) return command;
  const near = suggest(word, commandWords("shell"));
  const shown = escapeText(word);
  const { nearCommand, unknownCommand } = texts.help.wrong;
  throw usage(near === undefined ? unknownCommand(shown) : nearCommand(shown, near));
}

function wantShell([word = ""]: readonly string[]): Shell {
  const shell = SHELLS.find((each) => each === word.toLowerCase());
  if (shell !== undefined) return shell;
  throw usage(texts.help.wrong.unknownShell(escapeText(word), texts.help.want.oneOf(SHELLS)));
}

/** Flags of some commands only, with what shows how they are used: first the command, for want of which they mean nothing. */
const OWN_FLAGS = {
  output: "get PATH -o FILE",
  recursive: "get PATH -r",
  exclude: "get PATH -r --exclude GLOB",
  ifExists: "get PATH --if-exists skip",
  tar: "get PATH --tar",
  names: "ls [PATH] --names",
} as const;

const OWN_ROWS = Object.entries(OWN_FLAGS) as [keyof typeof OWN_FLAGS, string][];

function isGiven(flag: keyof typeof OWN_FLAGS, settings: ClientSettings): boolean {
  if (flag === "ifExists") return settings.ifExists !== "replace";
  return flag === "exclude" ? settings.exclude.length > 0 : Boolean(settings[flag]);
}

function checkTalk(settings: ClientSettings): void {
  const { flagAlone, repeatAlone } = texts.help.wrong;
  for (const [flag, usual] of OWN_ROWS) {
    if (!isGiven(flag, settings)) continue;
    throw usage(flagAlone(flagName(flag), usual.split(" ")[0] as string, inWords(usual)));
  }
  if (settings.repeat > 1) throw usage(repeatAlone);
}

function checkOwnFlags(command: CommandName, settings: ClientSettings): void {
  const { flags: own = [] }: ClientCommand = CLIENT_COMMANDS[command];
  for (const [flag, usual] of OWN_ROWS) {
    if (!isGiven(flag, settings) || own.includes(flag)) continue;
    const takers = COMMAND_ROWS.filter(([, row]) => row.flags?.includes(flag)).map(([name]) => name);
    throw usage(
      texts.help.wrong.flagGoesWith(flagName(flag), texts.help.want.oneOf(takers), inWords(usual)),
    );
  }
}

/** What of a transfer cannot go together. */
function checkTransfer({ output, recursive, tar }: ClientSettings, words: readonly string[]): void {
  const { oneFile, tarOrRecursive, outputRecursive } = texts.help.wrong;
  if (tar && recursive) throw usage(tarOrRecursive);
  if (tar && words.length !== 1) throw usage(oneFile("--tar", inWords("get PATH --tar")));
  if (output === "-" && recursive) throw usage(outputRecursive);
  // Several files may go to a directory: whether it is one is seen when it is needed.
  if (output === "-" && words.length !== 1) {
    throw usage(oneFile("--output -", inWords("get PATH -o -")));
  }
}

function checkCount(command: CommandName, args: readonly string[]): void {
  const { least, most }: ClientCommand = CLIENT_COMMANDS[command];
  const { emptyArgument, argumentCount, quoteText } = texts.help.wrong;
  const wanted = commandUsage(command, "shell");
  if (args.length >= least && args.length <= most) {
    const empty = command !== "raw" && command !== "echo" && args.includes("");
    if (empty) throw usage(emptyArgument(command, wanted));
    return;
  }
  const message = argumentCount(command, args.length, wanted);
  throw usage(command === "say" ? quoteText(message) : message);
}

/**
 * The client's commands and flags for the README, in English.
 *
 * @returns Two Markdown tables, each under its heading line.
 */
export function clientMarkdown(): string {
  const flags = flagMarkdown(CLIENT_FLAGS, en.help.clientFlags);
  return `Commands of \`client\`:\n\n${commandMarkdown()}\nFlags:\n\n${flags}`;
}
