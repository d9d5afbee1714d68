/** The groups string and file over the wire. @module */
import { STRING_COMMANDS } from "../../lib/commands/strings.ts";
import { FILE_COMMANDS } from "../../lib/commands/files.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { startServer, type StartServerOptions, type TestServer } from "../helpers/processes.ts";
import { type Plain, plain, refusal } from "../helpers/replies.ts";
import { Link, tempDir, type Tree } from "../helpers/temp.ts";

const MIB = 1024 * 1024;
const encoder = new TextEncoder();
const WINDOWS = Deno.build.os === "windows";

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Bytes that look random and are the same each time. */
function noise(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = Math.imul(state, 1_103_515_245) + 12_345 | 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

function writable(folder: string, ...args: string[]): StartServerOptions {
  return { folder, args: ["--access", "write", "--keep-free", "0", "--sync", "off", ...args] };
}

/** Everything in a folder: paths, types, contents. */
function snapshot(folder: string): string[] {
  const found: string[] = [];
  const visit = (dir: string, below: string): void => {
    for (const { name, isFile, isSymlink, isDirectory } of Deno.readDirSync(dir)) {
      const path = `${dir}/${name}`, shown = below + name;
      if (isSymlink) found.push(`${shown} -> ${Deno.readLinkSync(path)}`);
      else if (isFile) found.push(`${shown} = ${Deno.readTextFileSync(path)}`);
      else found.push(`${shown}${isDirectory ? "/" : " ?"}`);
      if (isDirectory) visit(path, `${shown}/`);
    }
  };
  visit(folder, "");
  return found.sort();
}

/** Waits until no unfinished file is left in a folder; the server removes them behind the session's end. */
async function noneUnfinished(folder: string, server: TestServer): Promise<void> {
  const parts = () =>
    Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((n) => n.endsWith(".part"));
  await using peer = await connectPeer(server.port());
  // Paced by round trips, so that nothing depends on how long a removal takes.
  for (let i = 0; i < 2000 && parts().length > 0; i++) await peer.call("PING");
  assertEquals(parts(), []);
}

const TREE: Tree = {
  "hola.txt": "hola\n",
  "vacio.bin": "",
  "dir/sub.txt": "sub",
  "dir/deep/x.txt": "deep",
};

/** A command, its plain reply, and whether maps in it are flat on RESP2. */
type Row = readonly [request: readonly string[], expected: unknown];

const WRONGTYPE = /^-WRONGTYPE /, NOTFOUND = /^-NOTFOUND /, EXISTS = /^-EXISTS /, BADPATH = /^-BADPATH /;
const SYNTAX = "-ERR syntax error", NO_INTEGER = "-ERR value is not an integer or out of range";

const ROWS: readonly Row[] = [
  [["GET", "hola.txt"], "hola\n"],
  [["GET", "vacio.bin"], ""],
  [["GET", "dir/sub.txt"], "sub"],
  [["GET", "missing"], null],
  [["GET", "hola.txt/x"], null],
  [["GET", "dir"], WRONGTYPE],
  [["GET", "."], WRONGTYPE],
  [["GETRANGE", "hola.txt", "1", "2"], "ol"],
  [["GETRANGE", "hola.txt", "0", "-1"], "hola\n"],
  [["GETRANGE", "hola.txt", "-3", "-1"], "la\n"],
  [["GETRANGE", "hola.txt", "-100", "1"], "ho"],
  [["GETRANGE", "hola.txt", "3", "1"], ""],
  [["GETRANGE", "hola.txt", "10", "20"], ""],
  [["GETRANGE", "hola.txt", "4", "20"], "\n"],
  [["GETRANGE", "hola.txt", "-2", "-4"], ""],
  [["GETRANGE", "missing", "0", "-1"], ""],
  [["GETRANGE", "dir", "0", "-1"], WRONGTYPE],
  [["GETRANGE", "hola.txt", "a", "1"], NO_INTEGER],
  [["SUBSTR", "hola.txt", "0", "3"], "hola"],
  [["STRLEN", "hola.txt"], 5],
  [["STRLEN", "missing"], 0],
  [["STRLEN", "dir"], WRONGTYPE],
  [["EXISTS", "hola.txt", "dir", "missing", "hola.txt"], 3],
  [["TYPE", "hola.txt"], "string"],
  [["TYPE", "dir"], "dir"],
  [["TYPE", "missing"], "none"],
  [["KEYS", "*"], ["dir/deep/x.txt", "dir/sub.txt", "hola.txt", "vacio.bin"]],
  [["KEYS", "dir/*"], ["dir/deep/x.txt", "dir/sub.txt"]],
  [["KEYS", "h?la.txt"], ["hola.txt"]],
  [["KEYS", "nothing*"], []],
  [["SCAN", "0", "MATCH", "hola*", "COUNT", "1000"], ["0", ["hola.txt"]]],
  [["SCAN", "0", "TYPE", "list"], ["0", []]],
  [["SCAN", "x"], "-ERR invalid cursor"],
  [["SCAN", "0", "COUNT", "0"], SYNTAX],
  [["SCAN", "0", "COUNT"], SYNTAX],
  [["DBSIZE"], 4],
  [["SET", "new.txt", "one"], "OK"],
  [["SET", "new.txt", "two", "NX"], null],
  [["GET", "new.txt"], "one"],
  [["SET", "new.txt", "two", "XX"], "OK"],
  [["SET", "none.txt", "x", "XX"], null],
  [["EXISTS", "none.txt"], 0],
  [["SET", "new.txt", "three", "GET"], "two"],
  [["SET", "new.txt", "four", "NX", "GET"], "three"],
  [["GET", "new.txt"], "three"],
  [["SET", "fresh.txt", "x", "GET"], null],
  [["SET", "fresh2.txt", "x", "nx", "get"], null],
  [["GET", "fresh2.txt"], "x"],
  [["SET", "gone.txt", "x", "XX", "GET"], null],
  [["SET", "new.txt", "x", "NX", "XX"], SYNTAX],
  [["SET", "new.txt", "x", "EX", "10"], SYNTAX],
  [["SET", "dir", "x"], WRONGTYPE],
  [["SET", "hola.txt/x", "x"], EXISTS],
  [["SET", "made/on/the/way.txt", ""], "OK"],
  [["STRLEN", "made/on/the/way.txt"], 0],
  [["SETRANGE", "zeros.bin", "3", "abc"], 6],
  [["GET", "zeros.bin"], "\0\0\0abc"],
  [["SETRANGE", "zeros.bin", "1", "Z"], 6],
  [["GET", "zeros.bin"], "\0Z\0abc"],
  [["SETRANGE", "zeros.bin", "4", "BCDE"], 8],
  [["SETRANGE", "nothing.bin", "0", ""], 0],
  [["EXISTS", "nothing.bin"], 0],
  [["SETRANGE", "zeros.bin", "-1", "x"], "-ERR offset is out of range"],
  [["SETRANGE", "dir", "0", "x"], WRONGTYPE],
  [["APPEND", "log.txt", "a"], 1],
  [["APPEND", "log.txt", "bc"], 3],
  [["APPEND", "log.txt", ""], 3],
  [["GET", "log.txt"], "abc"],
  [["APPEND", "dir", "x"], WRONGTYPE],
  [["DEL", "log.txt", "missing", "zeros.bin"], 2],
  [["DEL", "dir"], WRONGTYPE],
  [["UNLINK", "fresh.txt", "fresh2.txt"], 2],
  [["UNLINK", "fresh.txt"], 0],
  [["FILE.HASH", "hola.txt"], "133ee989293f92736301280c6f14c89d521200c17dcdcecca30cd20705332d44"],
  [["FILE.HASH", "dir"], WRONGTYPE],
  [["FILE.HASH", "missing"], NOTFOUND],
  [["FILE.STAT", "missing"], NOTFOUND],
  [["FILE.LIST", "missing"], NOTFOUND],
  [["FILE.LIST", "hola.txt"], WRONGTYPE],
  [["FILE.LIST", ".", "CURSOR", "!"], /^-ERR Cursor/],
  [["FILE.LIST", ".", "COUNT", "0"], SYNTAX],
  [["FILE.LIST", ".", "MATCH"], SYNTAX],
  [["FILE.MKDIR", "a/b"], 1],
  [["FILE.MKDIR", "a/b"], 0],
  [["FILE.MKDIR", "hola.txt"], EXISTS],
  [["FILE.MKDIR", "hola.txt/x"], EXISTS],
  [["FILE.MOVE", "new.txt", "a/b/moved.txt"], "OK"],
  [["GET", "a/b/moved.txt"], "three"],
  [["EXISTS", "new.txt"], 0],
  [["FILE.MOVE", "hola.txt", "a/b/moved.txt"], EXISTS],
  [["FILE.MOVE", "missing", "x"], NOTFOUND],
  [["FILE.MOVE", "a", "a/b/c"], BADPATH],
  [["FILE.MOVE", ".", "x"], BADPATH],
  [["FILE.MOVE", "a", "moved-dir"], "OK"],
  [["FILE.REMOVE", "moved-dir"], /^-NOTEMPTY /],
  [["FILE.REMOVE", "moved-dir", "MAYBE"], SYNTAX],
  [["FILE.REMOVE", "moved-dir", "RECURSIVE"], "OK"],
  [["FILE.REMOVE", "moved-dir"], NOTFOUND],
  [["FILE.REMOVE", "."], BADPATH],
  [["FILE.REMOVE", ".", "RECURSIVE"], BADPATH],
  [["FILE.REMOVE", "made", "RECURSIVE"], "OK"],
  [["DEL", "hola.txt"], 1],
  [["GET", "hola.txt"], null],
  [["DBSIZE"], 3],
];

for (const version of [2, 3] as const) {
  Deno.test(`Commands of the groups string and file: every reply on RESP${version}`, async () => {
    await using folder = await tempDir(TREE);
    await using server = await startServer(writable(folder.path));
    await using peer = await connectPeer(server.port(), { version });
    for (const [request, expected] of ROWS) {
      const got = plain(await peer.call(...request));
      const what = request.join(" ");
      if (expected instanceof RegExp) assertMatch(String(got), expected, `${what}: ${got}`);
      else assertEquals(got, expected, `${what}: ${JSON.stringify(got)}`);
    }
    assertEquals(
      snapshot(folder.path),
      ["dir/", "dir/deep/", "dir/deep/x.txt = deep", "dir/sub.txt = sub", "vacio.bin = "]
        .sort(),
    );
  });

  Deno.test(`FILE.STAT and FILE.LIST: shapes on RESP${version}`, async () => {
    await using folder = await tempDir(TREE);
    await using server = await startServer({ folder: folder.path });
    await using peer = await connectPeer(server.port(), { version });
    const mtime = Math.floor((await Deno.stat(folder.join("hola.txt"))).mtime?.getTime() ?? 0);
    const hola = { path: "hola.txt", name: "hola.txt", type: "file", size: 5, mtime };
    const shown = (entry: Record<string, Plain>) => version === 3 ? entry : Object.entries(entry).flat();
    assertEquals(plain(await peer.call("FILE.STAT", "hola.txt")), shown(hola));
    assertEquals(plain(await peer.call("FILE.LIST", ".", "MATCH", "hola*")), ["0", [shown(hola)]]);
    assertEquals(plain(await peer.call("FILE.LIST", "/", "MATCH", "hola*")), ["0", [shown(hola)]]);
    const [cursor, entries] = plain(await peer.call("FILE.LIST", "dir/", "RECURSIVE")) as [string, unknown[]];
    assertEquals(cursor, "0");
    const paths = entries.map((entry) =>
      version === 3 ? (entry as { path: string }).path : (entry as string[])[1]
    );
    assertEquals(paths, ["dir/deep", "dir/deep/x.txt", "dir/sub.txt"]);
    const [, dirs] = plain(await peer.call("SCAN", "0", "TYPE", "dir", "COUNT", "100")) as [string, string[]];
    assertEquals(dirs.sort(), ["dir", "dir/deep"]);
  });
}

/** The bytes of one reply. */
async function wire(port: number, version: 2 | 3, request: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const hello = version === 3 ? "HELLO 3\r\n" : "";
  const sent = encoder.encode(`${hello}ECHO begin\r\n${request}\r\nECHO end\r\n`);
  assertEquals(await connection.write(sent), sent.length);
  let text = "";
  const buffer = new Uint8Array(4096);
  while (!text.endsWith("$3\r\nend\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) break;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return text.slice(text.indexOf("$5\r\nbegin\r\n") + 11, -"$3\r\nend\r\n".length);
}

Deno.test("GET, EXISTS, FILE.STAT: the bytes of the replies", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer(writable(folder.path));
  const rows: [request: string, resp2: string, resp3?: string][] = [
    ["GET hola.txt", "$5\r\nhola\n\r\n"],
    ["GET vacio.bin", "$0\r\n\r\n"],
    ["GET missing", "$-1\r\n", "_\r\n"],
    ["EXISTS hola.txt", ":1\r\n"],
    ["SET hola.txt x NX", "$-1\r\n", "_\r\n"],
    ["SET other.txt x", "+OK\r\n"],
    ["KEYS nothing*", "*0\r\n"],
    ["SCAN 0 MATCH hola*", "*2\r\n$1\r\n0\r\n*1\r\n$8\r\nhola.txt\r\n"],
  ];
  for (const [request, resp2, resp3 = resp2] of rows) {
    assertEquals(await wire(server.port(), 2, request), resp2, request);
    assertEquals(await wire(server.port(), 3, request), resp3, request);
  }
  assertMatch(await wire(server.port(), 2, "FILE.STAT hola.txt"), /^\*10\r\n\$4\r\npath\r\n/);
  assertMatch(await wire(server.port(), 3, "FILE.STAT hola.txt"), /^%5\r\n\$4\r\npath\r\n/);
});

Deno.test("Commands of the groups string and file: too few arguments are refused", async () => {
  await using server = await startServer();
  await using peer = await connectPeer(server.port());
  for (const { name, arity } of [...STRING_COMMANDS, ...FILE_COMMANDS]) {
    if (arity === 1) continue;
    const expected = `wrong number of arguments for '${name.toLowerCase()}' command`;
    const fewer = Array.from({ length: Math.abs(arity) - 2 }, () => "x");
    assertEquals(refusal(await peer.call(name, ...fewer), "ERR"), expected);
    if (arity > 0) {
      const more = Array.from({ length: arity }, () => "x");
      assertEquals(refusal(await peer.call(name, ...more), "ERR"), expected);
    }
  }
});

Deno.test("Writing commands: refused without --access write", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer({ folder: folder.path });
  await using peer = await connectPeer(server.port());
  const before = snapshot(folder.path);
  const requests = [
    ["SET", "hola.txt", "x"],
    ["SET", "new.txt", "x", "NX"],
    ["SETRANGE", "hola.txt", "0", "x"],
    ["APPEND", "hola.txt", "x"],
    ["DEL", "hola.txt"],
    ["UNLINK", "hola.txt"],
    ["FILE.MKDIR", "new"],
    ["FILE.MOVE", "hola.txt", "new.txt"],
    ["FILE.REMOVE", "hola.txt"],
    ["FILE.REMOVE", "dir", "RECURSIVE"],
  ];
  for (const request of requests) refusal(await peer.call(...request), "NOPERM");
  assertEquals(snapshot(folder.path), before);
});

type Arguments = (string | Uint8Array)[];
/** Every command that takes a path, around that path. */
const VERBS: readonly ((path: string | Uint8Array) => Arguments)[] = [
  (path) => ["GET", path],
  (path) => ["GETRANGE", path, "0", "100"],
  (path) => ["SUBSTR", path, "0", "100"],
  (path) => ["STRLEN", path],
  (path) => ["EXISTS", path],
  (path) => ["EXISTS", "hola.txt", path],
  (path) => ["TYPE", path],
  (path) => ["FILE.STAT", path],
  (path) => ["FILE.HASH", path],
  (path) => ["FILE.LIST", path],
  (path) => ["FILE.LIST", path, "RECURSIVE"],
  (path) => ["SET", path, "intruder"],
  (path) => ["SET", path, "intruder", "XX"],
  (path) => ["SET", path, "intruder", "GET"],
  (path) => ["SET", path, noise(100_000)],
  (path) => ["SETRANGE", path, "0", "intruder"],
  (path) => ["APPEND", path, "intruder"],
  (path) => ["DEL", path],
  (path) => ["DEL", "missing", path],
  (path) => ["UNLINK", path],
  (path) => ["FILE.MKDIR", path],
  (path) => ["FILE.MOVE", path, "moved"],
  (path) => ["FILE.MOVE", "hola.txt", path],
  (path) => ["FILE.REMOVE", path],
  (path) => ["FILE.REMOVE", path, "RECURSIVE"],
];
const LEXICAL: readonly (string | Uint8Array)[] = [
  "",
  "..",
  "../x",
  "../secret.txt",
  "/etc/passwd",
  "//etc/passwd",
  "a/../b",
  "dir/..",
  "dir/../../secret.txt",
  "./hola.txt",
  "dir//sub.txt",
  "a\0b",
  "hola.txt\0.png",
  "a\\b",
  "..\\secret.txt",
  "C:x",
  "C:/x",
  "c:\\x",
  "CON",
  "nul.txt",
  "dir/COM1",
  "hola.txt.",
  "hola.txt ",
  "dir./sub.txt",
  `${"x".repeat(256)}`,
  "x/".repeat(3000) + "x",
  new Uint8Array([0x2e, 0x2e, 0x2f, 0xff]),
  new Uint8Array([0xc0, 0xae, 0xc0, 0xae, 0x2f, 0x78]),
];

Deno.test("Paths that break the rules: BADPATH from every command, and nothing is touched", async () => {
  await using outer = await tempDir({ "secret.txt": "TOP SECRET", share: TREE });
  await using server = await startServer(writable(outer.join("share")));
  await using peer = await connectPeer(server.port(), { version: 3 });
  const before = snapshot(outer.path);
  for (const path of LEXICAL) {
    for (const verb of VERBS) {
      const request = verb(path);
      const reply = plain(await peer.call(...request));
      const what = `${request[0]} ${JSON.stringify(path)} (of ${request.length}): ${JSON.stringify(reply)}`;
      assertMatch(String(reply), BADPATH, what);
      assert(!String(reply).includes("enchufe-test-"), what);
    }
  }
  assertEquals(snapshot(outer.path), before);
  assertEquals(plain(await peer.call("GET", "hola.txt")), "hola\n");
});

Deno.test({
  name: "Hidden entries, links out of the share and FIFOs: no command reads or writes through them",
  ignore: WINDOWS,
  async fn() {
    const outside = { "secret.txt": "TOP SECRET", inner: { "more.txt": "TOP SECRET" } };
    await using outer = await tempDir({
      outside,
      share: {
        ...TREE,
        ".x": "TOP SECRET",
        ".git/config": "TOP SECRET",
        "dir/.env": "TOP SECRET",
        "file-out": new Link("../outside/secret.txt"),
        "dir-out": new Link("../outside", "dir"),
        "dangling": new Link("../outside/new.txt"),
        "root-out": new Link("/", "dir"),
        "to-hidden": new Link(".x"),
        "loop": new Link("loop"),
      },
    });
    const fifo = await new Deno.Command("mkfifo", { args: [outer.join("share", "fifo")] }).output();
    assert(fifo.success);
    await using server = await startServer(writable(outer.join("share")));
    await using peer = await connectPeer(server.port(), { version: 3 });
    const before = snapshot(outer.path);
    const paths = [
      ".x",
      ".git",
      ".git/config",
      "dir/.env",
      "file-out",
      "dir-out",
      "dir-out/secret.txt",
      "dir-out/inner/more.txt",
      "dir-out/new.txt",
      "dangling",
      "root-out/etc/passwd",
      "to-hidden",
      "loop",
      "fifo",
      "fifo/x",
    ];
    for (const path of paths) {
      for (const verb of VERBS) {
        const request = verb(path);
        // It may make what does not exist only where nothing is.
        const reply = plain(await peer.call(...request));
        const what = `${request[0]} ${path} (of ${request.length}): ${JSON.stringify(reply)}`;
        assert(!/TOP SECRET|root:|enchufe-test-/.test(JSON.stringify(reply)), what);
        assertEquals(snapshot(outer.path), before, what);
      }
      assertEquals(await peer.call("GET", path), null, path);
      assertEquals(plain(await peer.call("TYPE", path)), "none");
    }
    const listed = plain(await peer.call("FILE.LIST", ".", "RECURSIVE")) as [string, { path: string }[]];
    assertEquals(listed[1].map(({ path }) => path), [
      "dir",
      "dir/deep",
      "dir/deep/x.txt",
      "dir/sub.txt",
      "hola.txt",
      "vacio.bin",
    ]);
    assertEquals(await peer.call("DBSIZE"), 4);
    assertEquals(plain(await peer.call("KEYS", "*")), [
      "dir/deep/x.txt",
      "dir/sub.txt",
      "hola.txt",
      "vacio.bin",
    ]);
    // A directory that holds what its remover cannot see stays.
    refusal(await peer.call("FILE.REMOVE", "dir", "RECURSIVE"), "NOTEMPTY");
    assertEquals(snapshot(outer.path), before);
  },
});

Deno.test("SET: values around --max-argument and beyond arrive whole", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  for (const size of [65_535, 65_536, 65_537, 5 * MIB]) {
    const content = noise(size, size);
    assertEquals(plain(await peer.call("SET", "dir/big.bin", content)), "OK");
    assertEquals(await Deno.readFile(folder.join("dir/big.bin")), content);
    assertEquals(await peer.call("GET", "dir/big.bin"), content);
  }
  assertEquals(Array.from(Deno.readDirSync(folder.join("dir")), ({ name }) => name), ["big.bin"]);
});

Deno.test("SET: a large value in pieces of any size, with more commands behind it", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  const content = noise(5 * MIB);
  const head = encoder.encode(`*3\r\n$3\r\nSET\r\n$7\r\nbig.bin\r\n$${content.length}\r\n`);
  const tail = encoder.encode("\r\nPING\r\n*2\r\n$6\r\nSTRLEN\r\n$7\r\nbig.bin\r\n");
  const all = new Uint8Array(head.length + content.length + tail.length);
  all.set(head);
  all.set(content, head.length);
  all.set(tail, head.length + content.length);
  await peer.raw(all);
  assertEquals([await peer.nextReply(), await peer.nextReply(), await peer.nextReply()].map(plain), [
    "OK",
    "PONG",
    content.length,
  ]);
  // Byte by byte around both ends, and odd sizes between.
  const middle = all.length - 300;
  for (let at = 0; at < all.length;) {
    const size = at < 300 || at >= middle
      ? 1
      : Math.min([1, 7, 4093, 65_537, 300_001][at % 5] as number, middle - at);
    await peer.raw(all.subarray(at, at + size));
    at += size;
  }
  assertEquals([await peer.nextReply(), await peer.nextReply(), await peer.nextReply()].map(plain), [
    "OK",
    "PONG",
    content.length,
  ]);
  assertEquals(await Deno.readFile(folder.join("big.bin")), content);
});

Deno.test("SET: options behind a large value are obeyed", async () => {
  await using folder = await tempDir({ "there.bin": "old" });
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  const content = noise(MIB);
  assertEquals(await peer.call("SET", "there.bin", content, "NX"), null);
  assertEquals(plain(await peer.call("GET", "there.bin")), "old");
  assertEquals(await peer.call("SET", "missing.bin", content, "XX"), null);
  assertEquals(plain(await peer.call("SET", "new.bin", content, "NX")), "OK");
  assertEquals(plain(await peer.call("SET", "there.bin", content, "XX", "GET")), "old");
  assertEquals(await peer.call("SET", "there.bin", content.subarray(0, 100_000), "GET"), content);
  assertEquals(plain(await peer.call("SET", "bad.bin", content, "MAYBE")), SYNTAX);
  assertEquals(snapshot(folder.path).map((line) => line.split(" ")[0]), ["new.bin", "there.bin"]);
  assertEquals(await peer.call("STRLEN", "there.bin"), 100_000);
});

Deno.test("SET: a refused large value up to 4 MiB keeps the session in step", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer({ folder: folder.path });
  await using peer = await connectPeer(server.port());
  for (const size of [100_000, MIB, 4 * MIB]) {
    refusal(await peer.call("SET", "new.bin", noise(size)), "NOPERM");
    refusal(await peer.call("SET", "new.bin", noise(size), "NX", "GET"), "NOPERM");
    assertEquals(plain(await peer.call("GET", "hola.txt")), "hola\n");
  }
  await using writing = await startServer(writable(folder.path));
  await using writer = await connectPeer(writing.port());
  refusal(await writer.call("SET", "../x", noise(MIB)), "BADPATH");
  refusal(await writer.call("SET", "dir", noise(MIB)), "WRONGTYPE");
  refusal(await writer.call("SET", "hola.txt/x", noise(MIB)), "EXISTS");
  assertEquals(plain(await writer.call("GET", "hola.txt")), "hola\n");
  assertEquals(writer.unread + peer.unread, 0);
});

Deno.test("SET: a refused larger value gets its error and the end", async () => {
  await using server = await startServer();
  for (const size of [4 * MIB + 1, 12 * MIB]) {
    await using peer = await connectPeer(server.port());
    // The server may close before it has taken everything.
    const reply = peer.nextReply();
    await peer.send("SET", "new.bin", noise(size)).catch(() => {});
    assertStringIncludes(refusal(await reply, "NOPERM"), "--access write");
    await peer.closed();
  }
  await using peer = await connectPeer(server.port());
  assertEquals(plain(await peer.call("PING")), "PONG");
});

Deno.test("SET: a value over --max-upload is refused and leaves nothing", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path, "--max-upload", "1M"));
  await using peer = await connectPeer(server.port());
  assertEquals(plain(await peer.call("SET", "fits.bin", noise(MIB))), "OK");
  const reply = peer.nextReply();
  await peer.send("SET", "big.bin", noise(MIB + 1)).catch(() => {});
  assertMatch(String(plain(await reply)), /^-(ERR|TOOBIG) /);
  await noneUnfinished(folder.path, server);
  assertEquals(Array.from(Deno.readDirSync(folder.path), ({ name }) => name), ["fits.bin"]);
});

const CUTS: readonly [
  where: string,
  head: (size: number) => string,
  sent: (size: number) => number,
  tail: string,
][] = [
  ["at its beginning", (size) => `*3\r\n$3\r\nSET\r\n$1\r\nf\r\n$${size}\r\n`, () => 0, ""],
  ["in mid-value", (size) => `*3\r\n$3\r\nSET\r\n$1\r\nf\r\n$${size}\r\n`, (size) => size >> 1, ""],
  ["before its line break", (size) => `*3\r\n$3\r\nSET\r\n$1\r\nf\r\n$${size}\r\n`, (size) => size, ""],
  [
    "before the option behind it",
    (size) => `*4\r\n$3\r\nSET\r\n$1\r\nf\r\n$${size}\r\n`,
    (size) => size,
    "\r\n$2\r\nN",
  ],
];

for (const [where, head, sent, tail] of CUTS) {
  Deno.test(`SET: a connection cut ${where} leaves no file`, async () => {
    await using folder = await tempDir();
    await using server = await startServer(writable(folder.path));
    await using watcher = await connectPeer(server.port(), { version: 3 });
    const content = noise(MIB);
    await using peer = await connectPeer(server.port());
    await peer.raw(head(content.length));
    await peer.raw(content.subarray(0, sent(content.length)));
    await peer.raw(tail);
    // The upload is under way before it is cut.
    const staged = () => Array.from(Deno.readDirSync(folder.path)).length > 0;
    for (let i = 0; i < 5000 && !staged(); i++) await watcher.call("PING");
    assert(staged(), "the upload was never staged");
    peer.close();
    await server.stderr.until((log) => log.includes("session end"), "end of the session");
    await noneUnfinished(folder.path, server);
    assertEquals(Array.from(Deno.readDirSync(folder.path)), []);
  });
}

Deno.test("SET: a protocol error behind a large value leaves no file", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  await peer.raw(`*4\r\n$3\r\nSET\r\n$1\r\nf\r\n$${MIB}\r\n`);
  await peer.raw(noise(MIB));
  await peer.raw("\r\n!2\r\nNX\r\n");
  assertEquals(refusal(await peer.nextReply(), "ERR"), "Protocol error: expected '$', got '!'");
  await peer.closed();
  await noneUnfinished(folder.path, server);
  assertEquals(Array.from(Deno.readDirSync(folder.path)), []);
});

Deno.test("SET: a large value refused to a subscriber goes nowhere, least of all into the next SET", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  await peer.call("SUBSCRIBE", "news");
  refusal(await peer.call("SET", "first.bin", noise(MIB)), "ERR");
  await peer.call("UNSUBSCRIBE");
  assertEquals(plain(await peer.call("SET", "second.txt", "small")), "OK");
  assertEquals(await peer.call("STRLEN", "second.txt"), 5);
  await noneUnfinished(folder.path, server);
  assertEquals(snapshot(folder.path), ["second.txt = small"]);
});

Deno.test("SET: two writers of one file, one of them wins whole; readers see a whole file throughout", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  const size = 2 * MIB;
  await using one = await connectPeer(server.port());
  await using two = await connectPeer(server.port());
  await using reader = await connectPeer(server.port());
  const versions = [1, 2].map((byte) => new Uint8Array(size).fill(byte));
  await one.call("SET", "f", versions[0] as Uint8Array);
  let writing = true;
  const write = async (peer: Peer, content: Uint8Array) => {
    for (let i = 0; i < 10; i++) assertEquals(plain(await peer.call("SET", "f", content)), "OK");
  };
  const written = Promise.all([write(one, versions[0] as Uint8Array), write(two, versions[1] as Uint8Array)])
    .finally(() => writing = false);
  while (writing) {
    const content = await reader.call("GET", "f") as Uint8Array;
    assertEquals(content.length, size);
    const byte = content[0];
    assert(content.every((each) => each === byte), "mixed contents");
  }
  await written;
});

const NAMES = [
  "two words.txt",
  " leading",
  `"quoted"`,
  "it's",
  "line\nbreak",
  "tab\tand\rreturn",
  "🙂👩‍👩‍👧.txt",
  "año.txt",
  "cañón.txt".normalize("NFD"),
  "Å-both",
  "Å-both".normalize("NFD"),
  "日本語.txt",
  "\u202eright-to-left",
  "-rf",
  "*",
  "[a-z]?",
  "%2e%2e",
  "$(x); `y` & z | #",
  "ab:c",
  "{x}",
  "x".repeat(255),
];

Deno.test({
  name: "FILE.LIST: what is listed under any name can be fetched by the listed path",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using folder = await tempDir(Object.fromEntries(NAMES.map((name, i) => [name, `content ${i}`])));
    await using server = await startServer({ folder: folder.path });
    for (const version of [2, 3] as const) {
      await using peer = await connectPeer(server.port(), { version });
      const [, entries] = plain(await peer.call("FILE.LIST", ".")) as [string, unknown[]];
      const paths = entries.map((entry) =>
        version === 3 ? (entry as { path: string }).path : (entry as string[])[1]!
      );
      const contents = new Set<unknown>();
      for (const path of paths) contents.add(plain(await peer.call("GET", path)));
      assertEquals(contents, new Set(NAMES.map((_, i) => `content ${i}`)));
      assertEquals(paths.length, NAMES.length);
      assertEquals(await peer.call("EXISTS", ...paths), NAMES.length);
      // Stored in NFD, listed in NFC, found by both.
      assert(paths.includes("cañón.txt"));
      const both = ["NFC", "NFD"].map((form) => peer.call("GET", "cañón.txt".normalize(form)).then(plain));
      assertEquals(await Promise.all(both), ["content 8", "content 8"]);
      const keys = plain(await peer.call("KEYS", "*")) as string[];
      assertEquals(keys.sort(), paths.toSorted());
    }
  },
});

Deno.test({
  name: "FILE.LIST, SCAN, KEYS: a name that no path may have is not shown",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const names = ["C:x", "a:b", "x.", "a\\b", "CON", "nul.txt", "end "];
    await using folder = await tempDir({
      ...Object.fromEntries(names.map((name) => [name, "x"])),
      "dir/C:x": "below",
      "fine.txt": "x",
      "dir/x.": "x",
    });
    await using server = await startServer({ folder: folder.path });
    await using peer = await connectPeer(server.port(), { version: 3 });
    // Whether "dir/C:x" may be fetched is the rules' affair; whatever is shown must be.
    const fetched = async (path: string) => plain(await peer.call("GET", path));
    const shown = [await fetched("dir/C:x") === "below" ? "dir/C:x" : "", "fine.txt"].filter((path) =>
      path !== ""
    );
    const [, entries] = plain(await peer.call("FILE.LIST", ".", "RECURSIVE")) as [string, { path: string }[]];
    assertEquals(entries.map(({ path }) => path).filter((path) => path !== "dir"), shown);
    assertEquals(plain(await peer.call("KEYS", "*")), shown);
    const [, scanned] = plain(await peer.call("SCAN", "0", "COUNT", "1000")) as [string, string[]];
    assertEquals(scanned.sort(), shown);
    assertEquals(await peer.call("DBSIZE"), shown.length);
  },
});

Deno.test("FILE.LIST and SCAN: 3,000 entries, the whole is the union of the pages", async () => {
  await using folder = await tempDir();
  const names = Array.from({ length: 3000 }, (_, i) => `f${String(i).padStart(4, "0")}`);
  for (const name of names) Deno.writeTextFileSync(folder.join(name), "");
  await using server = await startServer({ folder: folder.path });
  await using peer = await connectPeer(server.port(), { version: 3 });
  const pages = async (page: (cursor: string) => Promise<[string, string[]]>): Promise<string[]> => {
    const found: string[] = [];
    let cursor = "0", rounds = 0;
    do {
      const [next, paths] = await page(cursor);
      found.push(...paths);
      cursor = next;
      assert(++rounds < 10_000, "the cursor never ends");
    } while (cursor !== "0");
    return found;
  };
  const list = (...options: string[]) => async (cursor: string): Promise<[string, string[]]> => {
    const [next, entries] = plain(await peer.call("FILE.LIST", ".", "CURSOR", cursor, ...options)) as [
      string,
      { path: string }[],
    ];
    return [next, entries.map(({ path }) => path)];
  };
  assertEquals(await pages(list()), names);
  assertEquals(await pages(list("COUNT", "7")), names);
  assertEquals(await pages(list("COUNT", "3000")), names);
  assertEquals(await pages(list("COUNT", "100", "RECURSIVE")), names);
  assertEquals(
    await pages(list("COUNT", "10", "MATCH", "f1?00")),
    ["f1000", "f1100", "f1200", "f1300", "f1400"]
      .concat(["f1500", "f1600", "f1700", "f1800", "f1900"]),
  );
  const [first, entries] = plain(await peer.call("FILE.LIST", ".")) as [string, unknown[]];
  assert(first !== "0" && entries.length === 1000, "a page has 1,000 entries unless told");
  for (const count of ["1", "100", "5000"]) {
    const scan = async (cursor: string) =>
      plain(await peer.call("SCAN", cursor, "COUNT", count)) as [string, string[]];
    assertEquals((await pages(scan)).sort(), names);
  }
  assertEquals((plain(await peer.call("KEYS", "*")) as string[]).length, 3000);
  assertEquals(await peer.call("DBSIZE"), 3000);
});

Deno.test("FILE.HASH: equals SHA-256 and follows the file", async () => {
  const contents = [new Uint8Array(0), noise(1), noise(65_536), noise(3 * MIB + 1)];
  await using folder = await tempDir(Object.fromEntries(contents.map((content, i) => [`f${i}`, content])));
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  for (const [i, content] of contents.entries()) {
    for (let again = 0; again < 2; again++) {
      assertEquals(plain(await peer.call("FILE.HASH", `f${i}`)), await sha256(content));
    }
  }
  for (let seed = 2; seed < 5; seed++) {
    const content = noise(3 * MIB + 1, seed);
    await peer.call("SET", "f3", content);
    assertEquals(plain(await peer.call("FILE.HASH", "f3")), await sha256(content));
  }
  const all = await Promise.all([peer, peer, peer].map((each) => each.call("FILE.HASH", "f2")));
  assertEquals(new Set(all.map(plain)).size, 1);
});
