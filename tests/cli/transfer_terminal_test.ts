/** How transfers look on a real terminal. @module */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { programCommand, startServer, type TestServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { NO_TMUX, Tmux, type TmuxOptions } from "../helpers/tmux.ts";
import { at } from "./client_fixture.ts";

const MIB = 1024 * 1024;
const LONG = `${"a-long-name-".repeat(8)}漢字.bin`;

function start(server: TestServer, args: readonly string[], options: TmuxOptions): Promise<Tmux> {
  return Tmux.start(programCommand("client", at(server, ...args)), options);
}

/** A folder with a file of 2 MiB, whose fetching is looked at. */
async function withLong(rate: string, look: (tmux: Tmux) => Promise<void>): Promise<void> {
  await using share = await tempDir({ d: { [LONG]: new Uint8Array(2 * MIB), "b.txt": "b" } });
  await using here = await tempDir();
  await using server = await startServer({ folder: share.path });
  await using tmux = await start(server, ["get", "-r", "d", "--limit-rate", rate], {
    cwd: here.path,
    size: { columns: 100, rows: 20 },
  });
  await look(tmux);
}

Deno.test("get on a terminal: the bar moves, and keeps to the width", { ignore: NO_TMUX }, async () => {
  // So slow that it goes on, however long it takes to look.
  await withLong("100K", async (tmux) => {
    const first = await tmux.until(
      (screen) => /^d\/a-long.*….*漢字\.bin +\d+% \[=*>? *\]/m.test(screen),
      "the bar",
    );
    assert(first.some((row) => /^0 of 2 files +\d+%/.test(row)), first.join("\n"));
    const percent = (rows: readonly string[]) => Number(/漢字\.bin +(\d+)%/.exec(rows.join("\n"))?.[1]);
    const before = percent(first);
    await tmux.until((screen) => percent(screen.split("\n")) > before, "more");
    await tmux.until((screen) => /KiB\/s +\d+s/.test(screen), "rate and remaining time");
    await tmux.resize({ columns: 50, rows: 20 });
    await tmux.until((screen) => {
      const bars = screen.split("\n").filter((row) => row.includes("%"));
      return bars.length === 2 && bars.every((row) => row.length < 50 && !row.includes("["));
    }, "narrow bars");
  });
});

Deno.test("get on a terminal: the bar is gone at the end", { ignore: NO_TMUX }, async () => {
  await withLong("700K", async (tmux) => {
    assertEquals(await tmux.status(), 0);
    const end = (await tmux.screen()).join("\n");
    assert(!end.includes("%"), end);
    assertMatch(end, /2 files, 2 MiB/);
  });
});

Deno.test("get on a terminal: Ctrl-C leaves it clean and says how to go on; the same command does", {
  ignore: NO_TMUX,
}, async () => {
  await using share = await tempDir({ "big.bin": new Uint8Array(4 * MIB) });
  await using here = await tempDir();
  await using server = await startServer({ folder: share.path });
  const command = programCommand("client", at(server, "get", "big.bin", "--limit-rate", "500K"));
  await using tmux = await Tmux.start(command, {
    cwd: here.path,
    shell: "bash",
    size: { columns: 90, rows: 20 },
  });
  await tmux.until((screen) => /big\.bin +\d\d% /.test(screen), "the bar");
  await tmux.press("C-c");
  await tmux.shows(/interrupted.*same command/);
  await tmux.enter("echo status $?");
  const rows = await tmux.until((screen) => screen.includes("status 130"), "the shell");
  assert(!rows.some((row) => /\d% /.test(row)), rows.join("\n"));
  const [program, args] = programCommand("client", at(server, "get", "big.bin"));
  await tmux.enter(`clear; ${[program, ...args].join(" ")}`);
  await tmux.shows(/big\.bin → big\.bin \(4 MiB\) \(went on from .*\)/);
  assertEquals(Deno.statSync(here.join("big.bin")).size, 4 * MIB);
  assertEquals([...Deno.readDirSync(here.path)].length, 1);
});

Deno.test(
  "get -o - into a pipe shows the bar all the same; what is short shows none",
  { ignore: NO_TMUX },
  async () => {
    await using share = await tempDir({ "big.bin": new Uint8Array(MIB), "small.txt": "small" });
    await using here = await tempDir();
    await using server = await startServer({ folder: share.path });
    const line = (args: string[]) => programCommand("client", at(server, ...args)).flat().join(" ");
    const script = `${line(["get", "big.bin", "-o", "-", "--limit-rate", "250K"])} < /dev/null | wc -c; ${
      line(["get", "small.txt"])
    }`;
    await using tmux = await Tmux.start(["sh", ["-c", script]], {
      cwd: here.path,
      size: { columns: 90, rows: 20 },
    });
    await tmux.until((screen) => /big\.bin +\d+% /.test(screen), "the bar");
    assertEquals(await tmux.status(), 0);
    const rows = (await tmux.screen()).slice(0, 2);
    assertEquals(rows, ["1048576", "small.txt → small.txt (5 B)"]);
  },
);

for (
  const [what, args, env] of [
    ["--plain", ["--plain"], {}],
    ["a dumb terminal", [], { TERM: "dumb" }],
    ["NO_COLOR", [], { NO_COLOR: "1" }],
  ] as const
) {
  Deno.test(`put with ${what}: no bar, in the person's language`, { ignore: NO_TMUX }, async () => {
    await using share = await tempDir();
    await using here = await tempDir({ "big.bin": new Uint8Array(MIB) });
    await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
    const line = ["put", "big.bin", "--limit-rate", "700K", "--lang", "es", ...args];
    await using tmux = await start(server, line, { cwd: here.path, env });
    assertEquals(await tmux.status(), 0);
    assertEquals((await tmux.screen())[0], "big.bin → big.bin (1 MiB)");
  });
}
