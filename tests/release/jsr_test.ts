/** The import map of the CI job that takes the standard modules from JSR, tried with stand-ins for JSR's modules. @module */
import { join, relative } from "../../lib/std/path.ts";
import { assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { runProgram } from "../helpers/processes.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";

const ROOT = join(import.meta.dirname as string, "../..");

interface Config {
  readonly imports?: Record<string, string>;
}

function readConfig(path: string): Config {
  return JSON.parse(Deno.readTextFileSync(join(ROOT, path))) as Config;
}

const theirs = readConfig(".github/jsr/import_map.json").imports ?? {};
const ours = readConfig("deno.json").imports;

Deno.test({
  name: "jsr: the import map names what deno.json names, with JSR for npm where it is a standard module",
  // In that job itself deno.json names the import map instead.
  ignore: ours === undefined,
  fn() {
    for (const [name, target] of Object.entries(ours ?? {})) {
      if (name.startsWith("@std/")) {
        assertEquals(theirs[name]?.split("@^")[0], `jsr:${name.split("/", 2).join("/")}`);
      } else assertEquals(theirs[name], target);
    }
    assertEquals(
      Object.keys(theirs).filter((name) => !name.startsWith("../../")).toSorted(),
      Object.keys(ours ?? {}).toSorted(),
    );
  },
});

Deno.test("jsr: the import map stands in for every module of ours that types a standard one", () => {
  const typed = ["lib/std", "tests/helpers"].flatMap((folder) =>
    [...Deno.readDirSync(join(ROOT, folder))].map(({ name }) => `${folder}/${name}`)
  ).filter((path) => path.endsWith(".ts") && Deno.readTextFileSync(join(ROOT, path)).includes("@ts-types="));
  const replaced = Object.keys(theirs).filter((name) => name.startsWith("../../"));
  assertEquals(replaced.toSorted(), typed.map((path) => `../../${path}`).toSorted());
});

/** A copy of the sources that takes the standard modules from where {@linkcode theirs} says, but with files for JSR's. */
async function converted(): Promise<TempDir> {
  const folder = await tempDir();
  const listed = await runProgram("git", ["ls-files", "-z", "lib", "*.ts", "deno.json", ".github/jsr"], {
    cwd: ROOT,
  });
  for (const path of listed.stdout.split("\0").filter((each) => each !== "")) {
    folder.fill({ [path]: Deno.readFileSync(join(ROOT, path)) });
  }
  folder.fill({ "deno.lock": Deno.readFileSync(join(ROOT, "deno.lock")) });
  const imports: Record<string, string> = {};
  for (const [name, target] of Object.entries(theirs)) {
    if (!target.startsWith("jsr:")) imports[name] = target;
    else {
      const file = `stand_ins/${target.replaceAll(/[^a-z]+/g, "_")}.ts`;
      // The packages on npm are the same modules, without their types.
      folder.fill({ [file]: `export * from "npm:deno-std@1.3.1/${npmPath(target)}";\n` });
      imports[name] = `../../${file}`;
    }
  }
  const { code, stderr } = await runProgram(
    Deno.execPath(),
    ["run", "--no-lock", "--allow-read=.", "--allow-write=.", ".github/jsr/use_jsr.ts"],
    { cwd: folder.path },
  );
  assertEquals([code, stderr], [0, ""]);
  folder.fill({ ".github/jsr/import_map.json": JSON.stringify({ imports }) });
  return folder;
}

/** `jsr:@std/cli@^1.0.0/parse-args` is `cli/parse_args.js` there. */
function npmPath(target: string): string {
  const [, name, path = "mod"] = /^jsr:@std\/(\w+)@[^/]+(?:\/(.+))?$/.exec(target) ?? [];
  return `${name}/${path.replaceAll("-", "_")}.js`;
}

Deno.test("jsr: a converted clone loads those modules in place of ours, and runs", async () => {
  await using clone = await converted();
  for (const entry of ["server.ts", "client.ts"]) {
    const info = await runProgram(Deno.execPath(), ["info", "--json", entry], { cwd: clone.path });
    assertEquals(info.code, 0, info.stderr);
    const { modules } = JSON.parse(info.stdout) as { modules: { local?: string }[] };
    const files = modules.flatMap(({ local }) =>
      local ? [relative(clone.path, local).replaceAll("\\", "/")] : []
    );
    assertEquals(files.filter((file) => file.startsWith("lib/std/")), []);
    assertStringIncludes(files.join(), "stand_ins/jsr_std_path_.ts");
    const ran = await runProgram(Deno.execPath(), ["run", "--quiet", "--allow-env", entry, "--help"], {
      cwd: clone.path,
    });
    assertEquals([ran.code, ran.stderr], [0, ""]);
    assertStringIncludes(ran.stdout, "Usage: ");
  }
});
