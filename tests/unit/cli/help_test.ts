import { COMMAND_ROWS, commandWords } from "../../../lib/cli/client_commands.ts";
import { CLIENT_FLAGS } from "../../../lib/cli/client_flag_table.ts";
import { parseClientArguments } from "../../../lib/cli/client_flags.ts";
import { clientHelp } from "../../../lib/cli/client_pages.ts";
import { columnsOf, inWords, wrapWords } from "../../../lib/cli/flag_help.ts";
import { flagName } from "../../../lib/cli/flags.ts";
import { LIMIT_FLAGS, SERVER_FLAGS } from "../../../lib/cli/server_flag_table.ts";
import { parseServerArguments } from "../../../lib/cli/server_flags.ts";
import { HELP_TOPICS, serverHelp } from "../../../lib/cli/server_pages.ts";
import { nearestOrder } from "../../../lib/console/orders.ts";
import { suggest } from "../../../lib/cli/suggest.ts";
import { listCommands } from "../../../lib/commands/table.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { LIMIT_NAMES } from "../../../lib/limits.ts";
import { groups as esGroups, protocol as esProtocol } from "../../../lib/texts/es/protocol.ts";
import { type Language, LANGUAGES } from "../../../lib/texts/language.ts";
import { groups as ptGroups, protocol as ptProtocol } from "../../../lib/texts/pt/protocol.ts";
import { CATALOGUES, speak } from "../../helpers/texts.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "../../helpers/assert.ts";

const NO_ENV = () => undefined;
const SHELL_COMMANDS = COMMAND_ROWS.filter(([, row]) => row.place !== "session").map(([name]) => name);

/** Runs something in another language. */
function speaking<T>(language: Language, run: () => T): T {
  speak(language);
  try {
    return run();
  } finally {
    speak("en");
  }
}

/** Every page of help. */
function pages(): string[] {
  return [
    clientHelp(),
    ...SHELL_COMMANDS.map((name) => clientHelp(name)),
    ...[undefined, ...HELP_TOPICS].map((topic) => serverHelp(topic, listCommands())),
  ];
}

for (const language of LANGUAGES) {
  Deno.test(`help fits 80 columns, and lacks nothing: ${language}`, () => {
    speaking(language, () => {
      for (const page of pages()) {
        for (const line of page.split("\n")) {
          assert(columnsOf(line) <= 80 || !line.trim().includes(" ") || line.includes("&&"), line);
        }
        assert(!/undefined|\bnull\b|\{|\}/.test(page), page);
        assertEquals(page.match(/ +$/gm), null);
      }
      const client = clientHelp();
      for (const name of SHELL_COMMANDS) assertStringIncludes(client, `\n  ${name}`);
      for (const name of Object.keys(CLIENT_FLAGS)) assertStringIncludes(client, flagName(name));
      for (const name of Object.keys(SERVER_FLAGS)) {
        assertStringIncludes(serverHelp(undefined, []), flagName(name));
      }
      for (const name of Object.keys(LIMIT_FLAGS)) {
        assertStringIncludes(serverHelp("limits", []), flagName(name));
      }
      for (const { name } of listCommands()) {
        assertStringIncludes(serverHelp("commands", listCommands()), `\n  ${name}`);
      }
    });
  });
}

Deno.test("help of a command has its usage, its own flags and at least one example", () => {
  for (const name of SHELL_COMMANDS) {
    const page = clientHelp(name);
    assertStringIncludes(page, `Usage: enchufe ${name}`);
    assertStringIncludes(page, "\nExamples:\n  ");
    const [, row] = COMMAND_ROWS.find(([each]) => each === name) ?? [];
    for (const flag of ["output", "recursive", "names", "room"] as const) {
      assertEquals(
        page.includes(`  ${flagName(flag)}`) || page.includes(`, ${flagName(flag)} `),
        row?.flags?.includes(flag) ?? false,
        `${name} ${flag}`,
      );
    }
  }
});

Deno.test("help of a command is asked for in several ways", () => {
  const get = { kind: "help", text: clientHelp("get") } as const;
  for (
    const args of [
      ["help", "get"],
      ["get", "--help"],
      ["-h", "get"],
      ["get", "a", "-h"],
      ["enviar_arquivo", "--help"],
      [
        "help",
        "get",
        "--help",
      ],
      ["--nope", "get", "--help"],
      ["ayuda", "get"],
      ["--port", "7", "get", "--help"],
    ]
  ) {
    assertEquals(parseClientArguments(args, NO_ENV), get, args.join(" "));
  }
  for (const args of [["help"], ["--help"], ["--nope", "-h"], ["--json", "help"]]) {
    assertEquals(parseClientArguments(args, NO_ENV), { kind: "help", text: clientHelp() }, args.join(" "));
  }
  assertEquals(parseClientArguments(["help", "help"], NO_ENV), { kind: "help", text: clientHelp("help") });
  for (const topic of HELP_TOPICS) {
    for (const args of [["--help", topic], [topic, "-h"]]) {
      assertEquals(parseServerArguments(args, NO_ENV), { kind: "help", topic });
    }
  }
});

Deno.test("every language has the protocol's commands and groups, and no others", () => {
  const names = listCommands().map(({ name }) => name).sort();
  const groups = [...new Set(listCommands().map(({ group }) => group as string))].sort();
  for (const protocol of [esProtocol, ptProtocol]) assertEquals(Object.keys(protocol).sort(), names);
  for (const titles of [esGroups, ptGroups]) assertEquals(Object.keys(titles).sort(), groups);
});

Deno.test("every language says something of its own, with the same number of examples", () => {
  const { en, es, pt } = CATALOGUES;
  for (const other of [es, pt]) {
    for (const name of LIMIT_NAMES) assert(other.help.limits[name] !== en.help.limits[name], name);
    for (const [name, { summary, about, examples }] of Object.entries(other.help.commands)) {
      const english = en.help.commands[name as keyof typeof en.help.commands];
      assert(summary !== english.summary, name);
      assertEquals([about === "", examples.length], [english.about === "", english.examples.length], name);
    }
    // What is typed is the same in every language.
    for (const key of ["clientFlags", "serverFlags"] as const) {
      const typed = (text: string) => text.match(/--[a-z-]+|[0-9]{4,}/g) ?? [];
      for (const [name, text] of Object.entries(other.help[key])) {
        assertEquals(typed(text), typed(en.help[key][name as keyof typeof en.help[typeof key]]), name);
      }
    }
  }
});

Deno.test("placeholders are those of the language, and so is a mistake", () => {
  assertEquals(inWords("PATH… [-o FILE]"), "PATH… [-o FILE]");
  speaking("es", () => {
    assertEquals(inWords("PATH… [-o FILE] SHELL"), "RUTA… [-o ARCHIVO] SHELL");
    const error = assertThrows(() => parseClientArguments(["stat"], NO_ENV), EnchufeError);
    assertEquals(error.message, "El comando 'stat' tiene 0 argumentos: se escribe stat RUTA");
    const one = assertThrows(() => parseClientArguments(["tell", "ana"], NO_ENV), EnchufeError);
    assertEquals(one.message, "El comando 'tell' tiene 1 argumento: se escribe tell NOMBRE TEXTO");
    const port = assertThrows(() => parseServerArguments(["--echo-port", "x"], NO_ENV), EnchufeError);
    assertStringIncludes(port.message, "se espera un puerto de 0 a 65535, u 'off'");
    const sync = assertThrows(() => parseServerArguments(["--sync", "x"], NO_ENV), EnchufeError);
    assertStringIncludes(sync.message, "se espera 'on' u 'off'");
    const topic = assertThrows(() => parseServerArguments(["--help", "foo"], NO_ENV), EnchufeError);
    assertEquals(topic.message, "No hay ayuda sobre 'foo': se espera 'limits' o 'commands'");
  });
  speaking("pt", () => {
    const error = assertThrows(() => parseClientArguments(["--lang", "xx"], NO_ENV), EnchufeError);
    assertEquals(error.message, "A opção '--lang' não aceita o valor 'xx': espera-se 'en', 'es' ou 'pt'");
    const topic = assertThrows(() => parseServerArguments(["--help", "foo"], NO_ENV), EnchufeError);
    assertEquals(topic.message, "Não há ajuda sobre 'foo': espera-se 'limits' ou 'commands'");
  });
});

Deno.test("--lang and ENCHUFE_LANG take our languages, however a locale writes them", () => {
  for (const value of ["en", "es", "pt", "pt_BR.UTF-8", "es-AR"]) {
    assertEquals(parseClientArguments(["ls", "--lang", value], NO_ENV).kind, "command");
    const env = (name: string) => name === "ENCHUFE_LANG" ? value : undefined;
    assertEquals(parseServerArguments([], env).kind, "run");
  }
  const env = (name: string) => name === "ENCHUFE_LANG" ? "fr" : undefined;
  const message = "Variable 'ENCHUFE_LANG' has the bad value 'fr': want 'en', 'es' or 'pt'";
  assertThrows(() => parseServerArguments([], env), EnchufeError, message);
});

Deno.test("columnsOf() and wrapWords() count what is shown, not how it is encoded", () => {
  assertEquals([columnsOf("ñandú"), columnsOf("n\u0303andu\u0301"), columnsOf("…")], [5, 5, 1]);
  assertEquals(wrapWords("n\u0303andu\u0301 n\u0303andu\u0301 ñ", 11), [
    "n\u0303andu\u0301 n\u0303andu\u0301",
    "ñ",
  ]);
});

/** What is typed, and what was meant; `undefined` where a guess would only confuse. */
const MEANT: readonly (readonly [typed: string, meant: string | undefined])[] = [
  ["lst", "ls"],
  ["gte", "get"],
  ["pt", "put"],
  ["histroy", "history"],
  ["wach", "watch"],
  ["stats", "stat"],
  ["statsu", "status"],
  ["listr", "listar"],
  ["listar_archivos", "listar_arquivos"],
  ["enviar_archivo", "enviar_arquivo"],
  ["ora", "hora"],
  ["horas", "hora"],
  ["hora_actual", "hora_atual"],
  ["dado", "dados"],
  ["ayda", "ayuda"],
  ["completion", "completions"],
  ["HELPP", "help"],
  ["xyzzy", undefined],
  ["q", undefined],
  ["hist", "history"],
  ["hi", "history"],
  ["list", "listar"],
  ["comp", "completions"],
  ["fetch", undefined],
  ["chat", undefined],
  ["name", undefined],
  ["dato", undefined],
  ["lq", undefined],
];

for (const [typed, meant] of MEANT) {
  Deno.test(`suggest() ${typed} was meant to be ${meant ?? "nothing of ours"}`, () => {
    assertEquals(suggest(typed, commandWords("shell")), meant);
  });
}

/** The same among the words of other places. */
const ELSEWHERE: readonly (readonly [typed: string, words: readonly string[], meant: string | undefined])[] =
  [
    ["clear", commandWords("session"), undefined],
    ["name", commandWords("session"), undefined],
    ["hist", commandWords("session"), "history"],
    ["jion", commandWords("session"), "join"],
    ["--foo", ["--port", "--room", "--version"], undefined],
    ["--verbose", ["--port", "--room", "--version"], undefined],
    ["--prot", ["--room", "--port"], "--port"],
    ["--vers", ["--verify", "--version"], "--version"],
    ["--ver", ["--verify", "--version"], undefined],
  ];

for (const [typed, words, meant] of ELSEWHERE) {
  Deno.test(`suggest() ${typed} among ${words.slice(0, 3)}: ${meant ?? "nothing"}`, () => {
    assertEquals(suggest(typed, words), meant);
  });
}

Deno.test("nearestOrder() never takes a word for the order that stops the server, unless it was nearly typed", () => {
  assertEquals(["silenciar", "silencio", "sali", "staus"].map(nearestOrder), [
    undefined,
    undefined,
    "salir",
    "status",
  ]);
});

Deno.test("parseClientArguments() has help for commands of the session, with their slash or without", () => {
  for (const word of ["join", "/join", "/JOIN"]) {
    const asked = parseClientArguments(["help", word], NO_ENV);
    assertEquals(asked, { kind: "help", text: "Usage: /join ROOM\n\nGo to another room.\n" });
    assertEquals(parseClientArguments([word, "--help"], NO_ENV), asked);
  }
  assertThrows(() => parseClientArguments(["join", "plaza"], NO_ENV), EnchufeError, "'join' is unknown");
});
