/**
 * What help, usage errors and man pages say of both programs. Callers escape what was typed after a text is put
 * together. Words in capitals are placeholders: they are written as in `placeholders` here, in every language.
 *
 * @module
 */
import { LIMIT_NAMES, LIMIT_TABLE, type LimitName } from "../../limits.ts";
import { counted } from "../format.ts";
import { commands, type CommandsTexts } from "./commands.ts";

/** English. */
export const help = {
  // Headings.
  usage: "Usage",
  commandsTitle: "Commands",
  flags: "Flags",
  commonFlags: "Flags of every command",
  examples: "Examples",
  environment: "Environment",
  exitStatus: "Exit status",
  limitsTitle: "Limits",
  more: "More",
  also: (words: string) => `also ${words}`,

  /** How placeholders are written; what is not here stays as it is. */
  placeholders: {} as Readonly<Record<string, string>>,

  // The client.
  clientSummary: "list, fetch and hand in files, and talk",
  clientAbout:
    "Lists, fetches and hands in files, and talks, with an Enchufe server. Without a command it is " +
    "a chat on a terminal (type /help there), and says each line of its input otherwise.",
  clientMore: "help COMMAND, or COMMAND --help, has more on a command, with examples.",
  clientEnvironment:
    "Every flag but --exclude, --if-exists, --names, --recursive, --tar, --help and --version is also an environment " +
    "variable: --name is ENCHUFE_NAME. A flag beats its variable. After -- nothing is a flag.",
  clientStatuses: {
    0: "done",
    1: "refused, or a file here could not be used",
    2: "wrong usage",
    3: "no connection, none that can be trusted, or it was lost or timed out",
    4: "received bytes do not match their SHA-256",
    130: "interrupted",
  },
  clientFlags: {
    host: "where the server is",
    port: "its RESP port",
    tls: "encrypt the connection; a server that nobody vouches for is remembered at the first one",
    ca: "with TLS, trust only servers that the authorities in this file or those of the system vouch for",
    tlsFingerprint: "with TLS, trust only the server whose certificate has this fingerprint",
    name: "who you are; without it the server calls you guest",
    user: "user to authenticate as, where the server has users",
    passwordFile:
      "file whose first line is the password; also the variable ENCHUFE_PASSWORD; else it is asked for",
    room: "the room to talk in",
    timeout: "how long connecting and each wait for bytes may take",
    json: "print one JSON object a line",
    repeat: "run the command N times, over one connection each",
    output: "where get writes; - is stdout",
    limitRate: "bytes a second that get and put may take: 500K, 1M",
    color: "colours in the session; auto: on a terminal, unless NO_COLOR is set",
    plain: "the session shows lines only, for screen readers and dumb terminals",
    recursive: "directories go with all that is in them",
    exclude: "leave out names that match, or paths below the directory; may be repeated",
    ifExists: "what get and put do about a name that is taken",
    tar: "get fetches a directory as one archive, DIR.tar or what -o says",
    names: "ls, who and rooms print paths or names only, one a line",
    lang: "language of what you read; otherwise that of LC_ALL, LC_MESSAGES or LANG",
    help: "this help",
    version: "the version",
  },
  commands: commands as CommandsTexts,

  // The server.
  serverSummary: "share a folder and host rooms",
  serverAbout:
    "Shares FOLDER (default: the current directory) and hosts rooms, over RESP and plain sockets. Only this " +
    "machine can connect, and nobody can write, unless flags say otherwise.",
  serverSections: {
    who: "Who may connect, and do what",
    passwords: "Passwords",
    ports: "Ports",
    tls: "TLS, for the RESP port",
    rest: "Other flags",
  },
  serverMore: [
    ["passwd FILE USER", "add a user, or change the password, which is asked for or read from stdin"],
    ["--help limits", "how long, large and many things may be, each a flag"],
    ["--help commands", "the commands of the protocol"],
  ] as readonly (readonly [string, string])[],
  serverLimitsAbout: "What peers may send and keep, each with its default. Sizes are written 64K, 8M, 4G; " +
    "times 250ms, 30s, 15m, 7d.",
  serverEnvironment: "Every flag but --completions, --help and --version is also an environment variable: " +
    "--chat-port is ENCHUFE_CHAT_PORT. A flag beats its variable.",
  serverStatuses: { 0: "stopped as asked", 1: "could not start or go on", 2: "wrong usage" },
  serverExamples: [
    ["enchufe-server ~/class", "share a folder with this machine, to try it"],
    [
      "enchufe-server --host 0.0.0.0 --drop-box homework ~/class",
      "let everyone on the network read it, and hand in what only you see",
    ],
    [
      "enchufe-server --host 0.0.0.0 --access write ~/class",
      "let everyone on the network read, change and remove files",
    ],
    ["enchufe-server --classic", "open the five classic services too, for programs written in class"],
  ] as readonly (readonly [string, string])[],
  serverFlags: {
    host: "address to listen on; 0.0.0.0 is every IPv4 address, :: every address",
    port: "port of RESP, for our client and every Redis client; 0 asks for a free one",
    chatPort: "port of the classic chat service",
    echoPort: "port of the classic echo service",
    listPort: "port of the classic list service",
    filePort: "port of the classic file service",
    menuPort: "port of the classic menu service",
    classic: "all five classic services on their usual ports: echo 5500, list 5577, file 5501, menu 65432, " +
      "chat 2010; a port that is given wins",
    access:
      "what others may do with the folder: read it; drop: only put new files into it and see their own; " +
      "write: also change and remove everybody's",
    dropBox:
      "make this directory of the folder a drop box: anyone puts new files into it, stored under their name " +
      "and the time, and sees only their own",
    users: "file of users with their passwords and roles; passwd writes it, SIGHUP has it read again",
    passwordFile: "file whose first line is one password for everybody",
    requirePassword: "what a password is wanted for: all, or only to administrate, change and remove",
    role: "with passwd: what the user may do; of a new one: read",
    hidden: "list and serve hidden files too",
    tlsCert: "certificate of the RESP port as PEM, those that signed it behind it; read anew at SIGHUP",
    tlsKey: "private key of the certificate as PEM; read anew at SIGHUP",
    tlsSelfSigned: "make a certificate and its key at the first start, keep them, and tell the fingerprint",
    tlsDir: "directory where they are kept; otherwise enchufe among your settings, as in ~/.config",
    sync: "whether a file is synced to disk before it is acknowledged",
    watch: "whether changes that other programs make in the folder are told",
    history: "file that keeps the messages of rooms, so that they outlive the server; not in FOLDER",
    logFormat: "how log lines are written; they go to stderr",
    lang: "language of what you read; otherwise that of LC_ALL, LC_MESSAGES or LANG",
    completions: "print a script that completes flags in that shell, and end",
    help: "this help",
    version: "the version",
  },
  limits: Object.fromEntries(LIMIT_NAMES.map((name) => [name, LIMIT_TABLE[name].summary])) as Readonly<
    Record<LimitName, string>
  >,

  // The commands of the protocol. Their own table has the English summaries.
  protocolAbout: "What any Redis client can send. COMMAND DOCS and docs/protocol.md say more.",
  protocolGroup: (_group: string): string | undefined => undefined,
  protocolCommand: (_name: string): string | undefined => undefined,

  // What a value must be, to follow "want".
  want: {
    port: (least: number) => `a port from ${least} to 65535`,
    portOrOff: "a port from 0 to 65535, or 'off'",
    host: "a host name or address; a port goes in --port",
    name: (near: string) => `a name without spaces${near === "" ? "" : `, such as '${near}'`}`,
    room: "the name of a room",
    seconds: (most: number) => `seconds from 0.001 to ${most}`,
    count: (least: number) => `a whole number from ${least}`,
    countTo: (least: number, most: number) => `a whole number from ${least} to ${most}`,
    size: (least: number) => `a size of ${least} or more, such as 64K, 8M or 4G`,
    time: "a time, such as 250ms, 30s or 15m",
    timeTo: "a time, such as 250ms, 30s or 15m, 24d at most",
    glob: "a pattern, such as '*.tmp' or build",
    file: "a file, or '-' for stdout",
    user: "the name of a user, without spaces",
    secretFile: "a file that only its owner can read",
    boxPath: "a directory in the folder, such as homework; --access drop makes all of it a drop box",
    historyFile: "a file outside the shared folder",
    fingerprint: "the fingerprint of a certificate, 'SHA256:' and 64 hexadecimal digits",
    directory: "a directory",
    pem: "a file in PEM format",
    oneOf: (words: readonly string[]) => {
      const quoted = words.map((word) => `'${word}'`);
      return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
    },
  },

  // Mistakes in what was typed.
  wrong: {
    unknownFlag: (flag: string) => `Flag '${flag}' is unknown: see --help`,
    unknownShort: (flag: string) =>
      `Flag '${flag}' is unknown: see --help, or put -- before what begins with a dash`,
    nearFlag: (flag: string, near: string) => `Flag '${flag}' is unknown: did you mean '${near}'?`,
    repeated: (flag: string) => `Flag '${flag}' is given more than once: want it once`,
    takesNone: (flag: string, value: string) => `Flag '${flag}' takes no value, but has '${value}'`,
    lacks: (flag: string, want: string) => `Flag '${flag}' lacks its value: want ${want}`,
    badFlag: (flag: string, value: string, want: string) =>
      `Flag '${flag}' has the bad value '${value}': want ${want}`,
    badVariable: (name: string, value: string, want: string) =>
      `Variable '${name}' has the bad value '${value}': want ${want}`,
    wantSwitch: "1 or 0",
    unknownCommand: (word: string) => `Command '${word}' is unknown: see --help`,
    nearCommand: (word: string, near: string) =>
      `Command '${word}' is unknown: did you mean '${near}'? See --help`,
    unknownShell: (shell: string, want: string) => `There are no completions for '${shell}': want ${want}`,
    unknownTopic: (topic: string, want: string) => `There is no help on '${topic}': want ${want}`,
    emptyArgument: (command: string, usage: string) => `Argument '' of '${command}' is empty: want ${usage}`,
    argumentCount: (command: string, count: number, usage: string) =>
      `Command '${command}' has ${
        counted(count, "en", { one: "# argument", other: "# arguments" })
      }: want ${usage}`,
    quoteText: (message: string) => `${message}, with TEXT in quotes`,
    flagAlone: (flag: string, command: string, usage: string) =>
      `Flag '${flag}' stands without '${command}': want ${usage}`,
    flagGoesWith: (flag: string, commands: string, usage: string) =>
      `Flag '${flag}' goes with ${commands}: want ${usage}`,
    passwordNowhere: "Flag '--require-password' wants a password: give --users FILE or --password-file FILE",
    roleAlone: "Flag '--role' goes with 'passwd': want enchufe-server passwd FILE USER --role ROLE",
    passwdUsage:
      "Command 'passwd' wants a file and a user: want enchufe-server passwd FILE USER [--role ROLE]",
    badUser: (name: string) =>
      `User '${name}' is no name: want 1 to 32 letters, digits, '_', '-' or '.', with a letter first`,
    oneFile: (flag: string, usage: string) => `Flag '${flag}' goes with one file: want ${usage}`,
    tarOrRecursive: "Flags '--tar' and '--recursive' exclude each other: want one",
    outputRecursive: "Flag '--output -' goes with one file: want get PATH --tar -o - for a directory",
    repeatAlone: "Flag '--repeat' stands without a command: want one, such as time",
    inputNeedsPath: "FILE - is the standard input, which goes alone and needs a name: want put - PATH",
    noInput: "There is no standard input here: want a file or a text",
    inputOnce: "The standard input can be read only once",
    inputTooBig: (most: string) =>
      `The standard input is larger than ${most}, which is all that the server takes`,
    inputTooLong: (characters: number) =>
      `The standard input is longer than a message may be: the limit is ${characters} characters`,
    emptyFolder: "The folder has an empty name: want the folder to share",
    twoFolders: (first: string, second: string) =>
      `One folder is shared, but '${first}' and '${second}' are given: want one`,
    boxInBox: "Flag '--drop-box' goes with --access read or write: with drop the whole folder is a drop box",
    tlsPair: "Flags '--tls-cert' and '--tls-key' go together: want both",
    tlsTwice: "Flag '--tls-self-signed' makes a certificate, but '--tls-cert' names one: want one of them",
    tlsNoHome: "There is no home directory to keep the certificate in: want --tls-dir DIR",
    caTwice: "Flags '--ca' and '--tls-fingerprint' say different things of whom to trust: want one of them",
    samePort: (port: number, one: string, other: string) =>
      `Port ${port} is given to both ${one} and ${other}: want different ports, or 0 for a free one`,
  },
};

/** The shape that every language has. */
export type HelpTexts = typeof help;
