/** Uploads that outlive their server: stopped in order, killed, or killed in the middle of a command. @module */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { fields, namesIn, noise, sha256, UploadClient } from "./uploads_fixture.ts";

/** Bytes of the upload that is gone on with; 1 GiB at 90 % is worth trying by hand. */
const SIZE = Number(Deno.env.get("RESUME_MIB") ?? 64) * 1024 * 1024;
const ARGS = ["--access", "write", "--keep-free", "0"];

Deno.test("UPLOAD: a server that is killed in the middle of a command loses no byte that it had written", async () => {
  await using dir = await tempDir();
  const content = noise(3_000_000);
  let sent = 0, id = "";
  for (let kill = 1; kill <= 3; kill++) {
    await using server = await startServer({ folder: dir.path, args: ARGS });
    using ana = await UploadClient.connect(server, "ana");
    const begun = await ana.begin("d/f", content);
    assertEquals(begun.offset, sent);
    id = begun.id;
    await ana.client.sendRaw(
      `*4\r\n$12\r\nUPLOAD.WRITE\r\n$32\r\n${id}\r\n$${String(sent).length}\r\n${sent}\r\n$${
        content.length - sent
      }\r\n`,
    );
    await ana.client.sendRaw(content.subarray(sent, sent + 700_001));
    sent += 700_001;
    await eventually(() => Deno.statSync(dir.join(`.enchufe-${id}.part`)).size === sent, "the bytes");
    await server.stop("SIGKILL");
  }
  await using server = await startServer({ folder: dir.path, args: ARGS });
  using ana = await UploadClient.connect(server, "ana");
  // Found by who lists them, too, once the server has looked through the share.
  await eventually(
    async () => (await ana.call("UPLOAD.LIST") as unknown[]).length === 1,
    "the upload in the list",
  );
  assertEquals(fields(await ana.call("UPLOAD.STAT", id)).offset, sent);
  assertMatch(
    String(await ana.write(id, sent, content.subarray(sent))),
    /^-NOUPLOAD /,
    "not before it is begun again",
  );
  assertEquals(await ana.begin("d/f", content), { id, offset: sent });
  await ana.writeAll(id, content, { offset: sent });
  assertEquals((await ana.commit(id)).sha256, sha256(content));
  assertEquals([namesIn(dir.path), Deno.readFileSync(dir.join("d", "f"))], [["d"], content]);
});

Deno.test("UPLOAD: found again although its directory has been made meanwhile, damaged or lone files are not", async () => {
  await using dir = await tempDir();
  const content = noise(1000), other = noise(2000);
  const ids: string[] = [];
  {
    await using server = await startServer({ folder: dir.path, args: ARGS });
    using ana = await UploadClient.connect(server);
    for (const path of ["a/b/f", "broken", "nopart", "nostate"]) {
      const { id } = await ana.begin(path, content);
      await ana.write(id, 0, content.subarray(0, 600));
      ids.push(id);
    }
    await server.stop("SIGTERM");
  }
  const [kept, broken, nopart, nostate] = ids;
  dir.fill({ a: { b: {} }, [`.enchufe-${broken}.json`]: "{", nopart: other });
  Deno.removeSync(dir.join(`.enchufe-${nopart}.part`));
  Deno.removeSync(dir.join(`.enchufe-${nostate}.json`));
  await using server = await startServer({ folder: dir.path, args: ARGS });
  using ana = await UploadClient.connect(server);
  assertEquals(await ana.begin("a/b/f", content), { id: kept as string, offset: 600 });
  assertEquals(await ana.begin("broken", content), { id: broken as string, offset: 0 });
  assertMatch(String(await ana.call("UPLOAD.BEGIN", "nopart", "1000", sha256(content))), /^-EXISTS /);
  assertEquals(await ana.begin("nostate", content), { id: nostate as string, offset: 0 });
  for (const [at, id] of [kept, broken, nostate].entries()) {
    await ana.writeAll(id as string, content, { offset: at === 0 ? 600 : 0 });
    await ana.commit(id as string);
  }
  assertEquals(namesIn(dir.path), ["a", "broken", "nopart", "nostate"]);
});

Deno.test("UPLOAD: killed when the file had its name and nobody was told: the next server knows", async () => {
  await using dir = await tempDir();
  const content = noise(1000);
  for (const exists of ["error", "rename"]) {
    let id = "", state = "";
    {
      await using server = await startServer({ folder: dir.path, args: ARGS });
      using ana = await UploadClient.connect(server);
      if (exists === "rename") await ana.call("SET", "rename", "other");
      id = (await ana.begin(exists, content, "EXISTS", exists)).id;
      await ana.writeAll(id, content);
      state = Deno.readTextFileSync(dir.join(`.enchufe-${id}.json`));
      await ana.commit(id);
      await server.stop("SIGKILL");
    }
    dir.fill({ [`.enchufe-${id}.json`]: state });
    await using server = await startServer({ folder: dir.path, args: ARGS });
    using ana = await UploadClient.connect(server);
    assertEquals(await ana.begin(exists, content, "EXISTS", exists), { id, offset: 1000 });
    const { path, sha256: digest } = await ana.commit(id);
    assertEquals([path, digest], [exists === "error" ? exists : "rename (2)", sha256(content)]);
  }
  assertEquals(namesIn(dir.path), ["error", "rename", "rename (2)"]);
});

Deno.test("UPLOAD: bytes flow at once when a large upload goes on after a restart, while what was there is hashed", async () => {
  await using dir = await tempDir();
  const have = Math.floor(SIZE * 0.9), rest = noise(SIZE - have);
  // What was there is mostly holes: the disk's speed is not what is measured.
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256"), piece = new Uint8Array(1024 * 1024);
  const started = performance.now();
  for (let at = 0; at < have; at += piece.length) hash.update(piece.subarray(0, have - at));
  const hashing = performance.now() - started;
  const digest = hash.update(rest).digest("hex");
  const begin = ["UPLOAD.BEGIN", "large", String(SIZE), digest];
  let id = "";
  {
    await using server = await startServer({ folder: dir.path, args: ARGS });
    using ana = await UploadClient.connect(server);
    id = String(fields(await ana.call(...begin)).id);
    await server.stop("SIGKILL");
  }
  Deno.truncateSync(dir.join(`.enchufe-${id}.part`), have);
  await using server = await startServer({ folder: dir.path, args: ARGS });
  using ana = await UploadClient.connect(server);
  await ana.call("PING");
  const resumed = performance.now();
  assertEquals(fields(await ana.call(...begin)), { id, offset: have });
  assertEquals(await ana.write(id, have, rest.subarray(0, 4096)), have + 4096);
  const flowing = performance.now() - resumed;
  // deno-lint-ignore no-console -- a measurement that nobody reads is none
  console.log(
    `${SIZE / 1024 / 1024} MiB at 90 %: ${flowing.toFixed(1)} ms from BEGIN to the first bytes taken, ` +
      `${(flowing / hashing * 100).toFixed(1)} % of hashing what was there (${hashing.toFixed(0)} ms)`,
  );
  await ana.write(id, have + 4096, rest.subarray(4096));
  assertEquals((await ana.commit(id)).sha256, digest);
  assertEquals(Deno.statSync(dir.join("large")).size, SIZE);
});

Deno.test("--upload-ttl: what nobody goes on with is removed, at the start and later, and nothing else", async () => {
  await using dir = await tempDir();
  const content = noise(1000), old = new Date(Date.now() - 25 * 3_600_000);
  const uuid = `.enchufe-${crypto.randomUUID()}.part`, mine = ".enchufe-0123456789abcdef.part";
  dir.fill({ sub: { [uuid]: "an old SET", [mine]: "a client's own download" }, [uuid]: "a new SET" });
  const ids: string[] = [];
  {
    await using server = await startServer({ folder: dir.path, args: ARGS });
    using ana = await UploadClient.connect(server);
    for (const path of ["sub/old", "new"]) ids.push((await ana.begin(path, content)).id);
    await server.stop("SIGKILL");
  }
  const [stale, fresh] = ids;
  for (const name of [uuid, mine, `.enchufe-${stale}.part`, `.enchufe-${stale}.json`]) {
    Deno.utimeSync(dir.join("sub", name), old, old);
  }
  {
    await using server = await startServer({ folder: dir.path, args: ARGS });
    await eventually(() => namesIn(dir.join("sub")).length === 1, "end of the stale files");
    assertEquals(namesIn(dir.join("sub")), [mine]);
    assertEquals(namesIn(dir.path), [uuid, `.enchufe-${fresh}.json`, `.enchufe-${fresh}.part`, "sub"].sort());
    await server.stop("SIGKILL");
  }
  await using server = await startServer({ folder: dir.path, args: [...ARGS, "--upload-ttl", "1s"] });
  using ana = await UploadClient.connect(server);
  const { id } = await ana.begin("held", content);
  await eventually(() => namesIn(dir.path).length === 3, "end of what is a second old");
  assertEquals(
    namesIn(dir.path),
    [`.enchufe-${id}.json`, `.enchufe-${id}.part`, "sub"],
    "what a session holds stays",
  );
  assert((await ana.write(id, 0, content)) === 1000);
  ana.client.close();
  await eventually(() => namesIn(dir.path).length === 1, "end of what nobody holds");
});
