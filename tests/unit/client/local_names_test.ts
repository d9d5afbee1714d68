import { isLocalName, Landing, localName, localNames } from "../../../lib/client/local_names.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { join } from "../../../lib/std/path.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";

const ON_WINDOWS = Deno.build.os === "windows";

Deno.test("localName() takes the last component", () => {
  for (const [path, name] of [["a", "a"], ["a/b c.txt", "b c.txt"], ["/ñ", "ñ"], ["a/..b", "..b"]]) {
    assertEquals(localName(path as string), name as string);
  }
});

for (const path of ["", "..", ".", "a/..", "a/", "/", "a/.", "..\\b", "a\\b", "a\0"]) {
  Deno.test(`localName() refuses ${JSON.stringify(path)}`, () => {
    assertEquals(assertThrows(() => localName(path), EnchufeError).code, "BADPATH");
  });
}

Deno.test("localNames() insists on every component", () => {
  assertEquals(localNames("a/b c/😀"), ["a", "b c", "😀"]);
  for (const path of ["../a", "a/../b", "a//b", "/a", "a/./b", "a/b\\..\\c", "a/\0"]) {
    assertEquals(assertThrows(() => localNames(path), EnchufeError).code, "BADPATH", path);
  }
});

Deno.test("isLocalName() on Windows knows devices, drives and what it cuts off", () => {
  const names = ["con", "NUL.txt", "COM1", "lpt9 .x", "a:", "c:x", "f:stream", "a?", "a*", "a.", "a ", "a\n"];
  for (const name of names) {
    assertEquals([isLocalName(name, true), isLocalName(name, false)], [false, true], JSON.stringify(name));
  }
  for (const name of ["console", "com", "nul1", ".a", "a.b", "ñ"]) assert(isLocalName(name, true), name);
});

Deno.test("Landing makes directories, and what is there already is no hindrance", async () => {
  await using here = await tempDir({ there: {} });
  const landing = new Landing(here.join("new", "root"));
  assertEquals(await landing.file(["a", "b", "c.txt"]), here.join("new", "root", "a", "b", "c.txt"));
  assert(Deno.statSync(here.join("new", "root", "a", "b")).isDirectory);
  const files = ["1", "2", "3", "4"].map((name) => new Landing(here.path).file(["there", "x", name]));
  assertEquals((await Promise.all(files)).length, 4);
});

Deno.test("Landing refuses links that lead out, to whatever depth, and files where directories should be", {
  ignore: ON_WINDOWS,
}, async () => {
  await using outside = await tempDir({ in: {} });
  await using here = await tempDir({
    root: {
      out: new Link(outside.path),
      deep: { up: new Link("../.."), dangling: new Link("nothing") },
      file: "",
    },
  });
  const root = here.join("root");
  const rows: readonly (readonly [names: string[], code: string])[] = [
    [["out", "x"], "BADPATH"],
    [["out", "in", "x"], "BADPATH"],
    [["deep", "up", "x"], "BADPATH"],
    [["deep", "dangling", "x"], "IO"],
    [["file", "x"], "IO"],
  ];
  for (const [names, code] of rows) {
    const error = await assertRejects(() => new Landing(root).file(names), EnchufeError);
    assertEquals(error.code, code, join(...names));
  }
  assertEquals([...Deno.readDirSync(outside.path)].map(({ name }) => name), ["in"]);
});

Deno.test("Landing follows links that stay within, and the one that was named as the root", {
  ignore: ON_WINDOWS,
}, async () => {
  await using here = await tempDir({ root: { real: {}, link: new Link("real") }, named: new Link("root") });
  const landing = new Landing(here.join("named"));
  assertEquals(await landing.file(["link", "x"]), here.join("named", "link", "x"));
});
