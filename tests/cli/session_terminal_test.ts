import { assert, assertEquals } from "../helpers/assert.ts";
import { eventually, pause } from "../helpers/patience.ts";
import { installed, startServer, type TestServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { NO_TMUX, Tmux, type TmuxOptions } from "../helpers/tmux.ts";
import { PROMPT, said, sessionCommand } from "./session_fixture.ts";

const ignore = NO_TMUX;

async function session(
  server: TestServer,
  options: TmuxOptions & { readonly flags?: readonly string[] } = {},
): Promise<Tmux> {
  const screen = await Tmux.start(sessionCommand(server, options.flags), options);
  await screen.shows(PROMPT);
  return screen;
}

/** What stands behind the last prompt on the screen. */
async function line(screen: Tmux): Promise<string | undefined> {
  return (await screen.screen()).findLast((row) => row.startsWith(PROMPT))?.slice(PROMPT.length).trim();
}

Deno.test({
  name: "session: the words of the seed systems",
  ignore,
  async fn(t) {
    await using share = await tempDir({ "a.txt": "hola\n", docs: {} });
    await using server = await startServer({ folder: share.path });
    for (
      const [words, wanted] of [
        ["listar_arquivos", /^file {2}.* a\.txt$/m],
        ["listar", /^dir {3}.* docs\/$/m],
        ["enviar_arquivo a.txt", /^a\.txt → .*a\.txt \(5 B\)$/m],
        ["hora_atual", /^\d\d:\d\d:\d\d$/m],
        ["hora", /^\d\d:\d\d:\d\d$/m],
        ["dados", /^Enchufe \d+\.\d+\.\d+/m],
      ] as [string, RegExp][]
    ) {
      await t.step(words, async () => {
        await using folder = await tempDir();
        await using screen = await session(server, { cwd: folder.path });
        await screen.enter(words);
        await screen.shows(wanted);
        if (words.startsWith("enviar")) assertEquals(Deno.readTextFileSync(folder.join("a.txt")), "hola\n");
      });
    }
    for (const words of ["finalizar_conexao", "salir", "sair"]) {
      await t.step(words, async () => {
        await using screen = await session(server);
        await screen.enter(words);
        assertEquals(await screen.status(), 0);
      });
    }
    await t.step("the numbered menu", async () => {
      await using screen = await session(server);
      await screen.enter("/menu");
      await screen.shows("1  list files");
      await screen.enter("1");
      await screen.shows(/ a\.txt$/m);
      await screen.enter("5");
      assertEquals(await screen.status(), 0);
    });
    assertEquals(await said(server), []);
  },
});

Deno.test({
  name: "session: what is pasted in several lines is one message, and cannot pass for another's",
  ignore,
  async fn() {
    await using server = await startServer();
    await using screen = await session(server, { size: { columns: 40, rows: 10 } });
    const text = "uno\n12:00:00 luz: dos\n\ttres ñ";
    await screen.type("a");
    await screen.paste(text);
    await screen.type("b");
    // It can be edited as any line.
    await screen.press("BSpace", "BSpace", "BSpace", "C-a", "Delete", "C-e");
    await screen.shows(/^ana@plaza> uno⏎\n12:00:00 luz: dos⏎\n⇥tres$/m);
    assertEquals(await said(server), []);
    await screen.press("Enter");
    await screen.shows(/ana: uno\n {6}12:00:00 luz: dos\n {10}tres\n/);
    assertEquals(await said(server), ["uno\n12:00:00 luz: dos\n\ttres"]);
    // And comes back whole from the history.
    await screen.press("Up", "Enter");
    await eventually(async () => (await said(server)).length === 2, "the message again");
    const [first, second] = await said(server);
    assertEquals(first, second);
  },
});

Deno.test({
  name: "session: Ctrl-C clears the line, and twice leaves with 130; Ctrl-D leaves with 0",
  ignore,
  async fn() {
    await using server = await startServer();
    await using screen = await session(server);
    await screen.type("no quiero decir esto");
    await screen.shows("decir esto");
    await screen.press("C-c");
    await eventually(async () => await line(screen) === "", "an empty line");
    await screen.press("C-c");
    await screen.shows("Ctrl-C once more leaves");
    assertEquals(await said(server), []);
    await screen.enter("sigo");
    await screen.shows("ana: sigo");
    await screen.press("C-d");
    assertEquals(await screen.status(), 0);

    await using second = await session(server);
    await second.press("C-c");
    await second.shows("Ctrl-C once more leaves");
    await second.press("C-c");
    assertEquals(await second.status(), 130);
    // Nothing of the bottom is left behind.
    const all = await second.all();
    assert(!all.includes(PROMPT) && !all.includes("plaza · "), all);
  },
});

Deno.test({
  name: "session: one Ctrl-C that comes twice, as under deno task, asks and does not leave",
  ignore,
  async fn() {
    await using server = await startServer();
    await using screen = await session(server);
    const pid = await screen.pid();
    Deno.kill(pid, "SIGINT");
    await pause(3);
    Deno.kill(pid, "SIGINT");
    await screen.shows("Ctrl-C once more leaves");
    await screen.enter("todavía");
    await screen.shows("ana: todavía");
  },
});

Deno.test({
  name: "session: SIGTERM, SIGHUP and SIGQUIT give the terminal back",
  ignore,
  async fn() {
    await using server = await startServer();
    for (const signal of ["SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
      await using screen = await session(server);
      await screen.type("a medio decir");
      await screen.shows("a medio decir");
      Deno.kill(await screen.pid(), signal);
      assertEquals(await screen.status(), 130);
      const all = await screen.all();
      assert(!all.includes(PROMPT) && !all.includes("plaza · "), all);
    }
  },
});

Deno.test({
  name: "session: Ctrl-L clears the screen, Ctrl-Z suspends, and the line is there again",
  ignore: ignore || !installed("bash"),
  async fn() {
    await using server = await startServer();
    using other = await RespClient.connect(server);
    await other.call("HELLO", "3", "SETNAME", "luz");
    await using screen = await session(server, { shell: "bash" });
    await screen.type("a medio decir");
    await screen.shows("a medio decir");
    await screen.press("C-l");
    await eventually(async () => (await screen.screen())[1] === `${PROMPT} a medio decir`, "a clear screen");
    await screen.press("C-z");
    await screen.shows(/Stopped|Suspended/);
    await screen.enter("echo eco-$((40+2))");
    await screen.shows("eco-42");
    await other.call("ROOM.SAY", "plaza", "mientras");
    await screen.enter("fg");
    await screen.shows("luz: mientras");
    await eventually(async () => await line(screen) === "a medio decir", "the line");
    await screen.enter(" y dicho");
    await eventually(async () => (await said(server)).at(-1) === "a medio decir y dicho", "the message");
    // The terminal is given back as it was.
    await screen.press("C-d");
    await screen.enter("stty -a | grep -q ' icanon' && echo de-vuelta-$((1+1))");
    await screen.shows("de-vuelta-2");
  },
});

Deno.test({
  name: "session: the bottom is drawn anew at another size, and nothing of the old one stays",
  ignore,
  async fn() {
    await using server = await startServer();
    await using screen = await session(server);
    let text = "una línea larga con ñ y 日本語 que pasa de la primera fila de cualquier pantalla angosta";
    // While there are empty rows below, tmux moves rows that it breaks out of reach of any program.
    await screen.enter("/help");
    await screen.until((shown) => shown.split("\n").length === 24, "a full screen");
    await screen.type(text);
    const sizes = [[40, 10], [30, 8], [100, 30], [80, 4], [60, 12]] as [number, number][];
    for (const [at, [columns, rows]] of sizes.entries()) {
      await screen.resize({ columns, rows });
      // What is typed now is seen once it has been drawn for this size, and not only moved by the terminal.
      await screen.type("!");
      text += "!";
      await eventually(async () => {
        const shown = await screen.screen();
        const first = shown.findIndex((row) => row.startsWith(PROMPT));
        const typed = shown.slice(first).join("").slice(PROMPT.length).replace(/\s/g, "");
        const all = await screen.all();
        return first >= 0 && all.split(PROMPT).length === 2 &&
          all.split("plaza · ").length === (rows < 6 ? 1 : 2) &&
          (rows < 6 ? typed.endsWith("!".repeat(at + 1)) : typed === text.replace(/\s/g, ""));
      }, `a clean ${columns}×${rows}`);
    }
    await screen.press("Enter");
    await eventually(async () => (await said(server))[0] === text, "the message");
  },
});

Deno.test({
  name: "session: Tab completes commands, paths with spaces and accents, and files here",
  ignore,
  async fn() {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`tarea-${at + 100}.txt`, "x"]));
    await using share = await tempDir({
      "índice general.txt": "í\n",
      docs: { "con espacio.md": "x" },
      ...many,
    });
    await using folder = await tempDir({ "mi tarea.txt": "tarea", otra: {} });
    await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
    await using screen = await session(server, { size: { columns: 40, rows: 10 }, cwd: folder.path });
    const completes = async (typed: string, wanted: string) => {
      await screen.type(typed);
      await screen.press("Tab");
      await eventually(async () => await line(screen) === wanted, wanted);
      await screen.press("C-c");
      await eventually(async () => await line(screen) === "", "an empty line");
    };
    await completes("/hist", "/history");
    await completes("/get í", "/get índice general.txt");
    await completes("/get docs/c", "/get docs/con espacio.md");
    await completes("/put m", '/put "mi tarea.txt"');
    await completes("/put o", "/put otra/");
    await completes("an", "ana:");
    // More than fit are counted; the line stays where it is.
    await screen.type("/get ta");
    await screen.press("Tab");
    await eventually(async () => await line(screen) === "/get tarea-", "what they have in common");
    await screen.press("Tab");
    await screen.shows(/tarea-100\.txt.*\n[^]*… \+\d+\n/);
    assertEquals(await line(screen), "/get tarea-");
    assertEquals((await screen.all()).split(PROMPT).length, 2);
  },
});

Deno.test({
  name:
    "session: a line that did not arrive comes back; the name of a command without slash is not said at once",
  ignore,
  async fn() {
    await using server = await startServer({ args: ["--max-message", "20"] });
    await using screen = await session(server);
    await screen.enter("esto es más largo que veinte");
    await screen.shows("the limit is 20");
    await eventually(async () => await line(screen) === "esto es más largo que veinte", "the line again");
    await screen.press("C-c");
    await eventually(async () => await line(screen) === "", "an empty line");
    await screen.enter("ls");
    await screen.shows("did you mean /ls?");
    await eventually(async () => await line(screen) === "ls", "the line again");
    assertEquals(await said(server), []);
    await screen.press("Enter");
    await eventually(async () => (await said(server))[0] === "ls", "the message");
  },
});
