import { localReason } from "../../../lib/client/local_errors.ts";
import { localName, planHandover } from "../../../lib/client/transfers.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { assertEquals, assertRejects, assertThrows } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { FakeShare } from "./fake_share.ts";

Deno.test("localReason() says it without the runtime's words", () => {
  const rows: readonly (readonly [thrown: Error, reason: string])[] = [
    [
      new Deno.errors.NotFound("No such file (os error 2): open 'd/.enchufe-1.part'"),
      "there is no directory 'd'",
    ],
    [new Deno.errors.NotADirectory("Not a directory (os error 20)"), "'d' is not a directory"],
    [new Deno.errors.PermissionDenied("Permission denied (os error 13)"), "that is not allowed here"],
    [
      new Deno.errors.NotCapable("Requires all access, run again with --allow-all"),
      "that is not allowed here",
    ],
    [new Error("Strange thing (os error 999): open 'd/.enchufe-1.part'"), "Strange thing"],
  ];
  for (const [thrown, reason] of rows) assertEquals(localReason(thrown, "d/x"), reason);
});

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

Deno.test("planHandover() decides where files go", async () => {
  await using folder = await tempDir({ "a.txt": "a", "b.txt": "b" });
  const share = new FakeShare();
  share.put("there.txt", "");
  const connection = await share.source().get();
  const a = folder.join("a.txt"), b = folder.join("b.txt");
  const rows: readonly (readonly [words: string[], paths: string[]])[] = [
    [[a], ["a.txt"]],
    [[a, b], ["a.txt", "b.txt"]],
    [[a, "x.txt"], ["x.txt"]],
    [[a, "there.txt"], ["there.txt"]],
    [[a, "docs"], ["docs/a.txt"]],
    [[a, b, "docs"], ["docs/a.txt", "docs/b.txt"]],
    [[a, b, "docs/"], ["docs/a.txt", "docs/b.txt"]],
    [[a, "new/deep/"], ["new/deep/a.txt"]],
    [[a, b, "/"], ["a.txt", "b.txt"]],
  ];
  for (const [words, paths] of rows) {
    assertEquals((await planHandover(connection, words)).map(({ path }) => path), paths);
  }
  const refused = planHandover(connection, [a, b, "typo.txt"]);
  assertEquals((await assertRejects(() => refused, EnchufeError)).code, "USAGE");
  connection.close();
});
