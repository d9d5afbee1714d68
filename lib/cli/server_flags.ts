/**
 * The server's command line.
 *
 * @module
 */
import { isUserName } from "../accounts/users_file.ts";
import { escapeText } from "../escape.ts";
import { LIMIT_NAMES, type LimitName, type Limits, makeLimits } from "../limits.ts";
import { type CertificateFiles, selfSignedFiles } from "../tls/certificate_files.ts";
import { configFolder } from "../tls/config_folder.ts";
import { en } from "../texts/en/all.ts";
import { texts } from "../texts/texts.ts";
import { versionText } from "../version.ts";
import { serverCompletions } from "./completions.ts";
import { flagMarkdown } from "./flag_help.ts";
import { asksFor, parseFlags, type ReadVariable, usage } from "./flags.ts";
import { LIMIT_FLAGS, SERVER_FLAGS } from "./server_flag_table.ts";
import { HELP_TOPICS, type HelpTopic } from "./server_pages.ts";

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
  /** Certificate and key of the RESP port; `undefined` for no TLS. */
  readonly tls: CertificateFiles | undefined;
  /** What peers may do. */
  readonly access: "read" | "drop" | "write";
  /** A directory of the share where anyone may put new files. */
  readonly dropBox: string | undefined;
  /** The file of users. */
  readonly users: string | undefined;
  /** A file with the password of who gives no user. */
  readonly passwordFile: string | undefined;
  /** What a password is wanted for. */
  readonly required: "all" | "admin";
  /** Whether hidden entries are listed and served. */
  readonly hidden: boolean;
  /** All limits, in their stored units. */
  readonly limits: Limits;
  /** How log lines are written. */
  readonly logFormat: "text" | "json";
  /** Whether a file is synced to disk before it is acknowledged. */
  readonly sync: boolean;
  /** Whether what other programs do in the folder is told. */
  readonly watch: boolean;
  /** File that keeps the messages of rooms, as it was typed; `undefined` for memory. */
  readonly history: string | undefined;
}

/** What the server's command line asks for. */
export type ServerCommand =
  /** {@linkcode serverHelp} makes it. */
  | { readonly kind: "help"; readonly topic: HelpTopic | undefined }
  /** Only a text to print. */
  | { readonly kind: "version" | "completions"; readonly text: string }
  | { readonly kind: "run"; readonly settings: ServerSettings }
  /** `passwd FILE USER`: adds a user, or gives one another password or role. */
  | {
    readonly kind: "passwd";
    readonly file: string;
    readonly user: string;
    readonly role: "read" | "drop" | "write" | "admin" | undefined;
  };

/** The usual ports of the classic services. */
const CLASSIC = { echo: 5500, list: 5577, file: 5501, menu: 65432, chat: 2010 } as const;

const HELP = ["--help", "-h"];

/**
 * Reads the server's command line and environment.
 *
 * @param args The arguments, without the program's name.
 * @param env Reads a variable.
 * @returns What to do.
 * @throws {EnchufeError} USAGE, one line.
 */
export function parseServerArguments(args: readonly string[], env: ReadVariable): ServerCommand {
  if (asksFor(args, HELP)) return { kind: "help", topic: helpTopic(args) };
  if (asksFor(args, ["--version"])) return { kind: "version", text: `${versionText()}\n` };
  const { values, positionals } = parseFlags({ ...SERVER_FLAGS, ...LIMIT_FLAGS }, args, env);
  if (values.completions !== undefined) {
    return { kind: "completions", text: serverCompletions(values.completions) };
  }
  const passwd = passwdCommand(positionals, values.role);
  if (passwd !== undefined) return passwd;
  const [folder = ".", extra] = positionals;
  if (folder === "") throw usage(texts.help.wrong.emptyFolder);
  if (extra !== undefined) throw usage(texts.help.wrong.twoFolders(escapeText(folder), escapeText(extra)));
  const tls = tlsSettings(values, env);
  const ports = {
    resp: values.port,
    echo: classicPort(values.echoPort, values.classic ? CLASSIC.echo : undefined),
    list: classicPort(values.listPort, values.classic ? CLASSIC.list : undefined),
    file: classicPort(values.filePort, values.classic ? CLASSIC.file : undefined),
    menu: classicPort(values.menuPort, values.classic ? CLASSIC.menu : undefined),
    // It has no TLS: who wants that must not have the rooms told in the clear unasked.
    chat: classicPort(values.chatPort, values.classic || tls === undefined ? CLASSIC.chat : undefined),
  };
  checkPorts(ports);
  if (values.access === "drop" && values.dropBox !== undefined) throw usage(texts.help.wrong.boxInBox);
  if (
    values.requirePassword !== undefined && values.users === undefined && values.passwordFile === undefined
  ) {
    throw usage(texts.help.wrong.passwordNowhere);
  }
  const changed: Partial<Record<LimitName, number>> = {};
  for (const name of LIMIT_NAMES) changed[name] = values[name];
  return {
    kind: "run",
    settings: {
      folder,
      host: values.host,
      ports,
      tls,
      access: values.access,
      dropBox: values.dropBox,
      users: values.users,
      passwordFile: values.passwordFile,
      required: values.requirePassword ?? "all",
      hidden: values.hidden,
      limits: makeLimits(changed),
      logFormat: values.logFormat,
      sync: values.sync === "on",
      watch: values.watch === "on",
      history: values.history,
    },
  };
}

function tlsSettings(
  { tlsCert, tlsKey, tlsSelfSigned, tlsDir }: {
    readonly tlsCert: string | undefined;
    readonly tlsKey: string | undefined;
    readonly tlsSelfSigned: boolean;
    readonly tlsDir: string | undefined;
  },
  env: ReadVariable,
): CertificateFiles | undefined {
  if (tlsSelfSigned) {
    if (tlsCert !== undefined || tlsKey !== undefined) throw usage(texts.help.wrong.tlsTwice);
    const folder = tlsDir ?? configFolder(env);
    if (folder === undefined) throw usage(texts.help.wrong.tlsNoHome);
    return selfSignedFiles(folder);
  }
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) throw usage(texts.help.wrong.tlsPair);
  return { cert: tlsCert, key: tlsKey, make: false };
}

/** A folder of that name is `./passwd`. */
function passwdCommand(
  [word, file, user, extra]: readonly string[],
  role: Extract<ServerCommand, { kind: "passwd" }>["role"],
): ServerCommand | undefined {
  if (word !== "passwd") {
    if (role !== undefined) throw usage(texts.help.wrong.roleAlone);
    return undefined;
  }
  if (file === undefined || file === "" || user === undefined || extra !== undefined) {
    throw usage(texts.help.wrong.passwdUsage);
  }
  const name = user.normalize("NFC");
  if (!isUserName(name)) throw usage(texts.help.wrong.badUser(escapeText(user)));
  return { kind: "passwd", file, user: name, role };
}

/** A word right behind `--help` can only be a topic; one elsewhere may be the folder. */
function helpTopic(args: readonly string[]): HelpTopic | undefined {
  const topic = HELP_TOPICS.find((each) => args.includes(each));
  const word = args[args.findIndex((arg) => HELP.includes(arg)) + 1];
  // The server's own page has it.
  if (topic !== undefined || word === undefined || word === "passwd" || word.startsWith("-")) return topic;
  throw usage(texts.help.wrong.unknownTopic(escapeText(word), texts.help.want.oneOf(HELP_TOPICS)));
}

function classicPort(given: number | "off" | undefined, usual: number | undefined): number | undefined {
  return given === "off" ? undefined : given ?? usual;
}

function checkPorts(ports: ServerSettings["ports"]): void {
  const owners = new Map<number, string>();
  for (const [kind, port] of Object.entries(ports)) {
    if (port === undefined || port === 0) continue;
    const owner = owners.get(port);
    if (owner !== undefined) throw usage(texts.help.wrong.samePort(port, owner, kind));
    owners.set(port, kind);
  }
}

/**
 * The server's flags and limits for the README, in English.
 *
 * @returns Two Markdown tables, each under its heading line.
 */
export function serverMarkdown(): string {
  const { help } = en;
  return `Flags of \`server [FOLDER]\`:\n\n${flagMarkdown(SERVER_FLAGS, help.serverFlags)}\n` +
    `Limits:\n\n${flagMarkdown(LIMIT_FLAGS, help.limits)}`;
}
