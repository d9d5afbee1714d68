import { asciiOnly, permissions, PROGRAMS, stampBundle } from "../../.github/release/programs.ts";
import { archiveName, executableName, ownTarget, TARGETS } from "../../.github/release/targets.ts";
import { join } from "../../lib/std/path.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../helpers/assert.ts";
import { runProgram } from "../helpers/processes.ts";

const ROOT = join(import.meta.dirname as string, "../..");

function runCompile(args: readonly string[], env: Record<string, string> = {}) {
  const script = join(ROOT, ".github/release/compile.ts");
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
  return runProgram(Deno.execPath(), ["run", "--frozen", ...permissions, script, ...args], { env });
}

Deno.test("permissions() are those of the tasks, each by name", () => {
  for (const program of PROGRAMS) {
    const flags = permissions(program);
    assertStringIncludes(flags.join(" "), "--allow-net");
    assertEquals(flags.filter((flag) => /^(-A|--allow-(all|run|ffi|import).*)$/.test(flag)), []);
  }
});

Deno.test("stampBundle() puts the commit in, and takes the builder's folders out", () => {
  const bundle = new Map([
    ["client.js", '// lib/a.ts\nvar COMMIT = "source";\n'],
    [
      "chunk.js",
      `// ../../builder/npm/registry/@x/y/1.0.0/a.cjs\n"../../builder/npm/registry/@x/y/1.0.0/a.cjs"() {}\n`,
    ],
  ]);
  assertEquals([...stampBundle(bundle, "a8c$&f")], [
    ["client.js", '// lib/a.ts\nvar COMMIT = "a8c$&f";\n'],
    ["chunk.js", `// npm/@x/y/1.0.0/a.cjs\n"npm/@x/y/1.0.0/a.cjs"() {}\n`],
  ]);
});

Deno.test("stampBundle() refuses a bundle that says its commit nowhere, or twice", () => {
  const twice = new Map([["a.js", 'COMMIT = "source"'], ["b.js", 'COMMIT = "source"']]);
  assertThrows(() => stampBundle(new Map([["a.js", "var x = 1;"]]), "a8c993f"), Error, "0 places");
  assertThrows(() => stampBundle(twice, "a8c993f"), Error, "2 places");
});

Deno.test("asciiOnly() writes the same program without other letters", () => {
  const program =
    'const é = `ñ\\n${"\\\\ü"}`, smile = /^[😀-😃]$/u;\n// ¡Ya!\n[é, smile.test("😁"), "\\\\é"]';
  const ascii = asciiOnly(program);
  assertEquals(ascii.match(/[^ -~\n]/g), null);
  assertEquals(new Function(ascii.replace(/^\[/m, "return ["))(), ["ñ\n\\ü", true, "\\é"]);
  assertThrows(() => asciiOnly("`\\é`"), Error, "escaped already");
});

Deno.test("TARGETS are five systems, and this one is among them", () => {
  assertEquals(TARGETS.map(archiveName), [
    "enchufe-linux-x64.tar.gz",
    "enchufe-linux-arm64.tar.gz",
    "enchufe-macos-x64.tar.gz",
    "enchufe-macos-arm64.tar.gz",
    "enchufe-windows-x64.zip",
  ]);
  assertEquals(TARGETS.map((target) => executableName("enchufe", target)).at(-1), "enchufe.exe");
  assertEquals(ownTarget()?.triple, Deno.build.target);
});

Deno.test("compile: a mistake is one line and status 2", async () => {
  for (const args of [["--target", "amiga"], ["--al"], ["server"]]) {
    const { code, stdout, stderr } = await runCompile(args);
    assertEquals([code, stdout, stderr.split("\n").length], [2, "", 2], stderr);
    assertStringIncludes(stderr, `'${args.at(-1)}' is unknown`);
  }
});

Deno.test("compile: one machine's runtime is not put into another's executable", async () => {
  const { code, stderr } = await runCompile(["--all"], { DENORT_BIN: "/some/denort" });
  assertEquals([code, stderr.split("\n").length], [2, 2], stderr);
  const foreign = TARGETS.filter((target) => target !== ownTarget()).map(({ name }) => name);
  assertStringIncludes(stderr, `so ${foreign.join(", ")} cannot be made`);
});
