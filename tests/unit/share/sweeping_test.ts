import { sweep } from "../../../lib/share/sweeping.ts";
import { Uploads } from "../../../lib/share/uploads.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { namesIn, openDisk, settle } from "./fixture.ts";

const ID = "0123456789abcdef".repeat(2);
const UUID = ".enchufe-01234567-89ab-cdef-0123-456789abcdef.part";

Deno.test("sweep() removes old unfinished files of ours only, wherever they are, and follows no link", async () => {
  const files = {
    [`.enchufe-${ID}.part`]: "",
    [`.enchufe-${ID}.json`]: "{",
    [UUID]: "",
    ".enchufe-0123456789abcdef.part": "a client's",
    ".enchufe-ledger.jsonl": "",
    "file.part": "",
  };
  await using dir = await tempDir({ share: { ...files, a: { b: files } }, outside: files });
  dir.fill({ share: { link: new Link("../outside", "dir") } });
  const { disk, writer } = openDisk(dir.join("share"));
  const uploads = new Uploads({ disk, writer, hash: () => Promise.resolve(""), insist: () => {} });
  const { signal } = new AbortController();
  const dirs = [dir.join("share"), dir.join("share", "a", "b"), dir.join("outside")];
  await sweep(disk, { signal, uploads, isStaged: () => false });
  assertEquals(
    dirs.map((at) => namesIn(at).filter((name) => name in files).length),
    [6, 6, 6],
    "all is young",
  );
  for (const at of dirs) settle(...Object.keys(files).map((name) => `${at}/${name}`));
  await sweep(disk, { signal: AbortSignal.abort(), uploads, isStaged: () => false });
  assertEquals(namesIn(dir.join("share", "a", "b")).length, 6, "told to end");
  await sweep(disk, { signal, uploads, isStaged: (real) => real === `${dirs[1]}/${UUID}` });
  const kept = [".enchufe-0123456789abcdef.part", ".enchufe-ledger.jsonl", "file.part"];
  assertEquals(namesIn(dir.join("share")).filter((name) => name in files), kept);
  assertEquals(namesIn(dir.join("share", "a", "b")), [UUID, ...kept].sort(), "a write under way");
  assertEquals(namesIn(dir.join("outside")).length, 6);
  await sweep(disk, { signal, uploads, isStaged: () => false });
  assertEquals(namesIn(dir.join("share", "a", "b")), kept);
});
