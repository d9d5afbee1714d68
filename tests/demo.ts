/**
 * The demonstration: a real server on a folder that this program fills, four clients at the same time over real
 * sockets (three speak RESP, the fourth the plain services that `nc` and hand-written programs speak), everything
 * they see printed and compared. Exit status 0 only if all of it matched.
 *
 * @module
 */
import { Connection } from "../lib/client/connection.ts";
import { toEvent } from "../lib/client/events.ts";
import { escapeText } from "../lib/escape.ts";
import { textOf } from "../lib/framing/reply_decoder.ts";
import type { Reply } from "../lib/framing/reply.ts";
import { ensureDir } from "../lib/std/fs.ts";
import { dirname } from "../lib/std/path.ts";
import { startServer, type TestServer } from "./helpers/processes.ts";

const FILES: Readonly<Record<string, Uint8Array>> = {
  "bienvenida.txt": new TextEncoder().encode("¡Hola, señores! 👋\n"),
  "notes/week 1.md": new TextEncoder().encode("# Sockets\n\nA plug and a socket.\n"),
  "photo.bin": Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff),
};
const ECHO = "El ñandú comió piñas 🍍 → 你好";
const NAMES = ["ana", "bea", "carlos", "dani"] as const;
const WAIT_MS = 10_000;
/** Stands before the first line that the plain chat sends, without a line break. */
const PROMPT = "Por favor, envia tu nombre: ";

let failures = 0;

function print(line: string): void {
  // deno-lint-ignore no-console -- this program exists to print
  console.log(line);
}

/** Prints what a client saw, and whether it is what it should have seen. */
function check(who: string, what: string, saw: string, matched: boolean): void {
  if (!matched) failures++;
  print(`${matched ? "ok  " : "FAIL"} ${who.padEnd(7)}${what.padEnd(10)}${escapeText(saw)}`);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Waits for something that others cause. @throws {Error} after ten seconds. */
async function until(condition: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + WAIT_MS; !condition();) {
    if (Date.now() > deadline) throw new Error(`Nothing came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A client in the room: what it heard, and how it speaks. */
interface Talker {
  readonly name: string;
  readonly heard: string[];
  say(text: string): Promise<unknown>;
  readonly gone: Promise<unknown>;
  close(): void;
}

/** One of the three that speak RESP: uses the files, then joins the room. */
async function respClient(name: string, server: TestServer): Promise<Talker> {
  const socket = await Deno.connect({ port: server.port() });
  const heard: string[] = [];
  const connection = new Connection(socket, {
    timeout: WAIT_MS,
    where: `127.0.0.1:${server.port()}`,
    onPush(push) {
      const event = toEvent(push);
      if (event?.event === "message" && event.from !== name) heard.push(`${event.from}: ${event.text}`);
      if (event?.event === "closing") heard.push("closing");
    },
  });
  const ask = (...parts: string[]): Promise<Reply> => connection.request(parts);
  await ask("HELLO", "3", "SETNAME", name);

  const [, entries] = await ask("FILE.LIST", "/", "RECURSIVE") as [Reply, Map<string, Reply>[]];
  const files = entries.filter((entry) => textOf(entry.get("type")) === "file").map((entry) =>
    textOf(entry.get("path")) ?? ""
  );
  check(name, "list", files.join(", "), files.join() === Object.keys(FILES).sort().join());

  for (const [path, content] of Object.entries(FILES)) {
    const got = await ask("GET", path) as Uint8Array;
    check(name, "get", `${path}: ${got.length} bytes`, same(got, content));
  }
  const echoed = textOf(await ask("ECHO", ECHO)) ?? "";
  check(name, "echo", echoed, echoed === ECHO);

  const [seconds] = await ask("TIME") as Reply[];
  const clock = new Date(Number(textOf(seconds)) * 1000);
  check(name, "time", clock.toLocaleTimeString("es"), Math.abs(clock.getTime() - Date.now()) < 60_000);

  const status = textOf(await ask("INFO", "server")) ?? "";
  const uptime = /uptime_in_seconds:\d+/.exec(status)?.[0] ?? "";
  check(name, "status", uptime, uptime !== "");

  await ask("ROOM.JOIN", "plaza");
  return {
    name,
    heard,
    say: (text) => ask("ROOM.SAY", "plaza", text),
    gone: connection.ended,
    close: () => connection.close(),
  };
}

/** Sends a text to a plain service, ends its side, and reads the whole answer. */
async function plain(port: number, text: string): Promise<Uint8Array> {
  const socket = await Deno.connect({ port });
  await socket.write(new TextEncoder().encode(text));
  await socket.closeWrite();
  const chunks: Uint8Array[] = [];
  const buffer = new Uint8Array(65_536);
  for (let count = await socket.read(buffer); count !== null; count = await socket.read(buffer)) {
    chunks.push(buffer.slice(0, count));
  }
  socket.close();
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

/** The fourth: a hand-written program that knows nothing but sockets. */
async function plainClient(name: string, server: TestServer): Promise<Talker> {
  const utf8 = new TextDecoder();
  const list = utf8.decode(await plain(server.port("list"), `${name}\n/\n`));
  check(name, "list", list, list === "bienvenida.txt\nnotes\nphoto.bin");
  for (const [path, content] of Object.entries(FILES)) {
    const got = await plain(server.port("file"), `${path}\n`);
    check(name, "get", `${path}: ${got.length} bytes`, same(got, content));
  }
  const echoed = utf8.decode(await plain(server.port("echo"), ECHO + "\n"));
  check(name, "echo", echoed, echoed === ECHO + "\n");
  // Python pickles of ["HORA", None] and ["CONSULTA", None]; half-closing adds a good-bye.
  const menu = async (word: string) => {
    const request = `\x80\x04]\x94(\x8c${String.fromCharCode(word.length)}${word}\x94Ne.`;
    const socket = await Deno.connect({ port: server.port("menu") });
    await socket.write(Uint8Array.from(request, (char) => char.charCodeAt(0)));
    const buffer = new Uint8Array(1024);
    const answer = utf8.decode(buffer.subarray(0, await socket.read(buffer) ?? 0));
    socket.close();
    return answer;
  };
  const time = /\d\d:\d\d:\d\d/.exec(await menu("HORA"))?.[0] ?? "";
  check(name, "time", time, time !== "");
  const status = await menu("CONSULTA");
  check(name, "status", "Servidor online 24 horas", status.includes("Servidor online 24 horas"));

  const socket = await Deno.connect({ port: server.port("chat") });
  const heard: string[] = [];
  const send = (text: string) => socket.write(new TextEncoder().encode(text + "\n"));
  const gone = (async () => {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(4096);
    let rest = "";
    for (let count = await socket.read(buffer); count !== null; count = await socket.read(buffer)) {
      const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      heard.push(
        ...lines.map((line) =>
          line.replace(PROMPT, "").replace(/^El servidor se esta cerrando.*/, "closing")
        ),
      );
    }
  })();
  await send(name);
  return { name, heard, say: send, gone, close: () => socket.close() };
}

/** Each says one line; each hears the other three, once each. */
async function chat(talkers: readonly Talker[]): Promise<void> {
  const line = (name: string) => `¡Hola desde ${name}! ñ 😀`;
  await Promise.all(talkers.map((talker) => talker.say(line(talker.name))));
  for (const { name, heard } of talkers) {
    const others = NAMES.filter((other) => other !== name).map((other) => `${other}: ${line(other)}`);
    const lines = () => heard.filter((text) => text.includes("¡Hola desde"));
    await until(() => lines().length >= others.length, `the others' lines at ${name}`);
    check(name, "chat", lines().join(" | "), [...lines()].sort().join() === others.sort().join());
  }
}

/** The server speaks to all. */
async function broadcast(talkers: readonly Talker[], server: TestServer): Promise<void> {
  const admin = new Connection(await Deno.connect({ port: server.port() }), {
    timeout: WAIT_MS,
    where: "demo",
  });
  await admin.request(["SERVER.SAY", "La clase empieza ahora"]);
  for (const { name, heard } of talkers) {
    const found = () => heard.find((text) => text.endsWith("La clase empieza ahora"));
    await until(() => found() !== undefined, `the server's line at ${name}`);
    check(name, "broadcast", found() ?? "", true);
  }
  admin.close();
}

/** A fifth one talks too fast and is put out; the others hear the allowed lines only. */
async function floods(server: TestServer, witness: Talker): Promise<void> {
  const connection = new Connection(await Deno.connect({ port: server.port() }), {
    timeout: WAIT_MS,
    where: "demo",
  });
  await connection.request(["HELLO", "3", "SETNAME", "flood"]);
  const said = Array.from({ length: 8 }, (_, i) => connection.request(["ROOM.SAY", "plaza", `spam ${i}`]));
  const results = await Promise.allSettled(said);
  const refused = results.find((result) => result.status === "rejected");
  await connection.ended;
  check("flood", "put out", String(refused?.reason?.message), refused?.reason?.code === "TOOFAST");
  const spam = witness.heard.filter((text) => text.startsWith("flood: "));
  check(witness.name, "spam", `${spam.length} of 8 lines came through`, spam.length === 5);
}

/** The server stops in order: all are told, all connections close, its status is 0. */
async function stops(talkers: readonly Talker[], server: TestServer): Promise<void> {
  const code = await server.stop("SIGINT");
  await Promise.all(talkers.map((talker) => talker.gone));
  for (const { name, heard } of talkers) check(name, "stop", heard.at(-1) ?? "", heard.at(-1) === "closing");
  check("server", "stop", `exit status ${code}`, code === 0);
}

async function main(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "enchufe-demo-" });
  try {
    for (const [path, content] of Object.entries(FILES)) {
      await ensureDir(dirname(`${folder}/${path}`));
      await Deno.writeFile(`${folder}/${path}`, content);
    }
    await using server = await startServer({ folder, classic: ["chat", "echo", "list", "file", "menu"] });
    print(server.stdout.text.trimEnd());
    const talkers = await Promise.all([
      respClient("ana", server),
      respClient("bea", server),
      respClient("carlos", server),
      plainClient("dani", server),
    ]);
    await everyoneIsIn(server);
    await chat(talkers);
    await broadcast(talkers, server);
    await floods(server, talkers[0] as Talker);
    await stops(talkers, server);
    for (const talker of talkers) talker.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Waits until the room holds all four: the plain service tells nobody when a name has been taken in. */
async function everyoneIsIn(server: TestServer): Promise<void> {
  const connection = new Connection(await Deno.connect({ port: server.port() }), {
    timeout: WAIT_MS,
    where: "demo",
  });
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline;) {
    if ((await connection.request(["ROOM.WHO", "plaza"]) as Reply[]).length === NAMES.length) break;
  }
  connection.close();
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    check("demo", "failed", error instanceof Error ? error.message : String(error), false);
  }
  print(failures === 0 ? "Everything matched" : `${failures} did not match`);
  Deno.exit(failures === 0 ? 0 : 1);
}
