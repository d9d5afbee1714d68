/**
 * A drop box: nothing that others handed in, nor what the operator put there, can be told from what is not there.
 *
 * Every request that names a path is sent twice: with the path of something in the box, and with one of the same length
 * that names nothing. The answers must be the same bytes, but for the path itself.
 *
 * @module
 */
import { connect } from "node:net";
import { dirname } from "../../lib/std/path.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { within } from "../helpers/patience.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { requestBytes } from "../helpers/replies.ts";
import { Link, tempDir } from "../helpers/temp.ts";
import { ALL, Line } from "../integration/classic_fixture.ts";

const SECRET = "the secret of ana";
/** SHA-256 of nothing. */
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/** Directories of a box show when the server was started, which is the same for all. */
const BOX = "inbox";

/** Everything that can be asked of a path, as a stranger. */
const PROBES: readonly ((path: string) => readonly string[])[] = [
  (path) => ["GET", path],
  (path) => ["GETRANGE", path, "0", "-1"],
  (path) => ["SUBSTR", path, "0", "3"],
  (path) => ["STRLEN", path],
  (path) => ["EXISTS", path, path],
  (path) => ["TYPE", path],
  (path) => ["KEYS", path],
  (path) => ["KEYS", `${path.slice(0, -1)}*`],
  (path) => ["SCAN", "0", "MATCH", path, "COUNT", "10000"],
  (path) => ["SCAN", "0", "MATCH", path, "COUNT", "10000", "TYPE", "dir"],
  (path) => ["FILE.STAT", path],
  (path) => ["FILE.HASH", path],
  (path) => ["FILE.LIST", path],
  (path) => ["FILE.LIST", path, "RECURSIVE"],
  (path) => ["FILE.LIST", dirname(path)],
  (path) => ["FILE.LIST", ".", "RECURSIVE", "MATCH", path],
  (path) => ["FILE.LIST", `${path}/below`],
  (path) => ["GET", `${path}/below`],
  (path) => ["GET", `${path}/`],
  (path) => ["DEL", path],
  (path) => ["UNLINK", path, path],
  (path) => ["SETRANGE", path, "0", "x"],
  (path) => ["SETRANGE", path, "0", ""],
  (path) => ["APPEND", path, "x"],
  (path) => ["SET", path, "x", "XX"],
  (path) => ["SET", path, "x", "XX", "GET"],
  (path) => ["FILE.MKDIR", path],
  (path) => ["FILE.MKDIR", `${path}/below`],
  (path) => ["FILE.MOVE", path, "docs/taken.txt"],
  (path) => ["FILE.MOVE", path, `${path}2`],
  (path) => ["FILE.MOVE", "docs/a.txt", path],
  (path) => ["FILE.REMOVE", path],
  (path) => ["FILE.REMOVE", path, "RECURSIVE"],
  (path) => ["FILE.TAR", path],
  (path) => ["PUBLISH", `file:${path}`, "x"],
];

/** What a stranger sees of the share as a whole. */
const OVERVIEWS: readonly (readonly string[])[] = [
  ["DBSIZE"],
  ["KEYS", "*"],
  ["KEYS", `${BOX}*`],
  ["SCAN", "0", "COUNT", "10000"],
  ["SCAN", "0", "COUNT", "1"],
  ["SCAN", "0", "COUNT", "10000", "TYPE", "dir"],
  ["FILE.LIST", "."],
  ["FILE.LIST", ".", "RECURSIVE"],
  ["FILE.LIST", ".", "RECURSIVE", "COUNT", "1"],
  ["FILE.LIST", BOX],
  ["FILE.LIST", BOX, "RECURSIVE"],
  ["FILE.STAT", "."],
  ["FILE.STAT", BOX],
  ["FILE.REMOVE", BOX],
  ["FILE.REMOVE", BOX, "RECURSIVE"],
  ["FILE.MOVE", BOX, "box2"],
  ["FILE.TAR", "."],
  ["INFO", "keyspace"],
  ["PUBSUB", "CHANNELS"],
];

/** One request, its answer as it is on the wire; what comes behind it is awaited by an ECHO. */
async function raw(client: RespClient, ...request: readonly string[]): Promise<string> {
  const mark = `<<${crypto.randomUUID()}>>`;
  await client.sendRaw(requestBytes(...request));
  await client.sendRaw(requestBytes("ECHO", mark));
  let text = "";
  const end = `$${mark.length}\r\n${mark}\r\n`;
  while (!text.endsWith(end)) {
    const bytes = await client.readSome();
    if (bytes === null) throw new Error(`Closed behind ${request.join(" ")}: ${text}`);
    for (const byte of bytes) text += String.fromCharCode(byte);
  }
  return text.slice(0, -end.length);
}

/** Joins as somebody. */
async function join(server: TestServer, name: string | undefined, version = 2): Promise<RespClient> {
  const client = await RespClient.connect(server);
  const words = name === undefined ? [] : ["SETNAME", name];
  await client.call("HELLO", String(version), ...words);
  return client;
}

/** The paths of all that is in a box on disk, from the share on. */
function inBox(folder: string, below = BOX): string[] {
  return Array.from(Deno.readDirSync(`${folder}/${below}`)).flatMap(({ name, isDirectory }) => {
    const path = `${below}/${name}`;
    return isDirectory ? [path, ...inBox(folder, path)] : [path];
  });
}

/** A path of the same length that names nothing. */
function missing(path: string): string {
  return path.replace(/[^/]+$/, (name) => "q".repeat(name.length));
}

/** A share with a box, in which ana has handed in `hw.txt` and the operator has put things by hand. */
async function boxed(args: readonly string[] = []) {
  const folder = await tempDir();
  folder.fill({
    docs: { "a.txt": "a", "link.txt": new Link(`../${BOX}/exam.txt`) },
    [BOX]: { "exam.txt": "the exam", solutions: { "one.txt": "1" } },
  });
  Deno.symlinkSync(`../${BOX}`, `${folder.path}/docs/box`);
  Deno.symlinkSync("..", `${folder.path}/docs/up`);
  const options = {
    folder: folder.path,
    args: ["--drop-box", BOX, "--keep-free", "0", "--sync", "off", ...args],
    classic: ALL,
  };
  const server = await startServer(options);
  return {
    folder: folder.path,
    server,
    options,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function handIn(server: TestServer, name = "ana", path = `${BOX}/hw.txt`): Promise<void> {
  using client = await join(server, name);
  assertEquals(await client.call("SET", path, SECRET), "OK");
}

for (const access of ["read", "write"]) {
  for (const version of [2, 3]) {
    Deno.test(`drop box, RESP${version}, --access ${access}: what others have answers as what is not there`, async () => {
      await using box = await boxed(["--access", access]);
      const { folder, server } = box;
      await handIn(server);
      using ben = await join(server, "ben", version);
      const targets = [
        ...inBox(folder),
        // By every other way that leads there.
        "docs/up/inbox/exam.txt",
        "docs/box/exam.txt",
      ];
      assert(targets.some((path) => path.endsWith("/hw.txt")), targets.join());
      for (const path of targets) {
        const other = missing(path);
        for (const probe of PROBES) {
          const request = probe(path);
          const [there, absent] = [await raw(ben, ...request), await raw(ben, ...probe(other))];
          assertEquals(
            there.replaceAll(path, "PATH"),
            absent.replaceAll(other, "PATH"),
            request.join(" "),
          );
        }
      }
      assertEquals(Deno.readTextFileSync(`${folder}/${BOX}/exam.txt`), "the exam");
      assertEquals(inBox(folder).length, targets.length - 2, "nothing was made");
    });

    Deno.test(`drop box, RESP${version}, --access ${access}: a stranger's overview does not change by a byte`, async () => {
      await using box = await boxed(["--access", access]);
      const { folder, server } = box;
      using ben = await join(server, "ben", version);
      const look = async () => {
        const seen: string[] = [];
        for (const request of OVERVIEWS) seen.push(`${request.join(" ")}: ${await raw(ben, ...request)}`);
        return seen;
      };
      const before = await look();
      await handIn(server);
      await handIn(server, "eva", `${BOX}/deep/er/hw.txt`);
      Deno.writeTextFileSync(`${folder}/${BOX}/late.txt`, "by hand");
      Deno.removeSync(`${folder}/${BOX}/exam.txt`);
      assertEquals(await look(), before);
      assert(!before.join().includes("exam"), before.join("\n"));
    });
  }
}

Deno.test("drop box: a link into it, from what all may read, opens nothing; nor does one moved there", async () => {
  await using box = await boxed(["--access", "write"]);
  const { folder, server } = box;
  await handIn(server);
  const [hidden] = inBox(folder).filter((path) => path.endsWith("/hw.txt"));
  Deno.symlinkSync(`../${hidden}`, `${folder}/docs/ana.txt`);
  Deno.symlinkSync(`inbox/${hidden?.slice(BOX.length + 1)}`, `${folder}/docs/later.txt`);
  using ben = await join(server, "ben");
  for (const path of ["docs/ana.txt", "docs/link.txt", "docs/box", "docs/box/exam.txt", "docs/later.txt"]) {
    assertEquals(await ben.call("GET", path), null, path);
    assertEquals(await ben.call("EXISTS", path), 0, path);
    assertMatch(String(await ben.call("SET", path, "x")), /^-(?:EXISTS|NOPERM|BADPATH) /, path);
  }
  // A relative link that leads nowhere, and would lead into the box from another directory.
  assertMatch(String(await ben.call("FILE.MOVE", "docs/later.txt", "later.txt")), /^-NOTFOUND /);
  assertEquals(await ben.call("GET", "docs/up/docs/a.txt"), "a");
  assertEquals(await ben.call("SET", "docs/up/inbox/mine.txt", "by way of a link"), "OK");
  assertMatch(String(await ben.call("KEYS", "*/mine.txt")), /^inbox\/ben\/[0-9_-]+\/mine\.txt$/);
  // The owner gets at it by its path only.
  using ana = await join(server, "ana");
  assertEquals(await ana.call("GET", hidden as string), SECRET);
  assertEquals(await ana.call("GET", "docs/ana.txt"), null);
  assertEquals(Deno.readTextFileSync(`${folder}/${hidden}`), SECRET);
});

Deno.test("drop box: what the operator puts in the place of a hand-in, or changes in it, is nobody's", async () => {
  await using box = await boxed();
  const { folder, server } = box;
  await handIn(server);
  const path = inBox(folder).find((each) => each.endsWith("/hw.txt")) as string;
  using ana = await join(server, "ana");
  assertEquals(await ana.call("GET", path), SECRET);
  Deno.writeTextFileSync(`${folder}/${path}`, "marks: all of them");
  assertEquals(await ana.call("GET", path), null);
  Deno.removeSync(`${folder}/${path}`);
  Deno.symlinkSync("../../../docs/a.txt", `${folder}/${path}`);
  assertEquals(await ana.call("GET", path), null);
  assertEquals(await ana.call("KEYS", "inbox*"), []);
});

Deno.test("drop box: no channel tells of it, the log does", async () => {
  await using box = await boxed(["--access", "write"]);
  using ben = await join(box.server, "ben", 3);
  await ben.call("PSUBSCRIBE", "*");
  await handIn(box.server);
  using ana = await join(box.server, "ana");
  using listener = await join(box.server, "ana");
  const own = `file:${inBox(box.folder).find((path) => path.endsWith("/hw.txt"))}`;
  await listener.call("SUBSCRIBE", own);
  assertEquals(await ana.call("PUBSUB", "CHANNELS"), []);
  assertEquals(await ana.call("PUBSUB", "NUMSUB", own), [own, 0]);
  assertEquals(await ana.call("SET", "docs/public.txt", "x"), "OK");
  const [, , channel] = await ben.receive() as string[];
  assertEquals(channel, "file:docs/public.txt", "the first thing that is told is of what all may see");
  await box.server.stderr.until((text) => text.includes("file handed in"), "line of the log");
  assertMatch(box.server.stderr.text, /file handed in path=inbox\/ana\/\S+\/hw\.txt size=17 by=ana/);
});

Deno.test("drop box: nothing can be overwritten, not even by its owner, nor taken back", async () => {
  await using box = await boxed(["--access", "write"]);
  const { folder, server } = box;
  using ana = await join(server, "ana");
  for (const text of ["one", "two", "three"]) {
    assertEquals(await ana.call("SET", `${BOX}/hw.txt`, text), "OK");
  }
  assertEquals(await ana.call("SET", `${BOX}/hw.txt`, "four", "NX"), null);
  const paths = (await ana.call("KEYS", `${BOX}/*`) as string[]).sort();
  assertEquals(paths.map((path) => Deno.readTextFileSync(`${folder}/${path}`)), ["one", "two", "three"]);
  const [own] = paths as [string];
  for (
    const request of [
      ["DEL", own],
      ["APPEND", own, "x"],
      ["SETRANGE", own, "0", "x"],
      ["SET", own, "x", "XX"],
      ["FILE.REMOVE", own],
      ["FILE.REMOVE", dirname(own), "RECURSIVE"],
      ["FILE.MOVE", own, "docs/hw.txt"],
      ["FILE.MOVE", "docs/a.txt", `${dirname(own)}/a.txt`],
      ["FILE.MKDIR", `${dirname(own)}/more`],
      ["FILE.REMOVE", BOX, "RECURSIVE"],
      ["FILE.MOVE", BOX, "elsewhere"],
    ]
  ) {
    assertStringIncludes(String(await ana.call(...request)), "-NOPERM", request.join(" "));
  }
  assertStringIncludes(String(await ana.call("DEL", own)), "--access write");
  // Under its own path it is handed in once more, and the first stays.
  assertEquals(await ana.call("SET", own, "again"), "OK");
  assertEquals(Deno.readTextFileSync(`${folder}/${own}`), "one");
});

Deno.test("drop box: a directory in which the box is cannot be removed or moved with it", async () => {
  await using folder = await tempDir();
  folder.fill({ class: { "a.txt": "a" } });
  const args = ["--access", "write", "--drop-box", "class/box", "--keep-free", "0"];
  await using server = await startServer({ folder: folder.path, args });
  using ben = await join(server, "ben");
  for (const request of [["FILE.REMOVE", "class", "RECURSIVE"], ["FILE.MOVE", "class", "old"]]) {
    assertStringIncludes(String(await ben.call(...request)), "-NOPERM", request.join(" "));
  }
  await handIn(server, "ana", "class/box/hw.txt");
  for (const request of [["FILE.REMOVE", "class", "RECURSIVE"], ["FILE.MOVE", "class", "old"]]) {
    assertStringIncludes(String(await ben.call(...request)), "-NOPERM", request.join(" "));
  }
  assertEquals(await ben.call("FILE.REMOVE", "class/a.txt"), "OK");
});

/** Connects from another address of this machine, as from another host. */
async function callFrom(address: string, port: number, ...requests: string[][]): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port, localAddress: address });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = "";
  socket.on("error", reject);
  socket.on("data", (bytes: Uint8Array) => text += new TextDecoder().decode(bytes));
  socket.on("end", () => resolve(text));
  for (const request of [...requests, ["QUIT"]]) socket.write(requestBytes(...request));
  return await within(promise, "answers");
}

Deno.test({
  name: "drop box: the same name from another host is somebody else",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using box = await boxed();
    const port = box.server.port();
    const send = ["SET", `${BOX}/hw.txt`, "other"];
    await handIn(box.server);
    const path = inBox(box.folder).find((each) => each.endsWith("/hw.txt")) as string;
    const name = ["CLIENT", "SETNAME", "ana"];
    const answers = await callFrom(
      "127.0.0.2",
      port,
      name,
      ["GET", path],
      ["EXISTS", path],
      ["KEYS", "*hw*"],
      send,
    );
    assertEquals(answers, "+OK\r\n$-1\r\n:0\r\n*0\r\n+OK\r\n+OK\r\n");
    const both = inBox(box.folder).filter((each) => each.endsWith("/hw.txt"));
    assertEquals(both.length, 2);
    using ana = await join(box.server, "ana");
    assertEquals(await ana.call("KEYS", "*hw*"), [path]);
    // Who has no name is their host.
    assertEquals(await callFrom("127.0.0.3", port, send), "+OK\r\n+OK\r\n");
    assert(inBox(box.folder).includes(`${BOX}/127.0.0.3`));
  },
});

Deno.test("drop box: the classic services show a stranger nothing, and the owner their own", async () => {
  await using box = await boxed();
  const { folder, server } = box;
  using ana = await Line.open(server.port("list"));
  const ask = async (line: Line, path: string) => {
    await line.send(`${path}\n`);
    return await line.receive();
  };
  await handIn(server);
  const own = inBox(folder).find((path) => path.endsWith("/hw.txt")) as string;
  // The list.
  using ben = await Line.open(server.port("list"));
  await ben.send("ben\n");
  await ana.send("ana\n");
  assertEquals(await ask(ben, `/${BOX}`), "\n");
  assertEquals(await ask(ana, `/${BOX}`), "ana");
  for (const path of inBox(folder)) {
    assertEquals(await ask(ben, `/${path}`), await ask(ben, `/${missing(path)}`), path);
  }
  assertEquals(await ask(ana, `/${dirname(own)}`), "hw.txt");
  // The file service has no names: who asks is the host, which has handed in nothing.
  using file = await Line.open(server.port("file"));
  for (const path of [...inBox(folder), "docs/link.txt", "docs/up/inbox/exam.txt"]) {
    assertEquals(await ask(file, path), "Error: El archivo no existe", path);
  }
  // The menu.
  using menu = await Line.open(server.port("menu"));
  const pickle = (path: string) => `(lp0\nVARQUIVO\naV${path}\na.`;
  const want = async (path: string) => {
    await menu.send(pickle(path));
    return await menu.receive();
  };
  const nothing = await want("missing.txt");
  for (const path of inBox(folder)) assertEquals(await want(path), nothing, path);
});

Deno.test("drop box: --access drop makes the whole share one, for RESP and the classic services", async () => {
  await using folder = await tempDir();
  folder.fill({ "exam.txt": "the exam", docs: { "a.txt": "a" } });
  const args = ["--access", "drop", "--keep-free", "0"];
  await using server = await startServer({ folder: folder.path, args, classic: ALL });
  await handIn(server, "ana", "hw.txt");
  using ben = await join(server, "ben");
  assertEquals(await ben.call("KEYS", "*"), []);
  assertEquals(await ben.call("DBSIZE"), 0);
  assertEquals(await ben.call("GET", "exam.txt"), null);
  assertEquals(await ben.call("FILE.LIST", "/"), ["0", []]);
  assertStringIncludes(String(await ben.call("DEL", "exam.txt")), "--access write");
  // A name that is taken says nothing of what has it.
  assertEquals(await ben.call("SET", "exam.txt", "mine"), "OK");
  assertEquals(await ben.call("SET", "docs/a.txt", "mine", "NX"), "OK");
  const seen = await ben.call("KEYS", "*") as string[];
  assertEquals(seen.length, 2);
  for (const path of seen) assertMatch(path, /^ben\/\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\/(?:exam|docs\/a)\.txt$/);
  assertEquals(Deno.readTextFileSync(`${folder.path}/exam.txt`), "the exam");
  using list = await Line.open(server.port("list"));
  await list.send("eva\n");
  await list.send("/\n");
  assertEquals(await list.receive(), "\n");
});

Deno.test("drop box: an unfinished upload is its owner's, and its name tells nothing", async () => {
  await using box = await boxed();
  const { server } = box;
  using ana = await join(server, "ana");
  using ben = await join(server, "ben");
  const begin = (client: RespClient, path: string, exists = "error") =>
    client.call("UPLOAD.BEGIN", path, "0", EMPTY, "EXISTS", exists);
  const fields = (reply: unknown) => {
    const flat = reply as (string | number)[];
    return Object.fromEntries(flat.flatMap((key, at) => at % 2 === 0 ? [[key, flat[at + 1]]] : []));
  };
  const { id } = fields(await begin(ana, `${BOX}/up.txt`));
  const unknown = "0".repeat(32);
  for (const verb of ["WRITE", "COMMIT"]) {
    const rest = verb === "WRITE" ? ["0", "x"] : [];
    assertEquals(
      await ben.call(`UPLOAD.${verb}`, String(id), ...rest),
      await ben.call(`UPLOAD.${verb}`, unknown, ...rest),
    );
  }
  // What the operator put there, and what others handed in, does not keep a name from being used.
  for (const exists of ["error", "replace", "rename"]) {
    const { id } = fields(await begin(ben, `${BOX}/exam.txt`, exists));
    const { path, replaced } = fields(await ben.call("UPLOAD.COMMIT", String(id)));
    assertMatch(String(path), /^inbox\/ben\/[0-9_-]+\/exam\.txt$/);
    assertEquals(replaced, 0);
  }
  const { path } = fields(await ana.call("UPLOAD.COMMIT", String(id)));
  assertMatch(String(path), /^inbox\/ana\/[0-9_-]+\/up\.txt$/);
  assertMatch(String(await begin(ben, "docs/new.txt")), /^-NOPERM .*--access write/);
  assertMatch(String(await begin(ben, BOX)), /^-WRONGTYPE /);
});
