/** What the groups string and file may not reach, by path and by link. @module */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain, refusal } from "../helpers/replies.ts";
import { Link, tempDir } from "../helpers/temp.ts";
import { BADPATH, noise, snapshot, TREE, writable } from "./files_fixture.ts";

const WINDOWS = Deno.build.os === "windows";

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
  (path) => ["FILE.TAR", path],
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
