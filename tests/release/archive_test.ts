import { type ArchivedFile, sha256, tarGz, zip } from "../../.github/release/archive.ts";
import { assertEquals } from "../helpers/assert.ts";
import { installed, runProgram } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";

const DATE = new Date("2025-03-21T10:20:30Z");
const FILES: readonly ArchivedFile[] = [
  { name: "enchufe-1.2.3/run", data: new TextEncoder().encode("#!/bin/sh\necho ñandú\n"), executable: true },
  { name: "enchufe-1.2.3/README.md", data: new TextEncoder().encode("# x\n"), executable: false },
];

Deno.test("tarGz() zip() give the same bytes for the same files in any order", async () => {
  const turned = FILES.toReversed();
  assertEquals(await sha256(await tarGz(FILES, DATE)), await sha256(await tarGz(turned, DATE)));
  assertEquals(await sha256(zip(FILES, DATE)), await sha256(zip(turned, DATE)));
});

Deno.test("zip() gives the same bytes in every time zone", async () => {
  const script = `import { sha256, zip } from "./.github/release/archive.ts";
    console.log(await sha256(zip([{ name: "a", data: new Uint8Array(9), executable: true }], new Date(1.7e12))));`;
  const digests = new Set<string>();
  for (const TZ of ["UTC", "Asia/Tokyo", "America/La_Paz"]) {
    const { code, stdout, stderr } = await runProgram(Deno.execPath(), ["eval", "--frozen", script], {
      env: { TZ },
    });
    assertEquals([code, stderr], [0, ""]);
    digests.add(stdout);
  }
  assertEquals(digests.size, 1);
});

const tar = installed("tar");
Deno.test({
  name: "tarGz() is unpacked by tar with its modes and time",
  ignore: !tar || Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir({ "a.tar.gz": await tarGz(FILES, DATE) });
    const { code, stderr } = await runProgram("tar", ["-xzf", "a.tar.gz"], { cwd: folder.path });
    assertEquals([code, stderr], [0, ""]);
    await assertUnpacked(folder.join("enchufe-1.2.3"), DATE);
  },
});

const unzip = installed("unzip", ["-v"]);
Deno.test({
  name: "zip() is unpacked by unzip with its modes",
  ignore: !unzip || Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir({ "a.zip": zip(FILES, DATE) });
    const { code, stderr } = await runProgram("unzip", ["-q", "a.zip"], {
      cwd: folder.path,
      env: { TZ: "UTC" },
    });
    assertEquals([code, stderr], [0, ""]);
    await assertUnpacked(folder.join("enchufe-1.2.3"), DATE);
  },
});

async function assertUnpacked(folder: string, date: Date): Promise<void> {
  const [program, text] = await Promise.all([Deno.stat(`${folder}/run`), Deno.stat(`${folder}/README.md`)]);
  assertEquals([program.mode! & 0o777, text.mode! & 0o777], [0o755, 0o644]);
  assertEquals(program.mtime, date);
  assertEquals((await runProgram(`${folder}/run`, [])).stdout, "ñandú\n");
}
