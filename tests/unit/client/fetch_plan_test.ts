/** Also what a hostile server could list. @module */
import { Connection } from "../../../lib/client/connection.ts";
import { type FetchStep, planFetches } from "../../../lib/client/fetch_plan.ts";
import { sharePath } from "../../../lib/client/listing.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { ErrorReply, type Reply } from "../../../lib/framing/reply.ts";
import { assertEquals, assertRejects } from "../../helpers/assert.ts";
import { Link, type TempDir, tempDir } from "../../helpers/temp.ts";
import { fakeServer, record } from "./memory_transport.ts";

function entry(path: string): Reply {
  const type = path.endsWith("/") ? "dir" : "file", bare = path.replace(/\/$/, "");
  return record({ path: bare, name: bare.split("/").at(-1) as string, type, size: 1, mtime: 1 });
}

/** A server; a hostile one lists all that it likes, whatever it is asked. */
async function server(paths: readonly string[], hostile: boolean): Promise<Connection> {
  const dialled = await fakeServer(([command, path = "", recursive]) => {
    if (command === "FILE.STAT") {
      const found = paths.find((each) => each.replace(/\/$/, "") === path);
      if (path === "/") return entry("./");
      return found === undefined ? new ErrorReply("NOTFOUND", `No entry "${path}"`) : entry(found);
    }
    const prefix = path === "/" ? "" : `${path}/`;
    const below = paths.filter((each) =>
      each !== prefix && (hostile || (recursive ? each.startsWith(prefix) : isIn(each, prefix)))
    );
    return ["0", below.map(entry)];
  }).dial();
  return new Connection(dialled, { timeout: 60_000, where: "test:1" });
}

function isIn(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && !path.slice(prefix.length).replace(/\/$/, "").includes("/");
}

async function plan(
  paths: readonly string[],
  words: readonly string[],
  options: { output: string | undefined; recursive?: boolean; exclude?: string[]; hostile?: boolean },
): Promise<FetchStep[]> {
  const connection = await server(paths, options.hostile ?? false);
  try {
    const { output, recursive = false, exclude = [] } = options;
    return await planFetches(() => Promise.resolve(connection), words, { output, recursive, exclude });
  } finally {
    connection.close();
  }
}

async function told(steps: readonly FetchStep[], here: TempDir): Promise<string[]> {
  const lines: string[] = [];
  for (const step of steps) {
    if (step.kind === "failed") lines.push(`failed ${(step.thrown as EnchufeError).code}`);
    else {
      const place = await step.place().catch((thrown) => `refused ${thrown.code}`);
      lines.push(`${step.kind} ${place.replace(`${here.path}/`, "")}`);
    }
  }
  return lines;
}

const HONEST = [
  "a.txt",
  "b*.txt",
  "bx.txt",
  "docs/",
  "docs/1.pdf",
  "docs/sub/",
  "docs/sub/2.pdf",
  "docs/x.tmp",
];

const PLANS: readonly (readonly [words: string[], options: object, steps: string[]])[] = [
  [["/a.txt"], {}, ["file to/a.txt"]],
  [["docs/*.pdf"], {}, ["file to/1.pdf"]],
  // The one of that name wins.
  [["b*.txt"], {}, ["file to/b*.txt"]],
  [["*.txt"], {}, ["file to/a.txt", "file to/b*.txt", "file to/bx.txt"]],
  [["*"], { exclude: ["b*"] }, ["file to/a.txt", "failed WRONGTYPE"]],
  [["*.nope", "a.txt"], {}, ["failed NOTFOUND", "file to/a.txt"]],
  [["docs"], { recursive: true, exclude: ["*.tmp"] }, [
    "folder to/docs",
    "file to/docs/1.pdf",
    "folder to/docs/sub",
    "file to/docs/sub/2.pdf",
  ]],
  [["docs/sub/"], { recursive: true }, ["failed NOTFOUND"]],
  [["nothing", "docs/sub"], { recursive: true }, ["failed NOTFOUND", "folder to/sub", "file to/sub/2.pdf"]],
];

for (const [words, options, steps] of PLANS) {
  Deno.test(`planFetches() ${words} ${JSON.stringify(options)}`, {
    ignore: Deno.build.os === "windows",
  }, async () => {
    await using here = await tempDir();
    const made = await plan(HONEST, words, { output: `${here.join("to")}/`, ...options });
    assertEquals(await told(made, here), steps);
  });
}

Deno.test("planFetches() a directory is called as output says, unless that is there", async () => {
  await using here = await tempDir({ there: {} });
  const first = (steps: FetchStep[]) => told(steps.slice(0, 2), here);
  const recursive = true;
  assertEquals(await first(await plan(HONEST, ["docs"], { output: here.join("new"), recursive })), [
    "folder new",
    "file new/1.pdf",
  ]);
  assertEquals(await first(await plan(HONEST, ["docs"], { output: here.join("there"), recursive })), [
    "folder there/docs",
    "file there/docs/1.pdf",
  ]);
  const several = () => plan(HONEST, ["a.txt", "docs/1.pdf"], { output: here.join("missing") });
  assertEquals((await assertRejects(several, EnchufeError)).code, "USAGE");
});

Deno.test("planFetches() nothing that a hostile server lists is made outside, or at all", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using outside = await tempDir();
  await using here = await tempDir({ to: { docs: { out: new Link(outside.path) } } });
  const hostile = [
    "docs/",
    "docs/../../evil",
    "docs/..",
    "docs/.",
    "docs//etc/evil",
    "docs/a\\..\\..\\evil",
    "docs/\0",
    "../evil",
    "/etc/evil",
    "elsewhere/evil",
    "docs/out/evil",
    "docs/out/made/",
    "docs/good",
  ];
  const steps = await plan(hostile, ["docs"], { output: here.join("to"), recursive: true, hostile: true });
  assertEquals(await told(steps, here), [
    "folder to/docs",
    ...Array.from({ length: 9 }, () => "failed BADPATH"),
    "file refused BADPATH",
    "folder refused BADPATH",
    "file to/docs/good",
  ]);
  assertEquals([...Deno.readDirSync(outside.path)], []);
  assertEquals([...Deno.readDirSync(here.path)].map(({ name }) => name), ["to"]);
  assertEquals([...Deno.readDirSync(here.join("to", "docs"))].map(({ name }) => name), ["out"]);
});

Deno.test("planFetches() the share itself brings no hidden files into the directory where one is", async () => {
  await using here = await tempDir();
  const paths = ["a.txt", ".profile", ".ssh/", ".ssh/rc", "d/", "d/.hid"];
  const shown = (steps: readonly FetchStep[]) =>
    steps.map((step) => step.kind === "failed" ? `failed ${(step.thrown as EnchufeError).code}` : step.path);
  const options = { recursive: true };
  assertEquals(shown(await plan(paths, ["/"], { ...options, output: undefined })), [
    ...["", "a.txt", "failed BADPATH", "failed BADPATH", "failed BADPATH", "d", "d/.hid"],
  ]);
  assertEquals(
    shown(await plan(paths, ["./"], { ...options, output: here.path })),
    ["", ...paths].map((path) => path.replace(/\/$/, "")),
  );
});

for (const [typed, path] of [["./a", "a"], [".//./a", "a"], ["/./a", "a"], ["./", "/"], [".a/b", ".a/b"]]) {
  Deno.test(`sharePath() ${typed} is ${path}`, () => assertEquals(sharePath(typed as string), path));
}
