import { changeOf, entryOf } from "../../../lib/share/entries.ts";
import type { Place } from "../../../lib/share/jail.ts";
import { assertEquals } from "../../helpers/assert.ts";

function place(path: string, info: Partial<Deno.FileInfo>): Place {
  return { path, dir: "/s", stored: "x", real: "/s/x", linked: false, info: info as Deno.FileInfo };
}

Deno.test("entryOf() gives whole milliseconds, and no size to directories", () => {
  const mtime = new Date(1_600_000_000_123);
  assertEquals(entryOf(place("a/b.txt", { isFile: true, size: 7, mtime })), {
    path: "a/b.txt",
    name: "b.txt",
    type: "file",
    size: 7,
    mtime: 1_600_000_000_123,
  });
  assertEquals(entryOf(place(".", { isFile: false, isDirectory: true, size: 4096, mtime: null })), {
    path: ".",
    name: ".",
    type: "dir",
    size: 0,
    mtime: 0,
  });
});

Deno.test("changeOf() says what happened to what, and who did it", () => {
  const change = changeOf("removed", place("d/f", { isFile: true, size: 7, mtime: null }), "ana");
  assertEquals(change, { event: "removed", path: "d/f", type: "file", size: 7, by: "ana" });
});
