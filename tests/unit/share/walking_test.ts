import { walk, type WalkOptions } from "../../../lib/share/walking.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { Link, type TempDir, tempDir } from "../../helpers/temp.ts";
import { openDisk, refuses, ROOT_MAY_ALL } from "./fixture.ts";

const TREE = {
  a: { x: "", y: { z: "" } },
  "a.b": "",
  b: new Link("a", "dir"),
  "a/up": new Link("..", "dir"),
  c: "",
};

async function visited(
  dir: TempDir,
  options: Partial<WalkOptions> & { start?: string } = {},
): Promise<string[]> {
  const { disk } = openDisk(dir.path);
  const paths: string[] = [];
  const start = disk.jail.resolve(options.start ?? ".");
  if (start === undefined) throw new Error("No start");
  const visit = ({ below }: { below: string }) => paths.push(below) < 100;
  await walk(start, { ...disk, recursive: true, visit, ...options });
  return paths;
}

Deno.test("walk() goes depth first in the order of names, and into no link", async () => {
  await using dir = await tempDir(TREE);
  assertEquals(await visited(dir), ["a", "a/up", "a/x", "a/y", "a/y/z", "a.b", "b", "c"]);
  assertEquals(await visited(dir, { recursive: false }), ["a", "a.b", "b", "c"]);
  assertEquals(await visited(dir, { start: "a" }), ["up", "x", "y", "y/z"]);
  assertEquals(await visited(dir, { start: "b" }), ["up", "x", "y", "y/z"]);
});

Deno.test("walk() goes on after any name, even one that is gone", async () => {
  await using dir = await tempDir(TREE);
  const all = await visited(dir);
  for (let at = 0; at < all.length; at++) {
    assertEquals(await visited(dir, { after: (all[at] as string).split("/") }), all.slice(at + 1), all[at]);
  }
  assertEquals(await visited(dir, { after: ["a", "xx"] }), ["a/y", "a/y/z", "a.b", "b", "c"]);
  assertEquals(await visited(dir, { after: ["aa", "gone", "too"] }), ["b", "c"]);
  assertEquals(await visited(dir, { after: ["zz"] }), []);
});

Deno.test("walk() leaves out what would have too long a path", async () => {
  const name = "l".repeat(185);
  await using dir = await tempDir({ [name]: new Link(".", "dir"), fits: "", "too-long": "" });
  const start = Array(22).fill(name).join("/"); // 4,091 bytes: room for "/" and four more.
  assertEquals(await visited(dir, { start }), ["fits"]);
});

Deno.test("walk() leaves out what lies too deep to be reached by its path", async () => {
  await using dir = await tempDir({ l: new Link(".", "dir") });
  assertEquals(await visited(dir, { start: Array(63).fill("l").join("/") }), ["l"]);
  assertEquals(await visited(dir, { start: Array(64).fill("l").join("/") }), []);
});

Deno.test("walk() skips a directory that went while it walked", async () => {
  await using dir = await tempDir({ a: { x: "" }, b: "" });
  const paths: string[] = [];
  const { disk } = openDisk(dir.path);
  const start = disk.jail.resolve(".");
  if (start === undefined) throw new Error("No start");
  const ended = await walk(start, {
    ...disk,
    recursive: true,
    visit: ({ below }) => {
      if (below === "a") Deno.removeSync(dir.join("a"), { recursive: true });
      paths.push(below);
      return true;
    },
  });
  assertEquals([ended, paths], [true, ["a", "b"]]);
});

Deno.test("walk() does not follow a directory that was swapped for a link out while it walked", async () => {
  await using dir = await tempDir({ share: { a: { x: "" }, b: "" }, outside: { secret: "" } });
  const { disk } = openDisk(dir.join("share"));
  const start = disk.jail.resolve(".");
  if (start === undefined) throw new Error("No start");
  const paths: string[] = [];
  await walk(start, {
    ...disk,
    recursive: true,
    visit: ({ below }) => {
      if (below === "a") {
        Deno.renameSync(dir.join("share", "a"), dir.join("gone"));
        dir.fill({ share: { a: new Link("../outside", "dir") } });
      }
      paths.push(below);
      return true;
    },
  });
  assertEquals(paths, ["a", "b"]);
});

Deno.test("walk() leaves out what is below a directory when told", async () => {
  await using dir = await tempDir({ a: { x: "", deep: { y: "" } }, b: { z: "" } });
  const { disk } = openDisk(dir.path);
  const start = disk.jail.resolve(".");
  if (start === undefined) throw new Error("No start");
  const paths: string[] = [];
  const visit = ({ below }: { below: string }) => {
    paths.push(below);
    return below !== "a" || "pass" as const;
  };
  assertEquals(await walk(start, { ...disk, recursive: true, visit }), true);
  assertEquals(paths, ["a", "b", "b/z"]);
});

Deno.test("walk() stops when told, and says so", async () => {
  await using dir = await tempDir(TREE);
  const { disk } = openDisk(dir.path);
  const start = disk.jail.resolve(".");
  if (start === undefined) throw new Error("No start");
  assertEquals(
    await walk(start, { ...disk, recursive: true, visit: ({ below }) => below !== "a/y/z" }),
    false,
  );
  assertEquals(await walk(start, { ...disk, recursive: true, visit: () => true }), true);
});

Deno.test("walk() refuses a start that cannot be read (skipped as root, who may read all)", {
  ignore: ROOT_MAY_ALL,
}, async () => {
  await using dir = await tempDir({ a: { x: "" }, b: { y: "" } });
  Deno.chmodSync(dir.join("a"), 0o000);
  await refuses(() => visited(dir, { start: "a" }), "NOPERM", '"a"');
  assertEquals(await visited(dir), ["a", "b", "b/y"]);
  Deno.chmodSync(dir.join("a"), 0o700);
});
