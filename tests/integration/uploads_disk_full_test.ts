/** A disk that is full in the middle of an upload, on a small disk of memory. @module */
import { assertEquals, assertMatch, assertThrows } from "../helpers/assert.ts";
import { startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { namesIn, noise, sha256, UploadClient } from "./uploads_fixture.ts";

const KIB = 1024;

/** Mounts a disk of 1 MiB; says why if that cannot be done here. */
function mountSmallDisk(folder: string): boolean {
  try {
    const { success } = new Deno.Command("mount", {
      args: ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder],
      stderr: "null",
    }).outputSync();
    if (success) return true;
  } catch { /* There is no such program. */ }
  // deno-lint-ignore no-console -- a skipped test must say why
  console.log("skipped: a small disk cannot be mounted by this user");
  return false;
}

Deno.test("UPLOAD: a full disk is an error; what was stored stays, and goes on when there is room", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  await using dir = await tempDir();
  if (!mountSmallDisk(dir.path)) return;
  try {
    await using server = await startServer({
      folder: dir.path,
      args: ["--access", "write", "--keep-free", "0"],
    });
    using ana = await UploadClient.connect(server, "ana");
    const content = noise(800 * KIB);
    const { id } = await ana.begin("f", content);
    // What was free at the beginning is taken by another program.
    Deno.writeFileSync(dir.join("big"), new Uint8Array(600 * KIB));
    assertMatch(String(await ana.write(id, 0, content)), /^-NOSPACE /);
    assertEquals(await ana.call("EXISTS", "f"), 0);
    // Nor is one begun that cannot fit, or a SET left half done.
    const reply = await ana.call("UPLOAD.BEGIN", "g", String(900 * KIB), sha256(content));
    assertMatch(String(reply), /^-NOSPACE /);
    assertMatch(String(await ana.call("SET", "g", noise(100 * KIB))), /^-NOSPACE /);
    assertEquals(namesIn(dir.path), [`.enchufe-${id}.json`, `.enchufe-${id}.part`, "big"]);
    Deno.removeSync(dir.join("big"));
    const { offset } = await ana.begin("f", content);
    assertEquals(offset, Deno.statSync(dir.join(`.enchufe-${id}.part`)).size);
    await ana.writeAll(id, content, { offset });
    assertEquals((await ana.commit(id)).sha256, sha256(content));
    assertEquals([namesIn(dir.path), Deno.readFileSync(dir.join("f"))], [["f"], content]);
  } finally {
    new Deno.Command("umount", { args: [dir.path] }).outputSync();
  }
});

Deno.test(
  "A full disk: rooms go on, and what is there is served",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    await using dir = await tempDir();
    if (!mountSmallDisk(dir.path)) return;
    try {
      const content = noise(300 * KIB);
      Deno.writeFileSync(dir.join("a.bin"), content);
      await using server = await startServer({
        folder: dir.path,
        args: ["--access", "write", "--keep-free", "0"],
      });
      using ana = await UploadClient.connect(server, "ana");
      // All that is left, to the last byte.
      assertThrows(() => Deno.writeFileSync(dir.join("big"), new Uint8Array(1024 * KIB)));
      assertMatch(String(await ana.call("SET", "b", noise(10 * KIB))), /^-NOSPACE /);
      assertEquals(await ana.call("FILE.HASH", "a.bin"), sha256(content));
      assertEquals(String(await ana.call("GET", "a.bin")).length > 0, true);
      assertEquals(await ana.call("ROOM.SAY", "plaza", "hello"), 1);
      assertMatch(JSON.stringify(await ana.call("ROOM.HISTORY", "plaza")), /"hello"/);
      assertMatch(JSON.stringify(await ana.call("ROOM.WHO")), /"ana"/);
    } finally {
      new Deno.Command("umount", { args: [dir.path] }).outputSync();
    }
  },
);
