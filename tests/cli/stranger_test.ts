/**
 * Someone who has downloaded the archive and has nothing else: an empty home, nothing on the PATH, no folder for temporary files.
 * `ENCHUFE_ARCHIVE` names the archive, as `deno task compile --target NAME` makes it.
 *
 * @module
 */
import { sha256 } from "../../.github/release/archive.ts";
import { basename, dirname, join } from "../../lib/std/path.ts";
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { type Finished, runProgram } from "../helpers/processes.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";
import { NO_TMUX, Tmux } from "../helpers/tmux.ts";

const archive = Deno.env.get("ENCHUFE_ARCHIVE");
// deno-lint-ignore no-console -- a skipped test must say why, and tests have no other voice
if (!archive) console.log("skipped: ENCHUFE_ARCHIVE names no archive of executables");

const TEXT = "¡Bienvenidos! 👋\n";

/** What the two say, in turn. */
const TALK = [
  ["ana", "¿llegó mi archivo?"],
  ["bea", "sí, hace un minuto 👍"],
  ["bea", "y ahora algo en medio"],
  ["ana", "a medio escribir, y ya entero"],
] as const;
type Name = typeof TALK[number][0];

/** The stranger's machine. */
interface Machine {
  readonly folder: TempDir;
  readonly env: Record<string, string>;
  program(name: string): string;
}

/** Unpacks the archive into a new folder, beside a folder to share and one to work in. */
async function machine(): Promise<Machine> {
  const folder = await tempDir({
    home: {},
    path: {},
    new: {},
    share: { "bienvenida.txt": TEXT },
    here: { "tarea.txt": "x" },
  });
  const downloaded = await Deno.realPath(archive as string);
  const sums = await Deno.readTextFile(join(dirname(downloaded), "SHA256SUMS"));
  const digest = await sha256(await Deno.readFile(downloaded));
  assert(sums.split("\n").includes(`${digest}  ${basename(downloaded)}`), sums);
  const { code, stderr } = await runProgram("tar", ["-xzf", downloaded], { cwd: folder.join("new") });
  assertEquals([code, stderr], [0, ""]);
  const [top] = [...Deno.readDirSync(folder.join("new"))].map(({ name }) => name);
  assertMatch(top as string, /^enchufe-\d+\.\d+\.\d+$/);
  const names = [...Deno.readDirSync(folder.join("new", top as string))].map(({ name }) => name);
  const documents = ["LICENSE", "README.es.md", "README.md", "README.pt.md"];
  const programs = ["enchufe", "enchufe-server"];
  const manuals = programs.map((name) => `${name}.1`);
  assertEquals(names.toSorted(), [...documents, ...programs, ...manuals].toSorted());
  return {
    folder,
    // Not even root can make a file in /proc; it is there on Linux only, and elsewhere there is no such folder at all.
    env: { HOME: folder.join("home"), PATH: folder.join("path"), TMPDIR: "/proc", LANG: "en_US.UTF-8" },
    program: (name) => folder.join("new", top as string, name),
  };
}

/** Runs one command of the client and wants it to succeed. */
type Client = (...args: string[]) => Promise<Finished>;

function clientOf({ folder, env, program }: Machine, port: string): Client {
  return async (...args) => {
    const { code, stdout, stderr } = await new Deno.Command(program("enchufe"), {
      args: ["--port", port, ...args],
      cwd: folder.join("here"),
      env,
      clearEnv: true,
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals([code, text(stderr)], [0, ""], args.join(" "));
    return { code, stdout: text(stdout), stderr: "" };
  };
}

/** One of each command that is not a chat. */
async function useFiles(client: Client, folder: TempDir): Promise<void> {
  assertMatch(
    (await client("--version")).stdout,
    /^enchufe \d+\.\d+\.\d+ \(commit [0-9a-f]{7}\+?, Deno \d+\.\S+, /,
  );
  assertMatch((await client("ls")).stdout, /^file .* bienvenida\.txt\n$/);
  await client("get", "bienvenida.txt");
  assertEquals(await Deno.readTextFile(folder.join("here", "bienvenida.txt")), TEXT);
  await client("put", "tarea.txt", "tareas/");
  assertEquals(await Deno.readTextFile(folder.join("share", "tareas", "tarea.txt")), "x");
  assertEquals((await client("echo", "ñandú 🍍")).stdout, "ñandú 🍍\n");
}

/** Types {@linkcode TALK}, the last line in two parts with another's message between them. */
async function talk(screens: Record<Name, Tmux>): Promise<void> {
  const arrives = async (index: number) => {
    const [name, text] = TALK[index] as typeof TALK[number];
    for (const screen of Object.values(screens)) {
      await screen.until(anyRow((row) => says(row, name, text)), `'${text}' from ${name}`);
    }
  };
  const [question, answer, between, last] = TALK.map(([, text]) => text) as [string, string, string, string];
  await screens.ana.enter(question);
  await arrives(0);
  await screens.bea.enter(answer);
  await arrives(1);
  const [begun] = last.split(",") as [string];
  await screens.ana.type(begun);
  await screens.ana.until(anyRow((row) => row.endsWith(begun)), "what is typed");
  await screens.bea.enter(between);
  await arrives(2);
  // What was being typed is whole, and below what has come.
  await screens.ana.until(anyRow((row) => row.endsWith(begun)), "what was being typed");
  const rows = await screens.ana.screen();
  assertEquals(rows.filter((row) => row.includes(begun)).length, 1, rows.join("\n"));
  assert(rows.findIndex((row) => row.includes(begun)) > rows.findIndex((row) => row.includes(between)));
  await screens.ana.enter(last.slice(begun.length));
  await arrives(3);
}

/** That a row of a screen satisfies a condition. */
function anyRow(condition: (row: string) => boolean): (screen: string) => boolean {
  return (screen) => screen.split("\n").some(condition);
}

/** Whether a row shows a message behind the name of who said it. */
function says(row: string, name: Name, text: string): boolean {
  const [before, after] = row.split(text);
  return after !== undefined && new RegExp(`\\b${name}\\b`).test(before as string);
}

/** Each message is on the screen once, in order, with who said it. */
function assertTalk(rows: readonly string[]): void {
  const screen = rows.join("\n");
  const places = TALK.map(([name, text]) => {
    const found = rows.flatMap((row, index) => row.includes(text) ? [index] : []);
    assertEquals(found.length, 1, `'${text}' is there ${found.length} times:\n${screen}`);
    assert(says(rows[found[0] as number] as string, name, text), screen);
    return found[0] as number;
  });
  assertEquals(places, places.toSorted((a, b) => a - b), screen);
}

Deno.test({
  name: "a stranger with the archive alone: list, get, put, echo, talk from two terminals, stop",
  ignore: !archive || NO_TMUX,
  async fn() {
    const stranger = await machine();
    await using folder = stranger.folder;
    const options = { cwd: folder.join("here"), env: stranger.env, clearEnv: true };
    const flags = ["--port", "0", "--chat-port", "off", "--access", "write"];
    await using server = await Tmux.start(
      [stranger.program("enchufe-server"), [folder.join("share"), ...flags]],
      options,
    );
    const listening = /listening resp .*:(\d+)$/m;
    const port = listening.exec(await server.shows(listening))?.[1] as string;
    const client = clientOf(stranger, port);
    await useFiles(client, folder);

    const enter = (name: Name) =>
      Tmux.start([stranger.program("enchufe"), ["--port", port, "--name", name]], options);
    await using ana = await enter("ana");
    await using bea = await enter("bea");
    const screens = { ana, bea };
    await eventually(
      async () => (await client("--json", "who")).stdout.trim().split("\n").length === 2,
      "two members",
    );
    await talk(screens);
    for (const screen of Object.values(screens)) assertTalk(await screen.screen());

    await bea.enter("/quit");
    assertEquals(await bea.status(), 0);
    await server.enter("/stop");
    assertEquals(await server.status(), 0);
    await ana.enter("/quit");
    assertEquals(await ana.status(), 0);
    assertEquals([...Deno.readDirSync(folder.join("home"))], []);
    assertEquals([...Deno.readDirSync(folder.join("share"))].map(({ name }) => name).toSorted(), [
      "bienvenida.txt",
      "tareas",
    ]);
  },
});
