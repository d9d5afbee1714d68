/** What other programs do in the folder, told by a real server. @module */
import { assert, assertEquals } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { eventually } from "../helpers/patience.ts";
import { runClient, startServer } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";

type Told = Record<string, unknown>;

/** Writes files until one is told of: from then on the folder is watched. */
async function untilWatched(folder: string, told: readonly Told[]): Promise<void> {
  let count = 0;
  await eventually(() => {
    Deno.writeTextFileSync(`${folder}/probe.txt`, "x".repeat(++count));
    return told.some(({ path }) => path === "probe.txt");
  }, "told of what a hand did");
}

function run(command: string, cwd: string): void {
  assert(new Deno.Command("sh", { args: ["-ec", command], cwd }).outputSync().success);
}

for (const version of [2, 3] as const) {
  Deno.test({
    name: `file: events of other programs on RESP${version}: each once, and a listing shows it`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using server = await startServer({ args: ["--access", "write", "--keep-free", "0"] });
      const told: Told[] = [];
      const hear = (items: unknown) => {
        const [kind, , channel, payload] = plain(items as never) as string[];
        if (kind !== "pmessage") return;
        const event = JSON.parse(payload as string);
        assertEquals(channel, `file:${event.path}`);
        told.push(event);
      };
      await using watcher = await connectPeer(server.port(), {
        version,
        ...version === 3 ? { onPush: hear } : {},
      });
      await watcher.send("PSUBSCRIBE", "file:*");
      if (version === 2) {
        void (async () => {
          for (;;) hear(await watcher.nextReply());
        })().catch(() => {});
      }
      await untilWatched(server.folder, told);
      await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
      run(
        "printf tres > .s; mv .s notas.txt; mkdir -p d/e; printf 12 > d/e/f; printf x > .hidden",
        server.folder,
      );
      await eventually(() => told.some(({ path }) => path === "d/e/f"), "told of d/e/f");
      assertEquals(plain(await ana.call("KEYS", "d/*")), ["d/e/f"]);
      assertEquals(plain(await ana.call("SET", "own.txt", "1")), "OK");
      run("printf 22 > own.txt; rm -r d; mv notas.txt otras.txt", server.folder);
      await eventually(() => told.some(({ path }) => path === "otras.txt"), "told of otras.txt");
      await eventually(
        () => told.some(({ event, path }) => event === "removed" && path === "d"),
        "told of d",
      );
      await eventually(() => told.some(({ path, by }) => path === "own.txt" && by === ""), "told of own.txt");
      const lines = told.filter(({ path }) => path !== "probe.txt").map((event) => JSON.stringify(event));
      const by = "";
      assertEquals(
        lines.sort(),
        [
          { event: "created", path: "notas.txt", type: "file", size: 4, by },
          { event: "created", path: "d", type: "dir", size: 0, by },
          { event: "created", path: "d/e", type: "dir", size: 0, by },
          { event: "created", path: "d/e/f", type: "file", size: 2, by },
          { event: "created", path: "own.txt", type: "file", size: 1, by: "ana" },
          { event: "changed", path: "own.txt", type: "file", size: 2, by },
          { event: "removed", path: "d", type: "dir", size: 0, by },
          { event: "created", path: "otras.txt", type: "file", size: 4, by },
          { event: "removed", path: "notas.txt", type: "file", size: 4, by },
        ].map((event) => JSON.stringify(event)).sort(),
      );
      assertEquals(await server.stop(), 0);
      assertEquals(server.stderr.text.includes("warn"), false);
    },
  });
}

Deno.test("file: events of other programs: a flood is told whole, and the server answers meanwhile", async () => {
  await using server = await startServer();
  const told: Told[] = [], files = 5_000;
  const paths = new Set<unknown>();
  await using watcher = await connectPeer(server.port(), {
    version: 3,
    onPush: (items) => {
      const [, , , payload] = plain(items as never) as string[];
      if (typeof payload !== "string") return;
      const event = JSON.parse(payload);
      told.push(event);
      if (event.path.startsWith("many/")) {
        assertEquals([event.event, paths.has(event.path)], ["created", false]);
        paths.add(event.path);
      }
    },
  });
  await watcher.send("PSUBSCRIBE", "file:*");
  await untilWatched(server.folder, told);
  await using other = await connectPeer(server.port());
  Deno.mkdirSync(`${server.folder}/many`);
  for (let i = 0; i < files; i++) Deno.writeTextFileSync(`${server.folder}/many/${i}`, "");
  await eventually(async () => {
    assertEquals(plain(await other.call("PING")), "PONG");
    return paths.size === files;
  }, `told of ${files} files`);
  assertEquals(await server.stop(), 0);
});

Deno.test("--watch off: only what is done through the server is told", async () => {
  await using server = await startServer({
    args: ["--watch", "off", "--access", "write", "--keep-free", "0"],
  });
  const told: Told[] = [];
  await using watcher = await connectPeer(server.port(), {
    version: 3,
    onPush: (items) => {
      const [, , , payload] = plain(items as never) as string[];
      if (typeof payload === "string") told.push(JSON.parse(payload));
    },
  });
  await watcher.send("PSUBSCRIBE", "file:*");
  await watcher.call("PING");
  Deno.writeTextFileSync(`${server.folder}/hand.txt`, "x");
  const at = ["--port", String(server.port()), "--name", "ana"];
  const { code } = await runClient([...at, "put", "-", "own.txt"], { input: "12" });
  assertEquals(code, 0);
  await eventually(() => told.length > 0, "told of own.txt");
  assertEquals(told, [{ event: "created", path: "own.txt", type: "file", size: 2, by: "ana" }]);
});
