import { makeLimits } from "../../../lib/limits.ts";
import { ownerOf, Share } from "../../../lib/share/share.ts";
import { assert, assertEquals, assertMatch } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { bytes, refuses, text } from "./fixture.ts";

const ANA = ownerOf("ana", "10.0.0.1:1"), BEN = ownerOf("ben", "10.0.0.2:1");

async function open(folder: string, options: Partial<Parameters<typeof Share.open>[1]> = {}) {
  const changes: string[] = [], handIns: string[] = [];
  const { limits = {}, ...rest } = options;
  const share = await Share.open(folder, {
    access: "read",
    dropBox: "box",
    hidden: false,
    sync: false,
    onChange: ({ event, path }) => changes.push(`${event} ${path}`),
    onHandIn: ({ event, path }) => handIns.push(`${event} ${path}`),
    ...rest,
    limits: makeLimits({ keepFree: 0, ...limits }),
  });
  return { share, changes, handIns };
}

const create = { existing: "create", by: "x" } as const;
const replace = { existing: "replace", by: "x" } as const;

Deno.test("DropBox stores under name and time, tells only the operator, and shows each their own", async () => {
  await using folder = await tempDir();
  folder.fill({ docs: { "a.txt": "a" }, box: { "exam.txt": "e" } });
  const { share, changes, handIns } = await open(folder.path);
  const ana = share.seenBy(() => ANA), ben = share.seenBy(() => BEN);
  const entry = await ana.write("box/sub/hw.txt", bytes("hers"), create);
  assertMatch(entry.path, /^box\/ana\/\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\/sub\/hw\.txt$/);
  assertEquals(changes, []);
  assertEquals(handIns.at(-1), `created ${entry.path}`);
  assertEquals(text(ana.readSmall(entry.path, 100)), "hers");
  assertEquals(ben.find(entry.path), undefined);
  assertEquals(await ana.paths("*", 100), [entry.path, "docs/a.txt"]);
  assertEquals(await ben.paths("*", 100), ["docs/a.txt"]);
  assertEquals([await ana.count(), await ben.count()], [2, 1]);
  assertEquals((await ben.list("box")).entries, []);
  assertEquals(
    (await ana.list("box", { recursive: true })).entries.map(({ path }) => path).at(-1),
    entry.path,
  );
  // The operator sees everything.
  assertEquals(await share.count(), 3);
  assertEquals(share.dropBox, "box");
  assert(share.isBoxed("box") && share.isBoxed("box/x") && !share.isBoxed("boxes") && !share.isBoxed("docs"));
});

Deno.test("DropBox: what one session hands in has one time, unless a name comes again", async () => {
  await using folder = await tempDir();
  const { share } = await open(folder.path);
  const ana = share.seenBy(() => ANA);
  const timeOf = (path: string) => path.split("/")[2];
  const first = await ana.write("box/a.txt", bytes("1"), replace);
  const second = await ana.write("box/b.txt", bytes("2"), replace);
  assertEquals(timeOf(first.path), timeOf(second.path));
  const again = await ana.write("box/a.txt", bytes("3"), replace);
  assert(timeOf(again.path) as string > (timeOf(first.path) as string));
  await refuses(() => ana.write("box/a.txt", bytes("4"), create), "EXISTS");
  // Another owner of that name, in the same second, is told nothing and meets nothing.
  const other = share.seenBy(() => ownerOf("ana", "10.0.0.9:1"));
  const theirs = await other.write("box/a.txt", bytes("5"), create);
  assertMatch(theirs.path, /^box\/ana\//);
  assertEquals(other.find(first.path), undefined);
  assertEquals(ana.find(theirs.path), undefined);
  assertEquals(
    (await other.list("box", { recursive: true })).entries.filter(({ type }) => type === "file").length,
    1,
  );
});

Deno.test("DropBox: who takes the times to come under somebody else's name keeps nobody out", async () => {
  await using folder = await tempDir();
  const { share } = await open(folder.path);
  const other = share.seenBy(() => ownerOf("ana", "10.0.0.9:1")), ana = share.seenBy(() => ANA);
  const taken = new Set<string | undefined>();
  for (let n = 0; n < 1_100; n++) {
    taken.add((await other.write("box/a.txt", bytes("x"), replace)).path.split("/")[2]);
  }
  const first = (await ana.write("box/a.txt", bytes("1"), create)).path.split("/")[2];
  assert(first !== undefined && !taken.has(first));
  // What one session hands in still stays together.
  assertEquals((await ana.write("box/b.txt", bytes("2"), create)).path.split("/")[2], first);
});

Deno.test("DropBox: something by hand where a file would go, or where the name's directory would be, is no obstacle", async () => {
  await using folder = await tempDir();
  folder.fill({ box: { ana: "a file, not a directory" } });
  const { share } = await open(folder.path);
  const ana = share.seenBy(() => ANA), ben = share.seenBy(() => BEN);
  assertMatch((await ana.write("box/x", bytes("1"), create)).path, /^box\/ana_\//);
  const { path } = await ben.write("box/x", bytes("1"), create);
  Deno.writeTextFileSync(`${folder.path}/${path.replace(/x$/, "feedback")}`, "by hand");
  const next = await ben.write("box/feedback/y", bytes("2"), create);
  assert(next.path.split("/")[2] !== path.split("/")[2]);
});

Deno.test("DropBox: a box that the operator takes away comes back as the box", async () => {
  await using folder = await tempDir();
  const { share } = await open(folder.path, { access: "write" });
  const ana = share.seenBy(() => ANA);
  Deno.removeSync(`${folder.path}/box`);
  assertMatch((await ana.write("box/x", bytes("1"), create)).path, /^box\/ana\//);
});

Deno.test("DropBox: what cannot be recorded is no defect of ours, and nothing appears that nobody owns", async () => {
  await using folder = await tempDir();
  const { share, handIns } = await open(folder.path);
  const ana = share.seenBy(() => ANA);
  const ledger = folder.join(".enchufe-ledger.jsonl");
  Deno.removeSync(ledger);
  Deno.mkdirSync(ledger);
  await refuses(() => ana.write("box/a", bytes("1"), create), "IO");
  assertEquals(handIns.filter((line) => line.endsWith("/a")), []);
  Deno.removeSync(ledger);
  const { path } = await ana.write("box/a", bytes("1"), create);
  assertEquals(ana.find(path)?.size, 1);
});

Deno.test("Share.open() with a drop box: what can be none is told to the operator", async () => {
  await using folder = await tempDir();
  folder.fill({ "file.txt": "x", real: {} });
  for (
    const [dropBox, code] of [["file.txt", "EXISTS"], ["../out", "BADPATH"], [".hidden", "BADPATH"]] as const
  ) {
    await refuses(() => open(folder.path, { dropBox }), code);
  }
  const { share } = await open(folder.path, { dropBox: "new/deep" });
  assertEquals(share.dropBox, "new/deep");
  assert(Deno.statSync(`${folder.path}/new/deep`).isDirectory);
  Deno.symlinkSync("real", `${folder.path}/link`);
  assertEquals((await open(folder.path, { dropBox: "link" })).share.dropBox, "real");
});

Deno.test("Share: refusals name the flag that would allow it", async () => {
  await using folder = await tempDir();
  const read = (await open(folder.path, { dropBox: undefined })).share;
  const boxed = (await open(folder.path)).share.seenBy(() => ANA);
  await refuses(
    () => read.write("x", bytes(""), create),
    "NOPERM",
    "--access write, or with --drop-box or --access drop",
  );
  await refuses(() => boxed.write("x", bytes(""), create), "NOPERM", "--access write");
  await refuses(() => boxed.mkdir("x", ""), "NOPERM", "--access write");
  await refuses(() => boxed.remove("box/x", { by: "" }), "NOPERM", "--access write");
});

Deno.test("Share with a quota: refused before the first byte, what is gone no longer counts", async () => {
  await using folder = await tempDir();
  const { share } = await open(folder.path, { limits: makeLimits({ quota: 10, keepFree: 0 }) });
  const ana = share.seenBy(() => ANA), ben = share.seenBy(() => BEN);
  const { path } = await ana.write("box/a", bytes("123456"), create);
  await refuses(() => ana.stage("box/b", 5), "QUOTA", "4 bytes are left");
  await refuses(() => ana.write("box/b", bytes("12345"), create), "QUOTA");
  const upload = await ana.stage("box/b", 4);
  await refuses(() => ana.stage("box/c", 1), "QUOTA");
  await upload.abort();
  await ben.write("box/b", bytes("0123456789"), create);
  // After a restart too.
  const again = (await open(folder.path, { limits: makeLimits({ quota: 10, keepFree: 0 }) })).share.seenBy(
    () => ANA,
  );
  await refuses(() => again.stage("box/b", 5), "QUOTA");
  Deno.removeSync(`${folder.path}/${path}`);
  await again.write("box/b", bytes("0123456789"), create);
});

Deno.test("Share with a quota and write access: replacing one's own counts once, moving keeps, removing frees", async () => {
  await using folder = await tempDir();
  const limits = makeLimits({ quota: 10, keepFree: 0 });
  const { share } = await open(folder.path, { access: "write", dropBox: undefined, limits });
  const ana = share.seenBy(() => ANA), ben = share.seenBy(() => BEN);
  await ana.write("a", bytes("12345678"), replace);
  await ana.write("a", bytes("1234567890"), replace);
  await refuses(() => ana.append("a", bytes("1"), ""), "QUOTA");
  await ana.move("a", "dir/b", "");
  await refuses(() => ana.write("c", bytes("1"), create), "QUOTA");
  await ben.move("dir", "dir2", "");
  await refuses(() => ana.write("c", bytes("1"), create), "QUOTA");
  // Whoever writes it last has handed it in.
  await ben.write("dir2/b", bytes("1"), replace);
  await ana.write("c", bytes("1234567890"), create);
  await ben.remove("c", { by: "" });
  await ana.write("c", bytes("1234567890"), create);
});

Deno.test("Share with a quota: what makes way for nothing counts beside the file of that name", async () => {
  await using folder = await tempDir();
  const limits = makeLimits({ quota: 10, keepFree: 0 });
  const { share } = await open(folder.path, { limits });
  const ana = share.seenBy(() => ANA);
  const { path } = await ana.write("box/a", bytes("1234567890"), create);
  // In the box it would be another file.
  await refuses(() => ana.write(path, bytes("1"), replace), "QUOTA");
  await using other = await tempDir();
  const written = (await open(other.path, { access: "write", dropBox: undefined, limits })).share;
  const ben = written.seenBy(() => BEN);
  await ben.write("b", bytes("1234567890"), create);
  const who = { owner: BEN.key, holder: ben, admin: false, writer: ben.writer };
  const words = { size: 10, sha256: "0".repeat(64) };
  await refuses(() => ben.uploads.begin("b", who, { ...words, exists: "rename" }), "QUOTA");
  await ben.uploads.begin("b", who, { ...words, exists: "replace" });
});

Deno.test("Share with a quota: of two uploads that do not fit together one does, and unfinished ones count", async () => {
  await using folder = await tempDir();
  const { share } = await open(folder.path, { limits: makeLimits({ quota: 10, keepFree: 0 }) });
  const ana = share.seenBy(() => ANA);
  const begin = (path: string, size: number) =>
    ana.uploads.begin(path, { owner: ANA.key, holder: ana, admin: false, writer: ana.writer }, {
      size,
      sha256: "0".repeat(64),
      exists: "error",
    });
  const outcomes = await Promise.allSettled([ana.stage("box/a", 6), ana.stage("box/b", 6)]);
  assertEquals(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  for (const outcome of outcomes) if (outcome.status === "fulfilled") await outcome.value.abort();
  await begin("box/a", 6);
  await refuses(() => begin("box/b", 6), "QUOTA");
  await refuses(() => ana.write("box/b", bytes("12345"), create), "QUOTA");
  await begin("box/c", 4);
  // Found again, it is not counted twice.
  await begin("box/c", 4);
});
