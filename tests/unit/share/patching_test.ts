import fc from "fast-check";
import { assertEquals } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { bytes, namesIn, openDisk, openShare, refuses } from "./fixture.ts";
import { Patcher } from "../../../lib/share/patching.ts";

const by = "ana";

Deno.test("Share.writeAt() patches, extends and zero-fills, as SETRANGE does", async () => {
  const rows: [old: string | undefined, offset: number, patch: string, result: string | undefined][] = [
    ["hello world", 6, "redis", "hello redis"],
    ["hello", 0, "J", "Jello"],
    ["hello", 3, "p me", "help me"],
    ["hello", 5, "!", "hello!"],
    ["ab", 4, "c", "ab\0\0c"],
    [undefined, 3, "x", "\0\0\0x"],
    [undefined, 0, "x", "x"],
    ["ab", 9, "", "ab"],
    [undefined, 9, "", undefined],
  ];
  for (const [old, offset, patch, result] of rows) {
    await using dir = await tempDir(old === undefined ? {} : { f: old });
    const { share, changes } = await openShare(dir.path);
    assertEquals(await share.writeAt("f", offset, bytes(patch), by), result?.length ?? 0);
    if (result === undefined) assertEquals(namesIn(dir.path), []);
    else assertEquals(Deno.readTextFileSync(dir.join("f")), result);
    const event = old === undefined ? "created" : "changed";
    const expected = patch === "" ? [] : [{ event, path: "f", type: "file", size: result?.length, by }];
    assertEquals(changes as unknown[], expected);
    assertEquals(namesIn(dir.path).length, result === undefined ? 0 : 1);
  }
});

Deno.test("Share.writeAt() does to any file what a copy of its bytes says", async () => {
  await using dir = await tempDir({});
  const { share } = await openShare(dir.path);
  const small = fc.uint8Array({ maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(small, fc.nat(30), small, async (old, offset, patch) => {
      Deno.writeFileSync(dir.join("f"), old);
      const size = await share.writeAt("f", offset, patch, by);
      const expected = patch.length === 0 ? old : new Uint8Array(Math.max(old.length, offset + patch.length));
      if (patch.length > 0) {
        expected.set(old);
        expected.set(patch, offset);
      }
      assertEquals([...Deno.readFileSync(dir.join("f"))], [...expected]);
      assertEquals(size, expected.length);
    }),
    { numRuns: 60 },
  );
});

Deno.test("Share.append() adds at the end, and makes the file", async () => {
  await using dir = await tempDir({ f: "ab" });
  const { share, changes } = await openShare(dir.path);
  assertEquals(await share.append("f", bytes("cd"), by), 4);
  assertEquals(await share.append("f", bytes(""), by), 4);
  assertEquals(await share.append("d/new", bytes(""), by), 0);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "abcd");
  assertEquals(changes.map(({ event, path }) => [event, path]), [
    ["changed", "f"],
    ["created", "d"],
    ["created", "d/new"],
  ]);
});

Deno.test("Share.append() loses nothing of many at once", async () => {
  await using dir = await tempDir({});
  const { share } = await openShare(dir.path);
  const words = Array.from({ length: 30 }, (_, at) => `<${at}>`);
  await Promise.all(words.map((word) => share.append("log", bytes(word), by)));
  const content = Deno.readTextFileSync(dir.join("log"));
  assertEquals(content.length, words.join("").length);
  assertEquals(words.filter((word) => !content.includes(word)), []);
});

Deno.test("Share.writeAt() copies files larger than one piece", async () => {
  const large = new Uint8Array(700_000).map((_, at) => at * 7);
  await using dir = await tempDir({ f: large });
  const { share } = await openShare(dir.path);
  assertEquals(await share.writeAt("f", 300_000, bytes("hello"), by), 700_000);
  large.set(bytes("hello"), 300_000);
  assertEquals(Deno.readFileSync(dir.join("f")), large);
  assertEquals(await share.writeAt("g", 600_000, bytes("x"), by), 600_001);
  assertEquals(Deno.readFileSync(dir.join("g")).indexOf(120), 600_000);
});

Deno.test("Patcher.apply() tries again when another program was faster, and gives up on one that never rests", async () => {
  await using dir = await tempDir({ f: "a" });
  const { disk, writer } = openDisk(dir.path);
  let others = 1;
  const stage = writer.stage.bind(writer);
  writer.stage = async (path, size) => {
    const upload = await stage(path, size);
    if (others-- > 0) Deno.writeTextFileSync(dir.join("f"), "b", { append: true });
    return upload;
  };
  const patcher = new Patcher(disk, writer);
  assertEquals(await patcher.apply("f", { bytes: bytes("!"), by }), 3);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "ab!");
  others = 99;
  await refuses(() => patcher.apply("f", { bytes: bytes("!"), by }), "CHANGED", '"f"');
  assertEquals(namesIn(dir.path), ["f"]);
});

Deno.test("Share.writeAt() and append() refuse directories, links out and offsets that are none", async () => {
  await using dir = await tempDir({ share: { d: {}, out: new Link("../f") }, f: "safe" });
  const { share } = await openShare(dir.join("share"));
  for (const offset of [-1, 0.5, NaN, 2 ** 60]) {
    await refuses(() => share.writeAt("f", offset, bytes("x"), by), "ERR", "Offset");
  }
  await refuses(() => share.append("d", bytes("x"), by), "WRONGTYPE");
  await refuses(() => share.append("out", bytes("x"), by), "EXISTS");
  await refuses(() => share.append("a\x07", bytes("x"), by), "BADPATH");
  assertEquals(Deno.readTextFileSync(dir.join("f")), "safe");
});
