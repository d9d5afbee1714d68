import { isStill, Ledger, type Received } from "../../../lib/share/ledger.ts";
import { LEDGER_NAME } from "../../../lib/share/paths.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";

const MTIME = 1_600_000_000_000;

/** Puts a file where the ledger has one, as it was received. */
function receive(folder: string, path: string, owner = "ana@h", text = "text"): Received {
  const real = `${folder}/${path}`;
  Deno.mkdirSync(real.slice(0, real.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(real, text);
  Deno.utimeSync(real, MTIME / 1000, MTIME / 1000);
  return { at: "2026-11-21T10:15:00.000Z", path, owner, size: text.length, mtime: MTIME };
}

function lines(folder: string): string[] {
  return Deno.readTextFileSync(`${folder}/${LEDGER_NAME}`).split("\n").filter((line) => line !== "");
}

Deno.test("Ledger knows after a restart who handed in what, and what leads there", async () => {
  await using folder = await tempDir();
  const ledger = await Ledger.open(folder.path);
  ledger.record({ ...receive(folder.path, "box/ana/t/a.txt"), sha256: "ab" });
  ledger.record(receive(folder.path, "box/ben/t/b.txt", "ben@h"));
  await ledger.sync();
  for (const known of [ledger, await Ledger.open(folder.path)]) {
    assertEquals(known.find("ana@h", "box/ana/t/a.txt")?.sha256, "ab");
    assertEquals(known.find("ben@h", "box/ana/t/a.txt"), undefined);
    for (const path of ["box", "box/ana", "box/ana/t", "box/ana/t/a.txt"]) {
      assert(known.leads("ana@h", path), path);
    }
    for (const path of ["box/ben", "box/ben/t/b.txt", "bo", "box/an", "box/ana/t/a.txt/x", ""]) {
      assert(!known.leads("ana@h", path), path);
    }
    assertEquals(await known.used("ana@h"), 4);
    assertEquals(await known.used("nobody"), 0);
  }
});

Deno.test("Ledger.open() passes over broken lines, and leaves none", async () => {
  await using folder = await tempDir();
  const good = receive(folder.path, "good.txt");
  const broken = [
    "",
    "{",
    "null",
    "7",
    "[]",
    '"x"',
    "{}",
    JSON.stringify({ ...good, path: 7 }),
    JSON.stringify({ ...good, path: "" }),
    JSON.stringify({ ...good, owner: "" }),
    JSON.stringify({ ...good, size: "4" }),
    JSON.stringify({ ...good, mtime: 1.5 }),
    "\u0000\u0000\u0000",
  ];
  // The machine stopped in the middle of the last line.
  const text = [...broken, JSON.stringify(good), JSON.stringify(good).slice(0, 20)].join("\n");
  Deno.writeTextFileSync(`${folder.path}/${LEDGER_NAME}`, text);
  const ledger = await Ledger.open(folder.path);
  assertEquals(ledger.size, 1);
  assertEquals(lines(folder.path), [JSON.stringify(good)]);
  ledger.record(receive(folder.path, "next.txt"));
  assertEquals((await Ledger.open(folder.path)).size, 2);
});

Deno.test("Ledger: the last line of a path counts, and each start leaves one for each file that is there", async () => {
  await using folder = await tempDir();
  const ledger = await Ledger.open(folder.path);
  for (let i = 0; i < 50; i++) ledger.record(receive(folder.path, "same.txt", `n${i}@h`));
  ledger.record(receive(folder.path, "gone.txt"));
  ledger.record(receive(folder.path, "changed.txt"));
  assertEquals(lines(folder.path).length, 52);
  Deno.removeSync(`${folder.path}/gone.txt`);
  Deno.writeTextFileSync(`${folder.path}/changed.txt`, "longer than it was");
  const again = await Ledger.open(folder.path);
  assertEquals(lines(folder.path).map((line) => JSON.parse(line).owner), ["n49@h"]);
  assertEquals(again.find("n48@h", "same.txt"), undefined);
  assertEquals(again.find("n49@h", "same.txt")?.size, 4);
  assertEquals(Array.from(Deno.readDirSync(folder.path), ({ name }) => name).sort(), [
    LEDGER_NAME,
    "changed.txt",
    "same.txt",
  ]);
});

Deno.test("Ledger.used() notices what is removed, moved away or changed by hand", async () => {
  await using folder = await tempDir();
  const ledger = await Ledger.open(folder.path);
  for (const name of ["a", "b", "c", "d"]) ledger.record(receive(folder.path, name));
  assertEquals(await ledger.used("ana@h"), 16);
  assertEquals(await ledger.used("ana@h", "a"), 12);
  Deno.removeSync(`${folder.path}/a`);
  Deno.renameSync(`${folder.path}/b`, `${folder.path}/e`);
  Deno.writeTextFileSync(`${folder.path}/c`, "by the operator");
  assertEquals(await ledger.used("ana@h"), 4);
});

Deno.test("Ledger.moved() follows files and directories, over a restart too", async () => {
  await using folder = await tempDir();
  const ledger = await Ledger.open(folder.path);
  for (const path of ["dir/a", "dir/sub/b", "directory/c", "d"]) ledger.record(receive(folder.path, path));
  Deno.renameSync(`${folder.path}/dir`, `${folder.path}/new`);
  ledger.moved("dir", "new");
  Deno.removeSync(`${folder.path}/d`);
  ledger.moved("d");
  for (const known of [ledger, await Ledger.open(folder.path)]) {
    const found = ["dir/a", "dir/sub/b", "new/a", "new/sub/b", "directory/c", "d"].filter((path) =>
      known.find("ana@h", path)
    );
    assertEquals(found, ["new/a", "new/sub/b", "directory/c"]);
    assertEquals(await known.used("ana@h"), 12);
  }
});

Deno.test("Ledger is begun anew when somebody takes its file away", async () => {
  await using folder = await tempDir();
  const ledger = await Ledger.open(folder.path);
  Deno.removeSync(`${folder.path}/${LEDGER_NAME}`);
  ledger.record(receive(folder.path, "a"));
  await ledger.sync();
  assertEquals(lines(folder.path).length, 1);
});

Deno.test("isStill() insists on the file that was received", async () => {
  await using folder = await tempDir();
  const received = receive(folder.path, "a");
  const info = Deno.lstatSync(`${folder.path}/a`);
  assert(isStill(received, info));
  assert(!isStill(received, undefined));
  assert(!isStill({ ...received, size: 5 }, info));
  assert(!isStill({ ...received, mtime: MTIME + 1 }, info));
  assert(!isStill({ ...received, size: 0 }, Deno.lstatSync(folder.path)));
});
