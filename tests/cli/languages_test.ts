/** Errors and texts in the language of the person; codes, JSON and the wire stay English. @module */
import { assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { programCommand, runClient, runProgram, startServer } from "../helpers/processes.ts";
import { refusal } from "../helpers/replies.ts";
import { tempDir } from "../helpers/temp.ts";

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
    /^enchufe: NOTEMPTY "docs" no está vacío; .*; rm --recursive elimina/,
  );
  assertEquals((await run(["rm", "a.txt"], SPANISH)).stdout, "a.txt eliminado\n");
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
      "is not empty; ask to remove it with all in it; rm --recursive removes",
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
    `server: No existe la carpeta ${JSON.stringify(folder.join("nada"))}; hay que indicar una que exista\n`,
  );
});

Deno.test("server: the wire carries English, whatever the server speaks", async () => {
  await using server = await startServer({ env: SPANISH });
  await using peer = await connectPeer(server.port());
  assertEquals(refusal(await peer.call("FILE.STAT", "nada"), "NOTFOUND"), 'The share has no "nada"');
  const log = await server.stderr.until((text) => text.includes("NOTFOUND"), "the error in the log");
  assertStringIncludes(log, "The share has no");
});
