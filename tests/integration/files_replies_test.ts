/** Replies of the groups string and file over the wire. @module */
import { FILE_COMMANDS } from "../../lib/commands/files.ts";
import { STRING_COMMANDS } from "../../lib/commands/strings.ts";
import { assertEquals, assertMatch } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { type Plain, plain, refusal } from "../helpers/replies.ts";
import { tempDir } from "../helpers/temp.ts";
import { BADPATH, noise, sha256, snapshot, SYNTAX, TREE, writable } from "./files_fixture.ts";

const MIB = 1024 * 1024;
const encoder = new TextEncoder();

/** A command, its plain reply, and whether maps in it are flat on RESP2. */
type Row = readonly [request: readonly string[], expected: unknown];

const WRONGTYPE = /^-WRONGTYPE /, NOTFOUND = /^-NOTFOUND /, EXISTS = /^-EXISTS /;
const NO_INTEGER = "-ERR value is not an integer or out of range";

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
    const stat = plain(await peer.call("FILE.STAT", "hola.txt"));
    const etag = String(Array.isArray(stat) ? stat.at(-1) : (stat as Record<string, Plain>)["etag"]);
    assertMatch(etag, /^[0-9a-f]{16}$/);
    assertEquals(stat, shown({ ...hola, etag }));
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
  assertMatch(await wire(server.port(), 2, "FILE.STAT hola.txt"), /^\*12\r\n\$4\r\npath\r\n/);
  assertMatch(await wire(server.port(), 3, "FILE.STAT hola.txt"), /^%6\r\n\$4\r\npath\r\n/);
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
