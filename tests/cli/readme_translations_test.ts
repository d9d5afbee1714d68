/** README.es.md and README.pt.md: what they show is what happens. @module */
import { join } from "../../lib/std/path.ts";
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { Running } from "../helpers/running.ts";
import { HAS_SHELL, programFolder } from "../helpers/shell.ts";
import { tempDir } from "../helpers/temp.ts";

const ROOT = join(import.meta.dirname as string, "../..");
const read = (file: string) => Deno.readTextFileSync(join(ROOT, file));

/** A line that is typed, and the lines that it prints. */
interface Step {
  readonly typed: string;
  readonly printed: readonly string[];
}

/** The steps of a marked block. */
function steps(readme: string, mark: string): Step[] {
  const found = new RegExp(`<!-- run: ${mark} -->\\s*\`\`\`console\n([^]*?)\`\`\``).exec(readme)?.[1] ?? "";
  return found.split(/^\$ /m).slice(1).map((part) => {
    const [typed = "", ...printed] = part.trimEnd().split("\n");
    return { typed, printed };
  });
}

/** Times and ports differ from run to run. */
function settled(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.replace(/\d\d (de )?\p{L}+\.? +(de )?\d{4}, \d\d:\d\d/u, "DATE").replace(/^\d\d:\d\d:\d\d/, "TIME")
      .replace(
        /:\d{4,5}$/,
        ":PORT",
      )
  );
}

for (const language of ["es", "pt"]) {
  const file = `README.${language}.md`;
  Deno.test({
    name: `${file}: the tour works as it is shown`,
    ignore: !HAS_SHELL,
    async fn() {
      await using programs = await programFolder();
      await using home = await tempDir();
      const starting = steps(read(file), "server");
      const server = starting.pop() as Step;
      for (const { typed } of starting) {
        assertEquals((await programs.run(typed, { cwd: home.path })).stderr, "");
      }
      await using serving = new Running(["sh", ["-c", `exec ${server.typed}`]], {
        cwd: home.path,
        env: { ...programs.env, ENCHUFE_PORT: "0", ENCHUFE_CHAT_PORT: "0", LC_ALL: `${language}.UTF-8` },
      });
      const { stdout } = serving;
      await stdout.until((text) => text.includes("listening chat"), "listening lines");
      assertEquals(settled(stdout.text.trim().split("\n")), settled(server.printed));
      const env = {
        ENCHUFE_PORT: /resp .*:(\d+)/.exec(stdout.text)?.[1] ?? "",
        ENCHUFE_LANG: "",
        LC_ALL: `${language}.UTF-8`,
      };
      for (const { typed, printed } of steps(read(file), "client")) {
        const run = await programs.run(typed, { cwd: home.path, env });
        assertEquals([run.code, run.stderr], [0, ""], typed);
        if (printed.length === 0) continue;
        assertEquals(settled(run.stdout.trimEnd().split("\n")), settled(printed), typed);
      }
      assertEquals(await serving.stop(), 0);
    },
  });

  Deno.test(`${file}: its links lead somewhere, and its versions are those of README.md`, () => {
    const text = read(file);
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target as string);
    assert(links.length >= 5);
    for (const target of links) Deno.statSync(join(ROOT, target));
    const versions = (readme: string) => new Set(readme.match(/deno@[\d.]+/g));
    assertEquals(versions(text), versions(read("README.md")));
    assertMatch(read("README.md"), new RegExp(`\\]\\(${file}\\)`));
  });
}
