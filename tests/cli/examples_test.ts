/** Every example of help, run as it stands, in every language. @module */
import { COMMAND_ROWS } from "../../lib/cli/client_commands.ts";
import { isLocal } from "../../lib/cli/client_pages.ts";
import { LANGUAGES } from "../../lib/texts/language.ts";
import { type Texts } from "../../lib/texts/texts.ts";
import { CATALOGUES } from "../helpers/texts.ts";
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { Running } from "../helpers/running.ts";
import { HAS_SHELL, type ProgramFolder, programFolder } from "../helpers/shell.ts";
import { tempDir } from "../helpers/temp.ts";
import { at, startClient } from "./client_fixture.ts";

/** What the examples speak of. */
const SHARE = {
  "welcome.txt": "¡Hola!\n",
  "homework.txt": "old\n",
  docs: { "plan.txt": "b\na\n" },
  old: { "x.txt": "x" },
};
const HERE = {
  "homework.txt": "two\none\n",
  "drawing.png": "PNG",
  project: { "main.c": "m", build: { "main.o": "o" } },
};

/** What stdout of some examples must be; the others must say anything at all. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  "enchufe ls --names docs": /^docs\/plan\.txt\n$/,
  "enchufe get docs/plan.txt -o - | sort": /^a\nb\n$/,
  "enchufe get -r docs --exclude '*.tmp'": /^docs\/plan\.txt → docs\/plan\.txt /,
  "enchufe get --tar docs -o - | tar x": /^$/,
  "enchufe echo hello --repeat 3": /^(hello\n){3}$/,
  "enchufe hash welcome.txt": /^[0-9a-f]{64} {2}welcome\.txt\n$/,
  "enchufe raw INFO server --json": /^\{"reply":.*\}\n$/,
};

/** A member who is there to be talked to. */
async function member(server: TestServer): Promise<AsyncDisposable> {
  const client = startClient(at(server, "--name", "ana"));
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port() });
  const buffer = new Uint8Array(4096);
  for (let there = false; !there;) {
    await conn.write(new TextEncoder().encode("ROOM.WHO plaza\r\n"));
    there = new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0)).includes("ana");
  }
  conn.close();
  return client;
}

/** Says something until a line has ended that waits for something to happen. */
async function sayUntil(over: () => boolean, server: TestServer): Promise<void> {
  while (!over()) {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port() });
    await conn.write(new TextEncoder().encode("ROOM.SAY plaza something\r\n"));
    await conn.read(new Uint8Array(100));
  }
}

/** Runs the examples one after another on one server, so that later ones find what earlier ones said. */
async function runAll(help: Texts["help"], programs: ProgramFolder): Promise<void> {
  await using share = await tempDir(SHARE);
  await using here = await tempDir(HERE);
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  const env = { ENCHUFE_PORT: String(server.port()), HOME: here.path };
  for (const [name, { place }] of COMMAND_ROWS) {
    if (place === "session") continue;
    for (const [line] of help.commands[name].examples) {
      await using _ana = name === "tell" ? await member(server) : undefined;
      let over = false;
      const running = programs.run(line, { cwd: here.path, env }).finally(() => over = true);
      if (name === "watch") await sayUntil(() => over, server);
      const { code, stdout, stderr } = await running;
      assertEquals([code, stderr], [0, ""], line);
      if (PRINTED[line] !== undefined) assertMatch(stdout, PRINTED[line] as RegExp, line);
      else assert(stdout !== "" || isLocal(name), line);
    }
  }
}

for (const language of LANGUAGES) {
  Deno.test({
    name: `help: every example of the client works: ${language}`,
    ignore: !HAS_SHELL,
    async fn() {
      await using programs = await programFolder();
      await runAll(CATALOGUES[language].help, programs);
    },
  });

  Deno.test({
    name: `help: every example of the server works: ${language}`,
    ignore: !HAS_SHELL,
    async fn() {
      await using programs = await programFolder();
      await using home = await tempDir({ class: {}, clase: {}, aula: {} });
      for (const [line] of CATALOGUES[language].help.serverExamples) {
        // The usual ports may be in use here; what is typed is the same otherwise.
        const ports = ["", "chat-", "echo-", "list-", "file-", "menu-"].map((kind) => `--${kind}port 0`).join(
          " ",
        );
        await using server = new Running(["sh", ["-c", `exec ${line} ${ports}`]], {
          cwd: home.path,
          env: { ...programs.env, HOME: home.path, LC_ALL: "C" },
        });
        await server.stdout.until((text) => text.includes("listening resp"), `listening line of ${line}`);
        assertEquals(await server.stop(), 0, server.stderr.text);
      }
    },
  });
}
