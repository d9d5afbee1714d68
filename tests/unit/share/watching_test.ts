import type { Change } from "../../../lib/share/share.ts";
import { type SystemEvent, type SystemWatch, Watching } from "../../../lib/share/watching.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { eventually } from "../../helpers/patience.ts";
import { Link, tempDir, type Tree } from "../../helpers/temp.ts";
import { bytes, openDisk, openShare } from "./fixture.ts";

/** One line for each change. */
function told(changes: readonly Change[]): string[] {
  return changes.map(({ event, path, type, size, by }) =>
    `${event} ${path} ${type} ${size}${by === "" ? "" : ` by ${by}`}`
  );
}

/** Watches a folder, lets something happen to it, and returns what is told until a last file appears. */
async function after(
  tree: Tree,
  act: (folder: string) => void | Promise<void>,
): Promise<string[]> {
  await using dir = await tempDir(tree);
  const { share, changes } = await openShare(dir.path);
  const warnings: string[] = [];
  const watching = share.watch({ warn: (why) => warnings.push(why) });
  try {
    await watching.begun;
    await act(dir.path);
    await mark(dir.path, changes);
  } finally {
    await watching.close();
  }
  assertEquals(warnings, []);
  return told(changes.filter(({ path }) => path !== "the.mark"));
}

/** Waits until something that happens now, and so all before it, has been told. */
async function mark(folder: string, changes: readonly Change[]): Promise<void> {
  Deno.writeTextFileSync(`${folder}/the.mark`, "");
  await eventually(() => changes.some(({ path }) => path === "the.mark"), "told of the mark");
}

function run(command: string, cwd: string): void {
  const { success, stderr } = new Deno.Command("sh", { args: ["-ec", command], cwd }).outputSync();
  assert(success, new TextDecoder().decode(stderr));
}

const BEFORE: Tree = { "a.txt": "uno", "b.txt": "dos y", dir: { "c.txt": "c", deep: { "d.txt": "dd" } } };

/** What a person does with other programs, and what is told of it. */
const TABLE: readonly (readonly [name: string, command: string, lines: readonly string[]])[] = [
  ["cp to a new name", "cp a.txt new.txt", ["created new.txt file 3"]],
  ["cp over a file", "cp b.txt a.txt", ["changed a.txt file 5"]],
  ["append", "printf ' x' >> a.txt", ["changed a.txt file 5"]],
  ["append often", "for i in 1 2 3 4 5; do printf x >> a.txt; done", ["changed a.txt file 8"]],
  ["atomic save", "printf cuatro > .a.swp; mv .a.swp a.txt", ["changed a.txt file 6"]],
  ["atomic save, visible", "printf cuatro > a.tmp; mv a.tmp a.txt", ["changed a.txt file 6"]],
  ["atomic save, backup", "mv a.txt a~; printf cuatro > a.txt; rm a~", ["changed a.txt file 6"]],
  ["mv in", "printf in > ../in.$$; mv ../in.$$ in.txt", ["created in.txt file 2"]],
  ["mv over", "mv b.txt a.txt", ["changed a.txt file 5", "removed b.txt file 5"]],
  ["mv within", "mv a.txt z.txt", ["created z.txt file 3", "removed a.txt file 3"]],
  ["mv out", "mv a.txt ../out.$$; rm ../out.$$", ["removed a.txt file 3"]],
  ["rm", "rm a.txt", ["removed a.txt file 3"]],
  ["rm and again", "rm a.txt; printf neun > a.txt", ["changed a.txt file 4"]],
  ["made and removed at once", "touch x; rm x", []],
  ["rm -r", "rm -r dir", ["removed dir dir 0"]],
  ["mv a directory out", "mv dir ../out.$$; rm -r ../out.$$", ["removed dir dir 0"]],
  ["mv a directory", "mv dir other", [
    "created other dir 0",
    "created other/c.txt file 1",
    "created other/deep dir 0",
    "created other/deep/d.txt file 2",
    "removed dir dir 0",
  ]],
  ["mkdir -p and files at once", "mkdir -p n/m/o; printf 1 > n/1; printf 22 > n/m/o/2", [
    "created n dir 0",
    "created n/1 file 1",
    "created n/m dir 0",
    "created n/m/o dir 0",
    "created n/m/o/2 file 2",
  ]],
  ["a file becomes a directory", "rm a.txt; mkdir a.txt", ["created a.txt dir 0", "removed a.txt file 3"]],
  ["touch", "touch -d 2020-01-01 a.txt", ["changed a.txt file 3"]],
  ["chmod, and reading", "chmod 600 a.txt; cat a.txt >/dev/null", []],
  ["hidden", "printf x > .x; mkdir .d; printf y > .d/y; printf z >> .x; rm -r .d", []],
  ["our own unfinished files", "printf x > .enchufe-1.part; rm .enchufe-1.part", []],
  ["names that nobody may use", "printf x > 'a\\b'; printf x > 'end. '; printf x > nul", []],
  ["ñandú and blanks", "printf x > 'año nuevo.txt'", ["created año nuevo.txt file 1"]],
  ["in a directory", "printf 12 >> dir/deep/d.txt; printf e > dir/e", [
    "changed dir/deep/d.txt file 4",
    "created dir/e file 1",
  ]],
];

for (const [name, command, lines] of TABLE) {
  Deno.test({
    name: `Watching: ${name}`,
    ignore: Deno.build.os === "windows",
    fn: async () =>
      assertEquals((await after(BEFORE, (folder) => run(command, folder))).sort(), [...lines].sort()),
  });
}

Deno.test({
  name: "Watching: links out of the share, and what they lead to, are never told; nor does it go into them",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using outside = await tempDir({ "secret.txt": "s", deep: {} });
    const tree = {
      in: { real: { "x.txt": "x" } },
      out: new Link(outside.path, "dir"),
      loop: new Link(".", "dir"),
      to: new Link("in", "dir"),
    };
    const lines = await after(tree, (folder) => {
      run(
        `echo >> '${outside.path}/secret.txt'; echo > '${outside.path}/deep/new'; ln -s '${outside.path}' more`,
        folder,
      );
      run(`ln -s '${outside.path}/secret.txt' secret.txt; mv in/real/x.txt '${outside.path}/'`, folder);
      run(`mkdir made made/deep; printf y > made/deep/y`, folder);
    });
    assertEquals(lines.sort(), [
      "created made dir 0",
      "created made/deep dir 0",
      "created made/deep/y file 1",
      "removed in/real/x.txt file 1",
    ]);
  },
});

Deno.test("Watching: what is done through the share is told once, what others do to it afterwards too", async () => {
  await using dir = await tempDir({ old: { "o.txt": "o" }, many: {} });
  const { share, changes } = await openShare(dir.path);
  const watching = share.watch({ warn: (why) => assert(false, why) });
  const since = async () => {
    await mark(dir.path, changes);
    Deno.removeSync(dir.join("the.mark"));
    await eventually(
      () => changes.some(({ path, event }) => path === "the.mark" && event === "removed"),
      "told that the mark went",
    );
    return told(changes.splice(0)).filter((line) => !line.includes("the.mark"));
  };
  try {
    await watching.begun;
    await share.write("d/a.txt", bytes("uno"), { existing: "create", by: "ana" });
    await share.append("d/a.txt", bytes("!"), "ana");
    await share.move("old", "new", "ana");
    await share.mkdir("empty", "ana");
    await share.write("b.txt", bytes("b"), { existing: "create", by: "ana" });
    await share.remove("b.txt", { by: "ana" });
    assertEquals(await since(), [
      "created d dir 0 by ana",
      "created d/a.txt file 3 by ana",
      "changed d/a.txt file 4 by ana",
      "removed old dir 0 by ana",
      "created new dir 0 by ana",
      "created empty dir 0 by ana",
      "created b.txt file 1 by ana",
      "removed b.txt file 1 by ana",
    ]);
    Deno.writeTextFileSync(dir.join("d/a.txt"), "a hand");
    Deno.writeTextFileSync(dir.join("new/o.txt"), "oo");
    assertEquals((await since()).sort(), ["changed d/a.txt file 6", "changed new/o.txt file 2"]);
    for (let i = 0; i < 300; i++) Deno.writeTextFileSync(dir.join(`many/${i}`), "x");
    assertEquals((await since()).length, 300);
    await share.remove("many", { by: "ana", recursive: true });
    await share.remove("new", { by: "ana", recursive: true });
    assertEquals(await since(), ["removed many dir 0 by ana", "removed new dir 0 by ana"]);
  } finally {
    await watching.close();
  }
});

/** A watch of which the test says what it hears. */
class FakeWatch implements SystemWatch {
  readonly #events: SystemEvent[] = [];
  #wake: () => void = () => {};
  #closed = false;

  put(event: SystemEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SystemEvent> {
    while (!this.#closed) {
      for (const event of this.#events.splice(0)) yield event;
      if (!this.#closed) await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}

Deno.test("Watching: whatever was lost is found when the system says that it lost some", async () => {
  await using dir = await tempDir({ "a.txt": "a", d: { "b.txt": "b" } });
  const fake = new FakeWatch(), changes: Change[] = [];
  const watching = new Watching(openDisk(dir.path).disk, {
    tell: (change) => changes.push(change),
    warn: (why) => assert(false, why),
    open: () => fake,
  });
  try {
    await watching.begun;
    dir.fill({ "a.txt": "aa", d: { "c.txt": "c", e: { "f.txt": "f" } } });
    Deno.removeSync(dir.join("d/b.txt"));
    fake.put({ kind: "any", paths: [dir.path], flag: "rescan" });
    await eventually(() => changes.length >= 5, "told of five changes");
    assertEquals(told(changes).sort(), [
      "changed a.txt file 2",
      "created d/c.txt file 1",
      "created d/e dir 0",
      "created d/e/f.txt file 1",
      "removed d/b.txt file 1",
    ]);
    // Of many in one directory, some may be lost without a word, and an event may be wrong or of elsewhere.
    changes.length = 0;
    for (let i = 0; i < 100; i++) Deno.writeTextFileSync(dir.join(`n${i}`), "");
    for (let i = 0; i < 20; i++) fake.put({ kind: "create", paths: [dir.join(`n${i}`)] });
    for (
      const path of ["/etc/passwd", dir.path, `${dir.path}x`, dir.join("d/gone/away"), dir.join("a.txt")]
    ) {
      fake.put({ kind: "remove", paths: [path] });
    }
    await eventually(() => changes.length === 100, "told of a hundred");
  } finally {
    await watching.close();
  }
});

Deno.test("Watching: where it cannot be done, that is said once and no more comes of it", async () => {
  await using dir = await tempDir({ "a.txt": "a", "b.txt": "b", "c.txt": "c" });
  const limit = () => {
    throw new Error("OS file watch limit reached.\nMore");
  };
  for (const options of [{ open: limit }, { most: 2, open: () => new FakeWatch() }]) {
    const warnings: string[] = [];
    const { disk } = openDisk(dir.path);
    const watching = new Watching(disk, { ...options, tell: () => {}, warn: (why) => warnings.push(why) });
    await watching.begun;
    watching.know({ event: "changed", path: "a.txt", type: "file", size: 1, by: "ana" });
    watching.leave(dir.path)();
    await watching.close();
    assertEquals(warnings, [
      "open" in options && options.open === limit
        ? "OS file watch limit reached. More"
        : "More than 2 files and directories",
    ]);
  }
});
