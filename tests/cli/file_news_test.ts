/** New files, as `watch` and sessions on real terminals tell of them. @module */
import { assert, assertEquals } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { Output, programCommand, runClient, startServer, type TestServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { NO_TMUX, Tmux } from "../helpers/tmux.ts";
import { PROMPT, sessionCommand } from "./session_fixture.ts";

const ACCESS = ["--access", "write", "--keep-free", "0"];

async function put(server: TestServer, name: string, path: string, input: string): Promise<void> {
  const args = ["--port", String(server.port()), "--name", name, "put", "-", path];
  assertEquals((await runClient(args, { input })).code, 0);
}

for (const json of [false, true]) {
  Deno.test(`client watch${json ? " --json" : ""}: who, what, how large, and what was not done through the server`, async () => {
    await using server = await startServer({ args: ACCESS });
    const [program, args] = programCommand("client", [
      "--port",
      String(server.port()),
      ...json ? ["--json"] : [],
      "watch",
    ]);
    const process = new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "inherit" })
      .spawn();
    const out = new Output(process.stdout);
    try {
      let count = 0;
      await eventually(() => {
        Deno.writeTextFileSync(`${server.folder}/probe`, "x".repeat(++count));
        return out.text.includes("probe");
      }, "line on the probe");
      await put(server, "ana", "own.txt", "12");
      await out.until((text) => text.includes("own.txt"), "line on own.txt");
      Deno.mkdirSync(`${server.folder}/d`);
      Deno.renameSync(`${server.folder}/own.txt`, `${server.folder}/d/new.txt`);
      await out.until((text) => text.includes("d/new.txt") && text.includes("removed"), "line on new.txt");
      const lines = out.text.trimEnd().split("\n").filter((line) => !line.includes("probe"));
      if (json) {
        assertEquals(lines.map((line) => JSON.parse(line)).find(({ path }) => path === "d/new.txt"), {
          channel: "file:d/new.txt",
          event: "created",
          path: "d/new.txt",
          type: "file",
          by: "",
          size: 2,
        });
      } else {
        assertEquals(lines.map((line) => line.slice(9)).sort(), [
          "d/ created in the folder",
          "d/new.txt created in the folder (2 B)",
          "own.txt created by ana (2 B)",
          "own.txt removed from the folder (2 B)",
        ]);
      }
    } finally {
      process.kill("SIGKILL");
      await process.status;
      await out.done;
    }
  });
}

Deno.test({
  name:
    "session: a new file is told with the command that fetches it, many are one line, one's own is not told again",
  ignore: NO_TMUX,
  async fn() {
    await using server = await startServer({ args: ACCESS });
    await using folder = await tempDir({ "mine.txt": "mine" });
    await using screen = await Tmux.start(sessionCommand(server), { cwd: folder.path });
    await screen.shows(PROMPT);
    await screen.enter("/put mine.txt");
    await screen.shows(/mine\.txt \(4 B\)/);
    await put(server, "luz", "con espacio.txt", "12");
    await screen.shows(/^· luz handed in con espacio\.txt \(2 B\): \/get "con espacio\.txt"$/m);
    await screen.enter('/get "con espacio.txt"');
    await eventually(() => {
      try {
        return Deno.readTextFileSync(folder.join("con espacio.txt")) === "12";
      } catch {
        return false;
      }
    }, "fetched file");
    Deno.mkdirSync(`${server.folder}/fotos`);
    for (let i = 0; i < 1000; i++) Deno.writeTextFileSync(`${server.folder}/fotos/${i}`, "x");
    await screen.shows(/^· \d+ new files in fotos\/ \(.*\): \/ls fotos$/m);
    const rows = (await screen.all()).split("\n").filter((row) => row.startsWith("·"));
    assert(rows.length <= 4, rows.join("\n"));
    assert(!rows.some((row) => row.includes("mine.txt")), rows.join("\n"));
  },
});
