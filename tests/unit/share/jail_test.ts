import fc from "fast-check";
import { Jail, joinPath, joinReal } from "../../../lib/share/jail.ts";
import { makeTempName } from "../../../lib/share/paths.ts";
import { SEPARATOR } from "../../../lib/std/path.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { makeFifo, NO_FIFOS, refuses } from "./fixture.ts";

/** A folder with a share in it and things outside that no path may reach. */
async function prison() {
  const dir = await tempDir({
    "outside/secret.txt": "secret",
    "share-too/x": "a sibling whose name begins with the share's",
    share: { "a.txt": "a", sub: { "b.txt": "b", deep: { "c.txt": "c" } }, ".hid": { h: "h" } },
  });
  dir.fill({
    share: {
      [makeTempName()]: "unfinished",
      "link-in": new Link("sub/b.txt"),
      "link-dir": new Link("sub", "dir"),
      "link-link": new Link("link-in"),
      "link-abs-in": new Link(dir.join("share", "a.txt")),
      "link-root": new Link(".", "dir"),
      "link-out": new Link("../outside/secret.txt"),
      "link-out-dir": new Link("../outside", "dir"),
      "link-out-abs": new Link(dir.join("outside", "secret.txt")),
      "link-sibling": new Link("../share-too/x"),
      "link-parent": new Link("..", "dir"),
      "link-hid": new Link(".hid/h"),
      "link-hid-dir": new Link(".hid", "dir"),
      "link-dangling": new Link("nothing"),
      "link-loop": new Link("link-loop"),
      "sub/link-out": new Link("../../outside", "dir"),
      "sub/link-up": new Link("..", "dir"),
    },
  });
  return { dir, root: dir.join("share") };
}

const REACHED: [path: string, real: string, linked: boolean][] = [
  ["a.txt", "a.txt", false],
  ["a.txt/", "a.txt", false],
  ["sub", "sub", false],
  ["sub/deep/c.txt", "sub/deep/c.txt", false],
  ["link-in", "sub/b.txt", true],
  ["link-link", "sub/b.txt", true],
  ["link-abs-in", "a.txt", true],
  ["link-dir", "sub", true],
  ["link-dir/deep/c.txt", "sub/deep/c.txt", false],
  ["link-root/a.txt", "a.txt", false],
  ["sub/link-up/sub/link-up/a.txt", "a.txt", false],
];

const HIDDEN_ONLY = [".hid", ".hid/h", "link-hid", "link-hid-dir", "link-hid-dir/h"];

const NOTHING = [
  "nope",
  "nope/a",
  "a.txt/b",
  "link-out",
  "link-out-dir",
  "link-out-dir/secret.txt",
  "link-out-abs",
  "link-sibling",
  "link-parent",
  "link-parent/outside/secret.txt",
  "link-parent/share/a.txt",
  "link-dangling",
  "link-loop",
  "sub/link-out",
  "sub/link-out/secret.txt",
  "sub/link-up/link-out",
  "link-dir/link-out/secret.txt",
];

Deno.test("Jail.resolve() finds files and directories, and links that stay inside", async () => {
  const { dir, root } = await prison();
  await using _ = dir;
  for (const aliases of [false, true]) {
    const jail = new Jail(root, { hidden: false, aliases });
    for (const [path, real, linked] of REACHED) {
      const place = jail.resolve(path);
      assertEquals(place?.real, dir.join("share", ...real.split("/")), path);
      assertEquals(place?.linked, linked, path);
      assertEquals(place?.path, path.replace(/\/$/, ""));
    }
    assertEquals(jail.resolve(".")?.real, root);
    assertEquals(jail.resolve("/")?.path, ".");
  }
});

Deno.test("Jail.resolve() finds nothing through links that leave, dangle or loop", async () => {
  const { dir, root } = await prison();
  await using _ = dir;
  for (const hidden of [false, true]) {
    const jail = new Jail(root, { hidden });
    for (const path of NOTHING) assertEquals(jail.resolve(path), undefined, path);
  }
});

Deno.test("Jail.resolve() finds hidden entries, and links to them, only where they are shared", async () => {
  const { dir, root } = await prison();
  await using _ = dir;
  for (const aliases of [false, true]) {
    const closed = new Jail(root, { hidden: false, aliases });
    const open = new Jail(root, { hidden: true, aliases });
    for (const path of HIDDEN_ONLY) {
      assertEquals(closed.resolve(path), undefined, path);
      assert(open.resolve(path) !== undefined, path);
    }
  }
});

Deno.test("Jail.resolve() never finds an unfinished file, by name or by link", async () => {
  const { dir, root } = await prison();
  await using _ = dir;
  const temp = Array.from(Deno.readDirSync(root), (entry) => entry.name).find((name) =>
    name.endsWith(".part")
  );
  assert(temp !== undefined);
  dir.fill({ share: { "link-temp": new Link(temp) } });
  const jail = new Jail(root, { hidden: true });
  for (const path of [temp, "link-temp"]) assertEquals(jail.resolve(path), undefined);
});

Deno.test("Jail.resolve() refuses bad paths before it looks", async () => {
  const { dir, root } = await prison();
  await using _ = dir;
  const jail = new Jail(root, { hidden: true });
  for (
    const path of [
      "../outside/secret.txt",
      "sub/../../outside/secret.txt",
      "/etc/passwd",
      "a.txt\0",
      "sub\\b.txt",
    ]
  ) {
    await refuses(() => jail.resolve(path), "BADPATH");
  }
});

Deno.test("Jail.resolve() never returns anything outside, whatever the path", async () => {
  const { dir, root } = await prison();
  await using _ = dir;
  const names = Array.from(Deno.readDirSync(root), (entry) => entry.name);
  const part = fc.oneof(
    fc.constantFrom(
      ...names,
      "..",
      ".",
      "",
      "link-out",
      "link-up",
      "sub",
      "deep",
      "outside",
      "secret.txt",
      "c.txt",
    ),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  for (const hidden of [false, true]) {
    const jail = new Jail(root, { hidden });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        let place;
        try {
          place = jail.resolve(parts.join("/"));
        } catch {
          return;
        }
        if (place === undefined) return;
        assert(place.real === root || place.real.startsWith(root + SEPARATOR), place.real);
        assert(place.info.isFile || place.info.isDirectory);
        assert(hidden || !place.real.slice(root.length).includes(SEPARATOR + "."), place.real);
      }),
      { numRuns: 500 },
    );
  }
});

Deno.test(
  "Jail.resolve() finds no FIFO (skipped without permission to run mkfifo)",
  { ignore: NO_FIFOS },
  async () => {
    await using dir = await tempDir({ link: new Link("fifo") });
    makeFifo(dir.join("fifo"));
    const jail = new Jail(dir.path, { hidden: true });
    assertEquals([jail.resolve("fifo"), jail.resolve("link")], [undefined, undefined]);
  },
);

Deno.test("Jail.resolve() reaches a name by NFC and by its stored form, and gives NFC out", async () => {
  await using dir = await tempDir({ "n\u0303": { "e\u0301.txt": "x" }, "\u00ea\u0301": "mixed" });
  const jail = new Jail(dir.path, { hidden: false });
  for (const path of ["\u00f1/\u00e9.txt", "n\u0303/e\u0301.txt", "n\u0303/\u00e9.txt"]) {
    assertEquals(jail.resolve(path)?.path, "\u00f1/\u00e9.txt");
  }
  for (const path of ["\u00ea\u0301", "\u1ebf", "e\u0302\u0301"]) {
    assertEquals(jail.resolve(path)?.path, "\u1ebf");
  }
});

Deno.test("Jail.reach() says what is missing, and refuses a file in the way", async () => {
  const { dir, root } = await prison();
  await using _ = dir;
  const jail = new Jail(root, { hidden: false });
  const { at, missing } = jail.reach(["sub", "x", "y"]);
  assertEquals([at.path, missing], ["sub", ["x", "y"]]);
  assertEquals(jail.reach([]).at.path, ".");
  await refuses(() => jail.reach(["a.txt", "y"]), "EXISTS", "is a file");
});

Deno.test("joinReal() and joinPath() join at the roots too", () => {
  assertEquals(joinReal(SEPARATOR, "a"), `${SEPARATOR}a`);
  assertEquals(joinReal(`${SEPARATOR}a`, "b"), `${SEPARATOR}a${SEPARATOR}b`);
  assertEquals(joinPath(".", "a"), "a");
  assertEquals(joinPath("a", "b"), "a/b");
});
