import { parseServerArguments, serverMarkdown, type ServerSettings } from "../../../lib/cli/server_flags.ts";
import { serverHelp } from "../../../lib/cli/server_pages.ts";
import { listCommands } from "../../../lib/commands/table.ts";
import { flagName } from "../../../lib/cli/flags.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { LIMIT_NAMES, makeLimits } from "../../../lib/limits.ts";
import { join } from "../../../lib/std/path.ts";
import { versionText } from "../../../lib/version.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "../../helpers/assert.ts";

const NO_ENV = () => undefined;

function settingsOf(...args: string[]): ServerSettings {
  const command = parseServerArguments(args, NO_ENV);
  assert(command.kind === "run");
  return command.settings;
}

Deno.test("parseServerArguments() without arguments gives the defaults", () => {
  assertEquals(settingsOf(), {
    folder: ".",
    host: "127.0.0.1",
    ports: { resp: 5050, echo: undefined, list: undefined, file: undefined, menu: undefined, chat: 2010 },
    tls: undefined,
    access: "read",
    dropBox: undefined,
    users: undefined,
    passwordFile: undefined,
    required: "all",
    hidden: false,
    limits: makeLimits(),
    logFormat: "text",
    sync: true,
    watch: true,
    history: undefined,
  });
});

Deno.test("parseServerArguments() --classic opens all five; a port that is given wins", () => {
  const usual = { resp: 5050, echo: 5500, list: 5577, file: 5501, menu: 65432, chat: 2010 };
  assertEquals(settingsOf("--classic").ports, usual);
  assertEquals(settingsOf("--classic", "--echo-port", "0", "--chat-port", "off").ports, {
    ...usual,
    echo: 0,
    chat: undefined,
  });
  assertEquals(settingsOf("--menu-port", "1234").ports.menu, 1234);
  assertEquals(settingsOf("--host", "[::1]").host, "::1");
});

Deno.test("parseServerArguments() reads every limit, from its flag and from its variable", () => {
  for (const name of LIMIT_NAMES) assertEquals(settingsOf(flagName(name), "7").limits[name] % 7, 0, name);
  assertEquals(settingsOf("--max-line", "8K", "--idle-timeout", "2m", "--chat-rate=9").limits, {
    ...makeLimits(),
    maxLine: 8192,
    idleTimeout: 120_000,
    chatRate: 9,
  });
  const command = parseServerArguments([], (name) => name === "ENCHUFE_MAX_UPLOAD" ? "1G" : undefined);
  assert(command.kind === "run");
  assertEquals(command.settings.limits.maxUpload, 2 ** 30);
});

Deno.test("parseServerArguments() reads the rest", () => {
  const settings = settingsOf(
    "/srv/x",
    "--access",
    "write",
    "--hidden",
    "--sync=off",
    "--log-format",
    "json",
    "--port=0",
    "--chat-port=0",
  );
  assertEquals(settings.folder, "/srv/x");
  assertEquals([settings.access, settings.hidden, settings.sync, settings.logFormat], [
    "write",
    true,
    false,
    "json",
  ]);
  assertEquals([settings.ports.resp, settings.ports.chat], [0, 0]);
});

const BAD: readonly (readonly [args: string[], message: string])[] = [
  [["a", "b"], "One folder is shared, but 'a' and 'b' are given: want one"],
  [[""], "The folder has an empty name: want the folder to share"],
  [["--port", "65536"], "Flag '--port' has the bad value '65536': want a port from 0 to 65535"],
  [["--port=-1"], "Flag '--port' has the bad value '-1': want a port from 0 to 65535"],
  [["--port", "off"], "Flag '--port' has the bad value 'off': want a port from 0 to 65535"],
  [["--chat-port", "on"], "Flag '--chat-port' has the bad value 'on': want a port from 0 to 65535, or 'off'"],
  [
    ["--port", "2010"],
    "Port 2010 is given to both resp and chat: want different ports, or 0 for a free one",
  ],
  [
    ["--classic", "--echo-port", "5577"],
    "Port 5577 is given to both echo and list: want different ports, or 0 for a free one",
  ],
  [
    ["--host", "a b"],
    "Flag '--host' has the bad value 'a b': want a host name or address; a port goes in --port",
  ],
  [["--access", "all"], "Flag '--access' has the bad value 'all': want 'read', 'drop' or 'write'"],
  [
    ["--drop-box", "/srv/homework"],
    "Flag '--drop-box' has the bad value '/srv/homework': want a directory in the folder, such as homework; " +
    "--access drop makes all of it a drop box",
  ],
  [
    ["--access", "drop", "--drop-box", "homework"],
    "Flag '--drop-box' goes with --access read or write: with drop the whole folder is a drop box",
  ],
  [["--sync", "yes"], "Flag '--sync' has the bad value 'yes': want 'on' or 'off'"],
  [["--log-format", "xml"], "Flag '--log-format' has the bad value 'xml': want 'text' or 'json'"],
  [
    ["--max-line", "x"],
    "Flag '--max-line' has the bad value 'x': want a size of 1 or more, such as 64K, 8M or 4G",
  ],
  [["--max-sessions", "0"], "Flag '--max-sessions' has the bad value '0': want a whole number from 1"],
  [["--chat-rate", "5K"], "Flag '--chat-rate' has the bad value '5K': want a whole number from 1"],
  [
    ["--idle-timeout", "30d"],
    "Flag '--idle-timeout' has the bad value '30d': want a time, such as 250ms, 30s or 15m, 24d at most",
  ],
  [["--help", "foo"], "There is no help on 'foo': want 'limits' or 'commands'"],
  [["-h", "limit", "--hidden"], "There is no help on 'limit': want 'limits' or 'commands'"],
  [["--help", "\u001b[2J"], "There is no help on '\\u{1b}[2J': want 'limits' or 'commands'"],
  [["--password", "x"], "Flag '--password' is unknown: did you mean '--password-file'?"],
];

for (const [args, message] of BAD) {
  Deno.test(`parseServerArguments() refuses ${JSON.stringify(args)}`, () => {
    const error = assertThrows(() => parseServerArguments(args, NO_ENV), EnchufeError);
    assertEquals([error.code, error.message], ["USAGE", message]);
  });
}

Deno.test("parseServerArguments() --help and --version work beside a mistake", () => {
  for (const args of [["--nope", "-h"], ["folder", "--help"], ["--help", "--nope"], ["--help", "--", "x"]]) {
    assertEquals(parseServerArguments(args, NO_ENV), { kind: "help", topic: undefined }, args.join(" "));
  }
  assertEquals(parseServerArguments(["--nope", "--version"], NO_ENV), {
    kind: "version",
    text: `${versionText()}\n`,
  });
});

Deno.test("serverHelp() and serverMarkdown() name every limit, and fit a terminal", () => {
  for (const name of LIMIT_NAMES) {
    assertStringIncludes(serverHelp("limits", []), `  ${flagName(name)} `);
    assertStringIncludes(serverMarkdown(), `| \`${flagName(name)} `);
  }
  const pages = [undefined, "limits", "commands"] as const;
  for (const line of pages.flatMap((page) => serverHelp(page, listCommands()).split("\n"))) {
    assert(line.length <= 80, line);
  }
});

Deno.test("parseServerArguments() TLS: two files, or a directory for a certificate of our own making", () => {
  const files = { cert: "c.pem", key: "k.pem", make: false };
  assertEquals(settingsOf("--tls-cert", "c.pem", "--tls-key", "k.pem").tls, files);
  const made = { cert: join("d", "server-cert.pem"), key: join("d", "server-key.pem"), make: true };
  assertEquals(settingsOf("--tls-self-signed", "--tls-dir", "d").tls, made);
  const home = parseServerArguments(
    ["--tls-self-signed"],
    (name) => name === "XDG_CONFIG_HOME" ? "x" : undefined,
  );
  assert(home.kind === "run");
  assertEquals(home.settings.tls?.key, join("x", "enchufe", "server-key.pem"));
});

Deno.test("parseServerArguments() TLS: half of it, or two ways at once, is refused", () => {
  for (
    const args of [["--tls-cert", "c"], ["--tls-key", "k"], ["--tls-self-signed"], [
      "--tls-self-signed",
      "--tls-dir",
      "d",
      "--tls-cert",
      "c",
      "--tls-key",
      "k",
    ]]
  ) {
    assertThrows(() => settingsOf(...args), EnchufeError, "--tls-");
  }
});

Deno.test("parseServerArguments() with TLS there is a classic chat, in the clear, only if it is asked for", () => {
  const tls = ["--tls-cert", "c", "--tls-key", "k"];
  assertEquals(settingsOf(...tls).ports.chat, undefined);
  assertEquals(settingsOf(...tls, "--classic").ports.chat, 2010);
  assertEquals(settingsOf(...tls, "--chat-port", "0").ports.chat, 0);
});
