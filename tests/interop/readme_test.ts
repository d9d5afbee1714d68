import { join } from "../../lib/std/path.ts";
import { assertEquals } from "../helpers/assert.ts";
import { installed, type Protocol, runProgram, startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";

const ROOT = join(import.meta.dirname as string, "../..");
const README = Deno.readTextFileSync(join(ROOT, "README.md"));

/** The program that the README shows in a language, turned to another port. */
function program(language: string, port: number): string {
  const found = new RegExp(`<!-- run: ${language} -->\\s*\`\`\`\\w+\n([^]*?)\`\`\``).exec(README);
  return (found?.[1] ?? "").replaceAll("5050", String(port));
}

Deno.test({
  name: "README.md: the Python program echoes its line",
  ignore: !installed("python3"),
  async fn() {
    await using server = await startServer();
    const { code, stdout, stderr } = await runProgram("python3", ["-c", program("python", server.port())]);
    assertEquals([code, stdout, stderr], [0, "ñandú\n", ""]);
  },
});

Deno.test("README.md: the Node program gets a file and talks", async () => {
  await using folder = await tempDir({ "welcome.txt": "¡Hola!" });
  await using server = await startServer({ folder: folder.path });
  const file = join(ROOT, `tests/interop/.readme-${crypto.randomUUID()}.mjs`);
  await Deno.writeTextFile(file, program("node", server.port()));
  try {
    const args = ["run", "--quiet", "--allow-net", "--allow-env", "--allow-sys", "--allow-read", file];
    const { code, stdout, stderr } = await runProgram(Deno.execPath(), args);
    assertEquals([code, stdout, stderr], [0, "¡Hola!\n1\n", ""]);
  } finally {
    await Deno.remove(file);
  }
});

/** Ports that the README writes, by the listener that stands for them here. */
const PORTS: Readonly<Record<string, Protocol>> = { 5050: "resp", 5500: "echo", 5577: "list", 5501: "file" };

/** What the README's lines for `nc` print, in their order, on a share with `a.txt` and `welcome.txt`. */
const ONE_LINERS: readonly string[] = [
  "*2\r\n$5\r\na.txt\r\n$11\r\nwelcome.txt\r\n",
  "$3\r\nold\r\n",
  "+OK\r\n",
  "Hola Server!\n",
  "a.txt\nwelcome.txt",
  "¡Hola!",
];

Deno.test({
  name: "README.md: the one-liners for nc list, fetch, hand in and echo",
  ignore: !installed("nc", ["-h"]),
  async fn() {
    await using folder = await tempDir({ "a.txt": "old", "welcome.txt": "¡Hola!" });
    await using server = await startServer({
      folder: folder.path,
      classic: ["echo", "list", "file"],
      args: ["--access", "write"],
    });
    const lines = [...README.matchAll(/`((?:echo|printf) [^`]*nc [^`]*)`/g)].map((match) =>
      (match[1] as string).replaceAll("\\|", "|").replace(
        /localhost (\d+)/,
        (_, port: string) => `127.0.0.1 ${server.port(PORTS[port] ?? "resp")}`,
      )
    );
    const outputs: string[] = [];
    for (const line of lines) outputs.push((await runProgram("sh", ["-c", line])).stdout);
    assertEquals(outputs, [...ONE_LINERS]);
  },
});
