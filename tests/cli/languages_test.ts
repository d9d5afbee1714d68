/** Errors and texts in the language of the person; codes, JSON and the wire stay English. @module */
import { assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { programCommand, runClient, runProgram, startServer } from "../helpers/processes.ts";
import { refusal } from "../helpers/replies.ts";
import { tempDir } from "../helpers/temp.ts";
import { NO_TMUX, Tmux } from "../helpers/tmux.ts";

const SPANISH = { ENCHUFE_LANG: "", LC_ALL: "", LC_MESSAGES: "", LANG: "es_AR.UTF-8" };
const PORTUGUESE = { ENCHUFE_LANG: "pt" };

Deno.test("client: what the server refused is told in the language of the person, its code is not", async () => {
  await using share = await tempDir({ "a.txt": "x", docs: { "b.txt": "y" } });
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  const run = (args: string[], env: Record<string, string>) =>
    runClient(["--port", String(server.port()), ...args], { env });

  const outside = await run(["ls", "../{path}"], SPANISH);
  assertEquals(
    outside.stderr,
    'enchufe: BADPATH La ruta "../{path}" tiene el componente ".."; hay que escribir los nombres completos\n',
  );
  assertEquals(outside.code, 1);
  assertEquals(
    (await run(["ls", "nada"], PORTUGUESE)).stderr,
    'enchufe: NOTFOUND A pasta compartilhada não tem "nada"\n',
  );
  // The client's own.
  assertMatch(
    (await run(["get", "nada.txt"], SPANISH)).stderr,
    /^enchufe: NOTFOUND No hay ningún archivo 'nada\.txt'/,
  );
  assertMatch(
    (await run(["rm", "docs"], SPANISH)).stderr,
    /^enchufe: NOTEMPTY 'docs' no está vacío; rm -r lo borra con todo lo que contiene\n$/,
  );
  assertEquals((await run(["rm", "a.txt"], SPANISH)).stdout, "a.txt borrado\n");
  // Redis's own words too.
  assertEquals(
    (await run(["raw", "FILE.STAT"], SPANISH)).stderr,
    "enchufe: ERR número de argumentos incorrecto para el comando 'file.stat'\n",
  );

  // Programs read the same in every language.
  for (const env of [SPANISH, PORTUGUESE]) {
    const json = await run(["ls", "nada", "--json"], env);
    assertEquals(json.stderr, '{"error":"NOTFOUND","message":"The share has no \\"nada\\""}\n');
    const own = await run(["get", "nada.txt"], { ...env, ENCHUFE_JSON: "1" });
    assertStringIncludes(own.stderr, `"message":"There is no file 'nada.txt' in the share; see ls"`);
    const removed = await run(["rm", "docs", "--json"], env);
    assertStringIncludes(
      removed.stderr,
      "'docs' is not empty; rm -r removes it",
    );
  }
});

Deno.test("server: what keeps it from starting is told in the language of the person", async () => {
  await using folder = await tempDir();
  const [program, args] = programCommand("server", [
    folder.join("nada"),
    "--port",
    "0",
    "--chat-port",
    "off",
  ]);
  const spanish = await runProgram(program, args, { env: SPANISH });
  assertEquals([spanish.code, spanish.stdout], [1, ""]);
  assertEquals(
    spanish.stderr,
    `enchufe-server: No existe la carpeta ${
      JSON.stringify(folder.join("nada"))
    }; hay que indicar una que exista\n`,
  );
});

Deno.test("server: the wire carries English, whatever the server speaks", async () => {
  await using server = await startServer({ env: SPANISH });
  await using peer = await connectPeer(server.port());
  assertEquals(refusal(await peer.call("FILE.STAT", "nada"), "NOTFOUND"), 'The share has no "nada"');
  const log = await server.stderr.until((text) => text.includes("NOTFOUND"), "the error in the log");
  assertStringIncludes(log, "The share has no");
});

/** What no text may have: a word in braces, or a value that was not there. */
const LEFT_OVER = /\{\w+\}|undefined|\[object|NaN/;

/** Runs one of the programs, on a locale that is Spanish. */
function runIn(kind: "client" | "server", args: string[], env: Record<string, string> = SPANISH) {
  const [program, words] = programCommand(kind, args);
  return runProgram(program, words, { env });
}

Deno.test("--lang beats ENCHUFE_LANG, which beats LANG; a language that there is not is refused", async () => {
  const usage = async (args: string[], env: Record<string, string>) =>
    (await runIn("client", [...args, "help", "get"], env)).stdout.split("\n")[0];
  const [spanish, portuguese, english] = await Promise.all([
    usage([], SPANISH),
    usage([], { ...SPANISH, ...PORTUGUESE }),
    usage(["--lang", "en"], { ...SPANISH, ...PORTUGUESE }),
  ]);
  assertEquals(spanish, "Uso: enchufe get RUTA… [-r] [-o ARCHIVO]");
  assertEquals(portuguese, "Uso: enchufe get CAMINHO… [-r] [-o ARQUIVO]");
  assertEquals(english, "Usage: enchufe get PATH… [-r] [-o FILE]");

  for (const [kind, program] of [["client", "enchufe: USAGE"], ["server", "enchufe-server:"]] as const) {
    const refused = await runIn(kind, ["--lang", "xx"]);
    assertEquals([refused.code, refused.stdout], [2, ""]);
    assertEquals(
      refused.stderr,
      `${program} La opción '--lang' no admite el valor 'xx': se espera 'en', 'es' o 'pt'\n`,
    );
  }
});

for (
  const [language, words] of [
    ["es", { usage: "Uso: ", flags: "Opciones:", limits: "Límites:", rooms: "Salas:" }],
    ["pt", { usage: "Uso: ", flags: "Opções:", limits: "Limites:", rooms: "Salas:" }],
  ] as const
) {
  Deno.test(`help of both programs in ${language}: 80 columns, nothing left in English`, async () => {
    const pages = [
      ["client", ["--help"], words.flags],
      ["client", ["help", "say"], words.flags],
      ["server", ["--help"], words.usage],
      ["server", ["--help", "limits"], words.limits],
      ["server", ["--help", "commands"], words.rooms],
    ] as const;
    // By letters of any alphabet: "papéis" has no "is" in it.
    const english = /(?<!\p{L})(?:the|is|are|of|and|with|which|that|Answers|Flags|Examples|Exit)(?!\p{L})/u;
    await Promise.all(pages.map(async ([kind, args, heading]) => {
      const { code, stdout, stderr } = await runIn(kind, ["--lang", language, ...args], { LC_ALL: "C" });
      const what = `${kind} ${args.join(" ")}`;
      assertEquals([code, stderr], [0, ""], what);
      assertStringIncludes(stdout, heading, what);
      for (const line of stdout.split("\n")) {
        assertEquals([...line].length <= 80, true, line);
        assertEquals(LEFT_OVER.test(line), false, line);
        // What is typed stands on the left; examples have lines of their own.
        const said = line.startsWith("  enchufe") ? "" : line.slice(line.startsWith("  ") ? 30 : 0);
        const found = english.exec(said);
        assertEquals(found?.[0], undefined, line);
      }
    }));
  });
}

Deno.test("what is printed, in es and pt: sizes, types, plurals, columns", async () => {
  await using share = await tempDir({ "a.txt": "x".repeat(1536), docs: {} });
  await using server = await startServer({ folder: share.path });
  const run = async (language: string, ...args: string[]) =>
    (await runClient(["--port", String(server.port()), "--lang", language, ...args])).stdout;
  assertMatch(await run("es", "ls"), /^archivo {5}1,5 KiB {2}\S.* {2}a\.txt\ndir {15}- {2}\S.* {2}docs\/\n$/);
  assertMatch(await run("pt", "ls"), /^arquivo {5}1,5 KiB {2}\S.* {2}a\.txt\ndir {15}- {2}\S.* {2}docs\/\n$/);
  assertEquals(await run("es", "ls", "docs"), "(vacío)\n");
  assertEquals(
    await run("pt", "say", "olá", "--name", "ana"),
    "plaza: dito como ana, mensagem 1; ninguém tinha falado lá\n",
  );
  await run("es", "say", "aula-2", "hola");
  await run("es", "say", "aula-2", "hola");
  assertEquals(
    await run("es", "rooms"),
    "aula-2  0 miembros  2 mensajes\nplaza   0 miembros  1 mensaje\n",
  );
});

Deno.test({
  name: "the session welcomes, and says what is wrong, in Portuguese",
  ignore: NO_TMUX,
  async fn() {
    await using server = await startServer({});
    const port = String(server.port());
    const command = programCommand("client", ["--port", port, "--name", "ana"]);
    await using screen = await Tmux.start(command, {
      env: { LANG: "pt_BR.UTF-8", ENCHUFE_LANG: "", LC_ALL: "" },
    });
    const all = (await screen.until(
      (text) => text.includes("1 membro") && text.includes("Presentes"),
      "welcome",
    )).join("\n");
    assertStringIncludes(
      all.replace(/\s+/g, " "),
      `Você entrou como ana na sala plaza de 127.0.0.1:${port}.`,
    );
    assertStringIncludes(all, "Presentes: ana");
    assertEquals(LEFT_OVER.test(all), false, all);
    await screen.enter("/dansar");
    const wrong = await screen.shows("Não existe o comando '/dansar'");
    assertEquals(LEFT_OVER.test(wrong), false, wrong);
  },
});

Deno.test({
  name: "client: an output that takes nothing more is told in the language of the person",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const script = '"$0" run -A client.ts --help --lang es >/dev/full';
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", script, Deno.execPath()],
      env: { NO_COLOR: "1" },
      stdout: "null",
      stderr: "piped",
    }).output();
    assertEquals(
      new TextDecoder().decode(stderr),
      "enchufe: IO No se puede escribir en '-': el disco está lleno\n",
    );
    assertEquals(code, 1);
  },
});
