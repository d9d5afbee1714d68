import { clientMan, serverMan } from "../../../lib/cli/man.ts";
import { COMMAND_ROWS } from "../../../lib/cli/client_commands.ts";
import { LANGUAGES } from "../../../lib/texts/language.ts";
import { speak } from "../../helpers/texts.ts";
import { assert, assertEquals, assertStringIncludes } from "../../helpers/assert.ts";
import { installed, runProgram } from "../../helpers/processes.ts";
import { tempDir } from "../../helpers/temp.ts";

const PAGES = [["enchufe", clientMan], ["enchufe-server", serverMan]] as const;

/** What checks a page and prints what is wrong with it. */
const CHECKERS: readonly (readonly [program: string, args: readonly string[]])[] = [
  ["groff", ["-man", "-ww", "-z", "-Tutf8"]],
  ["mandoc", ["-Tlint"]],
  ["man", ["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"]],
];

/** Source in ASCII, whatever the language, so that no version of roff needs to be told an encoding. */
for (const language of LANGUAGES) {
  for (const [name, make] of PAGES) {
    for (const [program, args] of CHECKERS) {
      Deno.test({
        name: `${name}(1) in ${language} has nothing that ${program} warns of`,
        // Other systems have other kinds of `man`.
        ignore: Deno.build.os !== "linux" || !installed(program),
        async fn() {
          speak(language);
          const source = make();
          speak("en");
          assert(/^[\n -~]*$/.test(source));
          await using folder = await tempDir({ [`${name}.1`]: source });
          const { stdout, stderr } = await runProgram(program, [...args, folder.join(`${name}.1`)]);
          // A date would grow old; which version it is says --version.
          const said = `${program === "mandoc" ? stdout : ""}${stderr}`.split("\n");
          assertEquals(said.filter((line) => line !== "" && !line.includes("missing date")), []);
        },
      });
    }
  }
}

Deno.test("clientMan() has every command with all its examples", () => {
  const source = clientMan();
  for (const [name, { place }] of COMMAND_ROWS) {
    if (place !== "session") assert(new RegExp(`^\\\\fB${name}[ \\\\]`, "m").test(source), name);
  }
  assertStringIncludes(source, "\\fBenchufe get docs/plan.txt \\-o \\- | sort\\fP");
  assertStringIncludes(serverMan(), "\\fB\\-\\-history\\-age TIME\\fP");
});
