import { type HandoverStep, planHandover } from "../../../lib/client/handover_plan.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { assertEquals, assertRejects } from "../../helpers/assert.ts";
import { installed } from "../../helpers/processes.ts";
import { Link, tempDir } from "../../helpers/temp.ts";

const ON_WINDOWS = Deno.build.os === "windows";
const USUAL = {
  recursive: false,
  exclude: [] as string[],
  isRemoteDirectory: (path: string) => Promise.resolve(path === "hand-outs"),
};

function told(step: HandoverStep): string {
  if (step.kind === "failed") return `failed ${(step.thrown as EnchufeError).code}`;
  return step.kind === "skip" ? `skip ${step.path} ${step.why}` : `${step.kind} ${step.path}`;
}

async function plan(words: readonly string[], options: Partial<typeof USUAL> = {}): Promise<string[]> {
  return (await planHandover(words, { ...USUAL, ...options })).map(told);
}

Deno.test("planHandover() decides where files go", async () => {
  await using folder = await tempDir({ "a.txt": "a", "b.txt": "b" });
  const a = folder.join("a.txt"), b = folder.join("b.txt");
  const rows: readonly (readonly [words: string[], paths: string[]])[] = [
    [[a], ["a.txt"]],
    [[a, b], ["a.txt", "b.txt"]],
    [[a, "x.txt"], ["x.txt"]],
    [[a, "/x.txt"], ["x.txt"]],
    [[a, "hand-outs"], ["hand-outs/a.txt"]],
    [[a, b, "hand-outs"], ["hand-outs/a.txt", "hand-outs/b.txt"]],
    [[a, b, "/hand-outs/"], ["hand-outs/a.txt", "hand-outs/b.txt"]],
    [[a, "new/deep/"], ["new/deep/a.txt"]],
    [[a, b, "/"], ["a.txt", "b.txt"]],
    [[folder.join("*.txt"), "hand-outs/"], ["hand-outs/a.txt", "hand-outs/b.txt"]],
    [[folder.join("[!b]*")], ["a.txt"]],
  ];
  for (const [words, paths] of rows) {
    assertEquals(await plan(words), paths.map((path) => `file ${path}`), `${words}`);
  }
  const refused = planHandover([a, b, "typo.txt"], USUAL);
  assertEquals((await assertRejects(() => refused, EnchufeError)).code, "USAGE");
});

Deno.test("planHandover() words that mean nothing fail by themselves", async () => {
  await using folder = await tempDir({ "a.txt": "a", sub: { x: "" } });
  assertEquals(
    await plan([folder.join("typo"), folder.join("*.nope"), folder.join("a.txt"), folder.join("sub"), "to/"]),
    ["failed USAGE", "failed USAGE", "file to/a.txt", "failed USAGE"],
  );
});

Deno.test("planHandover() -r: all that is in a directory, hidden too; empty ones come last", async () => {
  await using folder = await tempDir({
    proj: {
      "a.txt": "a",
      ".hidden": "",
      sub: { "b.tmp": "", deep: { "c.txt": "" } },
      empty: { more: {} },
      ".enchufe-0123456789abcdef.part": "ours",
      ".enchufe-0123456789abcdef.json": "ours",
    },
  });
  const proj = folder.join("proj"), recursive = true;
  const below = [".hidden", "a.txt", "sub/b.tmp", "sub/deep/c.txt"];
  const rows: readonly (readonly [words: string[], prefix: string])[] = [
    [[proj], "proj/"],
    [[`${proj}/`], "proj/"],
    [[proj, "work/"], "work/proj/"],
    [[proj, "hand-outs"], "hand-outs/proj/"],
    // Nothing is there yet: that is what the copy is called.
    [[proj, "copy"], "copy/"],
    [[`${proj}/.`, "hand-outs/"], "hand-outs/"],
  ];
  for (const [words, prefix] of rows) {
    assertEquals(await plan(words, { recursive }), [
      ...below.map((path) => `file ${prefix}${path}`),
      `folder ${prefix}empty/more`,
    ], `${words}`);
  }
  assertEquals(await plan([proj], { recursive, exclude: ["*.tmp", "empty", "sub/deep"] }), [
    "file proj/.hidden",
    "file proj/a.txt",
    "folder proj/sub",
  ]);
  // A local directory as the last word is handed in too.
  assertEquals(await plan([folder.join("proj/a.txt"), folder.join("proj/sub")], { recursive }), [
    "file a.txt",
    "file sub/b.tmp",
    "file sub/deep/c.txt",
  ]);
});

Deno.test("planHandover() links are followed where they are named, and passed over in directories", {
  ignore: ON_WINDOWS || !installed("mkfifo"),
}, async () => {
  await using folder = await tempDir({
    "real.txt": "r",
    named: new Link("real.txt"),
    proj: { link: new Link("/etc"), loop: new Link("."), file: "" },
  });
  await new Deno.Command("mkfifo", { args: [folder.join("proj", "pipe")] }).output();
  assertEquals(await plan([folder.join("named"), folder.join("proj")], { recursive: true }), [
    "file named",
    "file proj/file",
    "skip proj/link link",
    "skip proj/loop link",
    "skip proj/pipe special",
  ]);
});
