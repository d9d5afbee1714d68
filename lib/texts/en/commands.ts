/**
 * What help says of the client's commands. A test runs every example.
 *
 * @module
 */

/** One command. */
export interface CommandTexts {
  /** What it does: a part of a sentence, in small letters. */
  readonly summary: string;
  /** What else there is to know: whole sentences; empty if that is all. */
  readonly about: string;
  /** Lines for a shell, each with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
}

/** English. */
export const commands = {
  ls: {
    summary: "list a directory",
    about: "Without PATH it is the share itself. A directory ends in / and has no size.",
    examples: [
      ["enchufe ls", "what the server shares"],
      ["enchufe ls docs", "what is in one directory"],
      ["enchufe ls --names docs", "paths only, one a line, for a script"],
    ],
  },
  get: {
    summary: "fetch files, or directories with -r, into the current directory or where -o says",
    about:
      "PATH may be a pattern, in quotes, of names on the server: a name that is exactly that wins. A file here " +
      "with that name is replaced, unless --if-exists says otherwise, but only once every byte came and matched its " +
      "SHA-256. What was broken off goes on when the same command is given again. -o DIR/ is a directory, made if " +
      "it is missing; on the command line, -o - writes to stdout, and --tar fetches a directory as one archive.",
    examples: [
      ["enchufe get welcome.txt docs/plan.txt", "fetch two files"],
      ["enchufe get 'docs/*.txt' -o texts/", "fetch what matches, into a directory"],
      ["enchufe get -r docs --exclude '*.tmp'", "fetch a directory with all that is in it, but for some"],
      ["enchufe get welcome.txt -o hello.txt", "keep it under another name"],
      ["enchufe get docs/plan.txt -o - | sort", "send it on to another program"],
      ["enchufe get --tar docs -o - | tar x", "unpack a directory while it comes"],
    ],
  },
  put: {
    summary:
      "hand in files, or directories with -r; PATH ending in / is a directory; a last word that is here is handed in too",
    about:
      "FILE may be a pattern. With -r, hidden files go too if the server takes them; links in a directory are " +
      "passed over. FILE - is the standard input, which needs a PATH. The server must run with --access write, or " +
      "--access drop or --drop-box for new files. A file there with that name is replaced, unless --if-exists says " +
      "otherwise. What was broken off goes on when the same command is given again.",
    examples: [
      ["enchufe put homework.txt", "hand in one file"],
      ["enchufe put homework.txt drawing.png ana/", "hand in two, in a directory"],
      ["enchufe put -r project work/ --exclude build", "hand in a directory, but for a part of it"],
      ["enchufe put drawing.png --if-exists rename --limit-rate 1M", "beside what is there, slowly"],
      ["sort homework.txt | enchufe put - sorted.txt", "hand in what another program writes"],
    ],
  },
  rm: {
    summary: "remove files or empty directories; -r removes what is in them too",
    about: "The server must run with --access write. Nothing can be brought back.",
    examples: [
      ["enchufe rm homework.txt", "remove a file"],
      ["enchufe rm -r old", "remove a directory with all that is in it"],
    ],
  },
  stat: {
    summary: "type, size and time of one entry",
    about: "",
    examples: [["enchufe stat welcome.txt", "how large it is and when it changed"]],
  },
  hash: {
    summary: "SHA-256 of a file",
    about: "The line is as sha256sum writes it.",
    examples: [["enchufe hash welcome.txt", "to compare it with a copy"]],
  },
  echo: {
    summary: "have the server say TEXT back",
    about: "Several words are one text.",
    examples: [
      ["enchufe echo hello", "see that the server answers"],
      ["enchufe echo hello --repeat 3", "three times, over a connection each"],
    ],
  },
  time: {
    summary: "the server's time",
    about: "",
    examples: [["enchufe time", "the time of day there"]],
  },
  status: {
    summary: "what the server says of itself",
    about: "",
    examples: [
      ["enchufe status", "version, who is there, what one may do, transfers"],
      ["enchufe status --json", "all of INFO for a program"],
    ],
  },
  say: {
    summary: "say TEXT in a room",
    about: "Without ROOM it is that of --room. TEXT - is the standard input, said as one message.",
    examples: [
      ['enchufe say "hello, everyone"', "say it in the usual room"],
      ['enchufe say library "the projector works" --name ana', "in another room, with a name"],
      ["date | enchufe say -", "say what another program writes"],
    ],
  },
  tell: {
    summary: "say TEXT to one member only",
    about: "Exits with 1 when no session of the member can show it.",
    examples: [['enchufe tell ana "are you there?"', "nobody else sees it"]],
  },
  who: {
    summary: "who is here, or in a room",
    about: "",
    examples: [
      ["enchufe who", "everyone, with address and rooms"],
      ["enchufe who plaza", "those in one room"],
    ],
  },
  rooms: { summary: "the rooms", about: "", examples: [["enchufe rooms", "with members and messages"]] },
  history: {
    summary: "what was said in a room",
    about: "Without ROOM it is that of --room. The server keeps the last messages of each room.",
    examples: [
      ["enchufe history", "of the usual room"],
      ["enchufe history library | tail -n 5", "the last five messages of another one"],
    ],
  },
  watch: {
    summary: "show what happens in rooms and to files, until interrupted",
    about:
      "It also tells of what other programs change in the folder, unless the server runs with --watch off.",
    examples: [["enchufe watch | head -n 1", "wait for the next thing to happen"]],
  },
  raw: {
    summary: "send any command, print its reply",
    about: "The commands are those of enchufe-server --help commands.",
    examples: [
      ["enchufe raw FILE.LIST / RECURSIVE", "every entry of the share"],
      ["enchufe raw INFO server --json", "the reply as JSON"],
    ],
  },
  completions: {
    summary: "print a script that completes commands, flags and paths in a shell",
    about:
      "SHELL is bash, zsh, fish or powershell. In PowerShell, add the output to $PROFILE. Paths of the " +
      "server are completed by asking it, for a second at most.",
    examples: [
      ["enchufe completions bash >> ~/.bashrc", "for bash, from the next shell on"],
      ["enchufe completions zsh >> ~/.zshrc", "for zsh, below the line with compinit"],
      [
        "mkdir -p ~/.config/fish/completions && " +
        "enchufe completions fish > ~/.config/fish/completions/enchufe.fish",
        "for fish",
      ],
    ],
  },
  join: { summary: "go to another room", about: "", examples: [] },
  leave: { summary: "go back to the first room", about: "", examples: [] },
  menu: { summary: "a numbered menu", about: "", examples: [] },
  help: {
    summary: "this help, or that of a command",
    about: "",
    examples: [["enchufe help get", "how to fetch files"]],
  },
  quit: { summary: "leave", about: "", examples: [] },
} satisfies Readonly<Record<string, CommandTexts>>;

/** The shape that every language has. */
export type CommandsTexts = Readonly<Record<keyof typeof commands, CommandTexts>>;
