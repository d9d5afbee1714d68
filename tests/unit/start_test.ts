/** What the programs load at their start: what is rarely used and long to load comes when it is wanted. @module */
import { join } from "../../lib/std/path.ts";
import { assert, assertEquals } from "../helpers/assert.ts";

const ROOT = join(import.meta.dirname as string, "../..");

/** What must wait, and the milliseconds that it would cost at each start (a compiled program that does nothing: 28). */
const LATER: Readonly<Record<"client" | "server", readonly RegExp[]>> = {
  client: [
    // 20: each of its packages makes an `Intl.Segmenter`.
    /\/lib\/terminal\/layout\.ts$/,
    /npm:\/(string-width|wrap-ansi|log-update|ansis)@/,
    // 15 on Deno 2.9, where the first module of Node's brings many others.
    /^node:/,
    /\/lib\/client\/(transfers|tar|session|bars|secure_dial)\.ts$/,
    // 1 each.
    /\/lib\/texts\/(es|pt)\//,
  ],
  server: [
    /\/lib\/terminal\/layout\.ts$/,
    /npm:\/(string-width|wrap-ansi|log-update|ansis|asn1js|@opentelemetry\/api)@/,
    /^node:(sqlite|readline|tls)$/,
    /\/lib\/console\//,
    /\/lib\/(history|telemetry)\//,
    /\/lib\/tls\/self_signed\.ts$/,
    /\/lib\/texts\/(es|pt)\//,
  ],
};

/** A module as `deno info --json` tells of it. */
interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }[];
}

/** The modules that an entry file has loaded before its first line runs. */
async function loadedAtStart(entry: string): Promise<string[]> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--frozen", entry],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  assert(success);
  const { roots, modules, redirects } = JSON.parse(new TextDecoder().decode(stdout)) as {
    roots: string[];
    modules: Module[];
    redirects: Record<string, string>;
  };
  const bySpecifier = new Map(modules.map((module) => [module.specifier, module]));
  const found = new Set(roots);
  // A set that grows while it is gone through tells of what was added, too.
  for (const specifier of found) {
    for (const { code, isDynamic } of bySpecifier.get(specifier)?.dependencies ?? []) {
      if (code !== undefined && !isDynamic) found.add(redirects[code.specifier] ?? code.specifier);
    }
  }
  return [...found];
}

for (const [program, later] of Object.entries(LATER)) {
  Deno.test(`${program}.ts loads what is rarely used only when it is wanted`, async () => {
    const loaded = await loadedAtStart(`${program}.ts`);
    // So that an empty list does not pass.
    assert(loaded.some((module) => module.endsWith("/lib/texts/en/all.ts")), loaded.join("\n"));
    assertEquals(loaded.filter((module) => later.some((pattern) => pattern.test(module))), []);
  });
}
