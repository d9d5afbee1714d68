import { clientMarkdown, parseClientArguments } from "../../../lib/cli/client_flags.ts";
import { clientHelp } from "../../../lib/cli/client_pages.ts";
import { COMMAND_ROWS, commandHelp, findCommand } from "../../../lib/cli/client_commands.ts";
import { sessionHelp } from "../../../lib/client/session_help.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "../../helpers/assert.ts";

const NO_ENV = () => undefined;

const DEFAULTS = {
  host: "127.0.0.1",
  port: 5050,
  tls: undefined,
  name: undefined,
  user: undefined,
  passwordFile: undefined,
  timeout: 10_000,
  json: false,
  repeat: 1,
  output: undefined,
  room: "plaza",
  recursive: false,
  exclude: [],
  ifExists: "replace" as const,
  limitRate: undefined,
  tar: false,
  names: false,
  color: "auto" as const,
  plain: false,
};

Deno.test("parseClientArguments() without a command talks", () => {
  assertEquals(parseClientArguments([], NO_ENV), { kind: "talk", settings: DEFAULTS });
  assertEquals(parseClientArguments(["--name", "ana", "--timeout=.5", "--port", "1"], NO_ENV), {
    kind: "talk",
    settings: { ...DEFAULTS, name: "ana", timeout: 500, port: 1 },
  });
});

const GOOD: readonly (readonly [args: string[], command: string, rest: string[]])[] = [
  [["ls"], "ls", []],
  [["LS", "docs"], "ls", ["docs"]],
  [["listar"], "ls", []],
  [["listar_arquivos"], "ls", []],
  [["enviar_arquivo", "007"], "get", ["007"]],
  [["get", "a", "b", "c"], "get", ["a", "b", "c"]],
  [["put", "f", "d/"], "put", ["f", "d/"]],
  [["hora"], "time", []],
  [["hora_atual"], "time", []],
  [["dados"], "status", []],
  [["say", "hola"], "say", ["hola"]],
  [["say", "plaza", "hola"], "say", ["plaza", "hola"]],
  [["tell", "ana", "a", "b"], "tell", ["ana", "a", "b"]],
  [["raw", "SET", "k", ""], "raw", ["SET", "k", ""]],
  [["echo", ""], "echo", [""]],
  [["echo", "--", "--json"], "echo", ["--json"]],
];

for (const [args, command, rest] of GOOD) {
  Deno.test(`parseClientArguments() reads ${JSON.stringify(args)}`, () => {
    assertEquals(parseClientArguments(args, NO_ENV), {
      kind: "command",
      settings: DEFAULTS,
      command: command as "ls",
      args: rest,
    });
  });
}

Deno.test("parseClientArguments() flags may stand before or after the command", () => {
  for (const args of [["--json", "get", "a", "-o", "-"], ["get", "-o", "-", "a", "--json"]]) {
    assertEquals(parseClientArguments(args, NO_ENV), {
      kind: "command",
      settings: { ...DEFAULTS, json: true, output: "-" },
      command: "get",
      args: ["a"],
    });
  }
});

Deno.test("parseClientArguments() --exclude may be repeated, sizes are as the server's", () => {
  const invocation = parseClientArguments(
    ["put", "-r", "a", "--exclude", "*.tmp", "--exclude=b", "--limit-rate", "1M", "--if-exists", "rename"],
    NO_ENV,
  );
  assert(invocation.kind === "command");
  const { exclude, limitRate, ifExists, recursive } = invocation.settings;
  assertEquals([exclude, limitRate, ifExists, recursive], [["*.tmp", "b"], 1024 * 1024, "rename", true]);
});

const BAD: readonly (readonly [args: string[], message: string])[] = [
  [
    ["--host", "127.0.0.1:5050"],
    "Flag '--host' has the bad value '127.0.0.1:5050': want a host name or address; a port goes in --port",
  ],
  [
    ["--name", "José Luís"],
    "Flag '--name' has the bad value 'José Luís': want a name without spaces, such as 'José_Luís'",
  ],
  [["lst"], "Command 'lst' is unknown: did you mean 'ls'? See --help"],
  [["xyzzy"], "Command 'xyzzy' is unknown: see --help"],
  [["menu"], "Command 'menu' is unknown: see --help"],
  [["ls", "a", "b"], "Command 'ls' has 2 arguments: want ls [PATH]"],
  [["get"], "Command 'get' has 0 arguments: want get PATH… [-r] [-o FILE]"],
  [["put"], "Command 'put' has 0 arguments: want put FILE… [PATH] [-r]"],
  [["rm"], "Command 'rm' has 0 arguments: want rm PATH… [-r]"],
  [["stat"], "Command 'stat' has 0 arguments: want stat PATH"],
  [["hash", "a", "b"], "Command 'hash' has 2 arguments: want hash PATH"],
  [["echo"], "Command 'echo' has 0 arguments: want echo TEXT"],
  [["time", "x"], "Command 'time' has 1 argument: want time"],
  [["say", "a", "b", "c"], "Command 'say' has 3 arguments: want say [ROOM] TEXT, with TEXT in quotes"],
  [["tell", "ana"], "Command 'tell' has 1 argument: want tell NAME TEXT"],
  [["raw"], "Command 'raw' has 0 arguments: want raw ARGS…"],
  [["get", ""], "Argument '' of 'get' is empty: want get PATH… [-r] [-o FILE]"],
  [["get", "a", "b", "-o", "-"], "Flag '--output -' goes with one file: want get PATH -o -"],
  [
    ["get", "a", "-r", "-o", "-"],
    "Flag '--output -' goes with one file: want get PATH --tar -o - for a directory",
  ],
  [["get", "a", "-r", "--tar"], "Flags '--tar' and '--recursive' exclude each other: want one"],
  [["get", "a", "b", "--tar"], "Flag '--tar' goes with one file: want get PATH --tar"],
  [["put", "a", "--tar"], "Flag '--tar' goes with 'get': want get PATH --tar"],
  [["ls", "--exclude", "x"], "Flag '--exclude' goes with 'get' or 'put': want get PATH -r --exclude GLOB"],
  [
    ["rm", "a", "--if-exists", "skip"],
    "Flag '--if-exists' goes with 'get' or 'put': want get PATH --if-exists skip",
  ],
  [
    ["get", "a", "--if-exists", "ask"],
    "Flag '--if-exists' has the bad value 'ask': want 'replace', 'skip' or 'rename'",
  ],
  [
    ["get", "a", "--limit-rate", "fast"],
    "Flag '--limit-rate' has the bad value 'fast': want a size of 1 or more, such as 64K, 8M or 4G",
  ],
  [
    ["get", "a", "--limit-rate", "0"],
    "Flag '--limit-rate' has the bad value '0': want a size of 1 or more, such as 64K, 8M or 4G",
  ],
  [["ls", "-o", "f"], "Flag '--output' goes with 'get': want get PATH -o FILE"],
  [["-o", "f"], "Flag '--output' stands without 'get': want get PATH -o FILE"],
  [["ls", "-r"], "Flag '--recursive' goes with 'get', 'put' or 'rm': want get PATH -r"],
  [["--recursive"], "Flag '--recursive' stands without 'get': want get PATH -r"],
  [["get", "a", "--names"], "Flag '--names' goes with 'ls', 'who' or 'rooms': want ls [PATH] --names"],
  [["--names"], "Flag '--names' stands without 'ls': want ls [PATH] --names"],
  [["help", "frob"], "Command 'frob' is unknown: see --help"],
  [["help", "gte"], "Command 'gte' is unknown: did you mean 'get'? See --help"],
  [["lst", "--help"], "Command 'lst' is unknown: did you mean 'ls'? See --help"],
  [["help", "a", "b"], "Command 'help' has 2 arguments: want help [COMMAND]"],
  [["completions"], "Command 'completions' has 0 arguments: want completions SHELL"],
  [
    ["completions", "tcsh"],
    "There are no completions for 'tcsh': want 'bash', 'zsh', 'fish' or 'powershell'",
  ],
  [["--lang", "fr"], "Flag '--lang' has the bad value 'fr': want 'en', 'es' or 'pt'"],
  [["--repeat", "2"], "Flag '--repeat' stands without a command: want one, such as time"],
  [["ls", "--repeat", "0"], "Flag '--repeat' has the bad value '0': want a whole number from 1 to 1000000"],
  [["ls", "--port", "0"], "Flag '--port' has the bad value '0': want a port from 1 to 65535"],
  [["ls", "--timeout", "0"], "Flag '--timeout' has the bad value '0': want seconds from 0.001 to 86400"],
  [["ls", "--timeout", "1e9"], "Flag '--timeout' has the bad value '1e9': want seconds from 0.001 to 86400"],
];

for (const [args, message] of BAD) {
  Deno.test(`parseClientArguments() refuses ${JSON.stringify(args)}`, () => {
    const error = assertThrows(() => parseClientArguments(args, NO_ENV), EnchufeError);
    assertEquals([error.code, error.message], ["USAGE", message]);
  });
}

Deno.test("clientHelp(), clientMarkdown() and commandHelp() name every command of their place", () => {
  for (const [name, row] of COMMAND_ROWS) {
    if (row.place !== "session") assertStringIncludes(clientHelp(), `\n  ${name} `);
    if (row.place !== "shell") assertStringIncludes(commandHelp("session"), `  /${name} `);
    assertStringIncludes(clientMarkdown(), `| \`${row.place === "session" ? "/" : ""}${name}`);
  }
  for (const line of clientHelp().split("\n")) assert(line.length <= 80, line);
});

Deno.test("parseClientArguments() rm reads -r, which no variable can give", () => {
  for (const args of [["rm", "d", "-r"], ["--recursive", "rm", "d"]]) {
    const read = parseClientArguments(args, NO_ENV);
    assert(read.kind === "command" && read.settings.recursive);
  }
  const read = parseClientArguments(["rm", "d"], (name) => name === "ENCHUFE_RECURSIVE" ? "1" : undefined);
  assert(read.kind === "command" && !read.settings.recursive);
});

Deno.test("sessionHelp() fits the terminal, whatever its width", () => {
  for (const columns of [40, 50, 80, 200]) {
    const lines = sessionHelp(columns).split("\n");
    for (const line of lines) assert(line.length < Math.min(columns, 101), `${columns}: ${line}`);
    assertStringIncludes(lines.join(" ").replace(/\s+/g, " "), "// begins a line that is said with a slash");
  }
});

Deno.test("findCommand() knows each word once", () => {
  for (const place of ["shell", "session"] as const) {
    const words = COMMAND_ROWS.filter(([, row]) => row.place === "both" || row.place === place)
      .flatMap(([name, row]) => [name, ...row.aliases ?? []]);
    assertEquals(new Set(words).size, words.length);
    for (const word of words) assert(findCommand(word, place) !== undefined, word);
  }
  assertEquals(findCommand("quit", "shell"), undefined);
  assertEquals(findCommand("watch", "session"), undefined);
});

Deno.test("parseClientArguments() whom to trust says that TLS is wanted", () => {
  const tlsOf = (...args: string[]) => {
    const invocation = parseClientArguments([...args, "ls"], NO_ENV);
    assert(invocation.kind === "command");
    return invocation.settings.tls;
  };
  const hex = "ab".repeat(32);
  const fingerprint = `SHA256:${Array(32).fill("AB").join(":")}`;
  assertEquals(tlsOf(), undefined);
  assertEquals(tlsOf("--tls"), { ca: undefined, fingerprint: undefined });
  assertEquals(tlsOf("--ca", "ca.pem"), { ca: "ca.pem", fingerprint: undefined });
  assertEquals(tlsOf("--tls-fingerprint", hex), { ca: undefined, fingerprint });
  assertThrows(() => tlsOf("--tls-fingerprint", "ab"), EnchufeError, "SHA256");
  assertThrows(() => tlsOf("--tls-fingerprint", hex, "--ca", "ca.pem"), EnchufeError, "--ca");
});
