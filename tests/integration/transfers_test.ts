/** Transfers through a connection that is cut, stalls, and loses its server: real servers, bytes counted. @module */
import { createHash } from "node:crypto";
import { dialWithin } from "../../lib/client/dial.ts";
import { fetchFile } from "../../lib/client/downloads.ts";
import { Link } from "../../lib/client/link.ts";
import { realClock } from "../../lib/client/pacer.ts";
import type { TransferOptions } from "../../lib/client/transfer.ts";
import { sendFile } from "../../lib/client/uploads.ts";
import { assert, assertEquals } from "../helpers/assert.ts";
import { programCommand, runClient, startServer, type TestServer } from "../helpers/processes.ts";
import { Proxy } from "../helpers/proxy.ts";
import { Random } from "../hostile/mutations.ts";
import { Running } from "../helpers/running.ts";
import { tempDir } from "../helpers/temp.ts";

const MIB = 1024 * 1024;
const CHUNK = 8 * MIB;
const SIZE = 24 * MIB;
const WRITING = ["--access", "write"];
/** The talk around the bytes, at most, for each connection. */
const TALK = 4096;
const seed = Number(Deno.env.get("SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
const numbers = new Random(seed);
const random = () => numbers.next();

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function noise(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

/** A link whose connections go through a proxy. */
function linkTo({ port }: Proxy, timeout = 10_000): Link {
  const where = `127.0.0.1:${port}`;
  const { signal } = new AbortController();
  const dial = () =>
    dialWithin((ending) => Deno.connect({ hostname: "127.0.0.1", port, signal: ending }), {
      where,
      timeout,
      signal,
    });
  return new Link({ dial, where, name: "ana", timeout }, signal);
}

/** Waits only a little before each attempt. */
function hurried(more: Partial<TransferOptions> = {}): TransferOptions {
  const clock = {
    now: realClock.now,
    wait: (ms: number, signal?: AbortSignal) => realClock.wait(ms / 50, signal),
  };
  return { ifExists: "replace", signal: new AbortController().signal, clock, random, ...more };
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

function upTo(most: number): number {
  return 1 + Math.floor(random() * most);
}

/** Kills the server and starts another one for the same folder. */
async function restart(server: TestServer, proxy: Proxy): Promise<TestServer> {
  await server.stop("SIGKILL");
  const next = await startServer({ folder: server.folder, args: WRITING });
  proxy.target = next.port();
  return next;
}

for (const how of ["cut", "stall"] as const) {
  Deno.test(`get: each connection is ${how} after a random number of bytes: whole, hardly a byte twice (seed ${seed})`, async () => {
    const content = noise(SIZE);
    await using share = await tempDir({ a: content });
    await using here = await tempDir();
    await using server = await startServer({ folder: share.path });
    using proxy = new Proxy(server.port());
    let failures = how === "cut" ? 12 : 3;
    proxy.fate = () => failures-- > 0 ? { down: TALK + upTo(3 * MIB), how } : {};
    const link = linkTo(proxy, how === "stall" ? 500 : 10_000);
    const file = here.join("a");
    const got = await fetchFile(link, "a", { file }, hurried());
    link.close();
    assertEquals([got?.sha256, namesIn(here.path)], [sha256(content), ["a"]]);
    assert(Deno.readFileSync(file).every((byte, at) => byte === content[at]));
    assert(proxy.failures >= 3);
    assert(
      proxy.down - SIZE <= TALK * (proxy.failures + 1),
      `${proxy.down - SIZE} bytes too many, ${proxy.failures} failures`,
    );
  });

  Deno.test(`put: each connection is ${how} after a random number of bytes: whole, at most a chunk twice (seed ${seed})`, async () => {
    const content = noise(SIZE);
    await using share = await tempDir();
    await using here = await tempDir({ a: content });
    await using server = await startServer({ folder: share.path, args: WRITING });
    using proxy = new Proxy(server.port());
    let failures = how === "cut" ? 12 : 3;
    proxy.fate = () => failures-- > 0 ? { up: TALK + upTo(3 * MIB), how } : {};
    const link = linkTo(proxy, how === "stall" ? 500 : 10_000);
    const sent = await sendFile(link, here.join("a"), "a", hurried());
    link.close();
    assertEquals([sent?.sha256, namesIn(share.path)], [sha256(content), ["a"]]);
    assert(Deno.readFileSync(share.join("a")).every((byte, at) => byte === content[at]));
    assert(proxy.failures >= 3);
    assert(
      proxy.up - SIZE <= CHUNK * proxy.failures + TALK,
      `${proxy.up - SIZE} bytes too many, ${proxy.failures} failures`,
    );
  });
}

for (const command of ["get", "put"] as const) {
  Deno.test(`${command}: the server is killed in the middle and comes back: whole, hardly a byte twice`, async () => {
    const content = noise(SIZE);
    await using share = await tempDir(command === "get" ? { a: content } : {});
    await using here = await tempDir(command === "put" ? { a: content } : {});
    let server = await startServer({ folder: share.path, args: WRITING });
    using proxy = new Proxy(server.port());
    let again: Promise<void> | undefined;
    const kill = async () => {
      server = await restart(server, proxy);
    };
    proxy.onBytes = () => {
      if (proxy.down + proxy.up > SIZE / 2) again ??= kill();
    };
    const link = linkTo(proxy);
    // The server takes its time: at its real pace six attempts are half a minute.
    const options = hurried({ clock: realClock });
    try {
      const file = here.join("a");
      const done = command === "get"
        ? await fetchFile(link, "a", { file }, options)
        : await sendFile(link, file, "a", options);
      link.close();
      await again;
      assertEquals([done?.sha256, again !== undefined], [sha256(content), true]);
      for (const folder of [share, here]) {
        assertEquals([namesIn(folder.path), sha256(Deno.readFileSync(folder.join("a")))], [
          ["a"],
          sha256(content),
        ]);
      }
      assert(proxy.down + proxy.up - SIZE <= CHUNK, `${proxy.down + proxy.up - SIZE} bytes too many`);
    } finally {
      await server.stop("SIGKILL");
    }
  });

  Deno.test(`${command}: the client is killed in the middle, a second run goes on`, async () => {
    const content = noise(SIZE);
    await using share = await tempDir(command === "get" ? { a: content } : {});
    await using here = await tempDir(command === "put" ? { a: content } : {});
    await using server = await startServer({ folder: share.path, args: WRITING });
    using proxy = new Proxy(server.port());
    const half = Promise.withResolvers<void>();
    proxy.fate = () => ({ [command === "get" ? "down" : "up"]: SIZE / 2, how: "stall" });
    proxy.onBytes = () => {
      if (proxy.failures > 0) half.resolve();
    };
    const args = ["--port", String(proxy.port), "--timeout", "60", "--name", "ana", command, "a"];
    {
      await using first = new Running(programCommand("client", args), { cwd: here.path });
      await half.promise;
      // What is on its way must have arrived before the client that has it is killed.
      await first.stop("SIGKILL");
    }
    proxy.cutAll();
    proxy.fate = () => ({});
    const sent = proxy.down + proxy.up;
    const { code, stderr } = await runClient(args, { cwd: here.path });
    assertEquals([code, stderr.includes("enchufe:")], [0, false]);
    for (const folder of [share, here]) {
      assertEquals([namesIn(folder.path), sha256(Deno.readFileSync(folder.join("a")))], [
        ["a"],
        sha256(content),
      ]);
    }
    const second = proxy.down + proxy.up - sent;
    assert(second <= SIZE / 2 + CHUNK, `${second} bytes in the second run`);
  });
}

Deno.test("put: the answer to the commit is lost and the server restarted: done, not sent again", async () => {
  const content = noise(2 * MIB);
  for (const ifExists of ["skip", "replace"] as const) {
    await using share = await tempDir();
    await using here = await tempDir({ a: content });
    let server = await startServer({ folder: share.path, args: WRITING });
    using proxy = new Proxy(server.port());
    const link = linkTo(proxy);
    // As soon as the file is there, before the receipt has gone through: cut, and another server.
    let again: Promise<void> | undefined;
    const kill = async () => {
      server = await restart(server, proxy);
    };
    const watcher = Deno.watchFs(share.path);
    const watching = (async () => {
      for await (const _event of watcher) {
        if (!namesIn(share.path).includes("a")) continue;
        proxy.cutAll();
        again = kill();
        return;
      }
    })();
    try {
      const sent = await sendFile(link, here.join("a"), "a", hurried({ ifExists, clock: realClock }));
      await watching;
      await again;
      assertEquals([sent?.sha256, namesIn(share.path)], [sha256(content), ["a"]]);
      assert(proxy.up <= content.length + 2 * TALK);
    } finally {
      link.close();
      try {
        watcher.close();
      } catch { /* It was closed by leaving its loop. */ }
      await again;
      await server.stop("SIGKILL");
    }
  }
});
