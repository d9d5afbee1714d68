import { completeBy } from "../../../lib/terminal/completion.ts";
import { assertEquals } from "../../helpers/assert.ts";

const ROWS: [candidates: string[], part: string, text: string | undefined, choices: string[]][] = [
  [[], "x", undefined, []],
  [["/history "], "/his", "/history ", []],
  [["Docs/"], "do", "Docs/", []],
  [["docs/a.txt", "docs/ab.txt"], "docs/", "docs/a", []],
  [["docs/a.txt", "docs/ab.txt"], "docs/a", undefined, ["a.txt", "ab.txt"]],
  [["docs/uno/", "docs/dos/"], "docs/", undefined, ["uno/", "dos/"]],
  [["/ls ", "/listar "], "/l", undefined, ["/ls", "/listar"]],
  [["Ana: ", "ana2: "], "a", undefined, ["Ana:", "ana2:"]],
  [["👨‍👩‍👧", "👨‍👩‍👦"], "", "👨‍👩‍", []],
  [["a\vb"], "a", undefined, []],
  [["same", "same"], "s", "same", []],
];

for (const [candidates, part, text, choices] of ROWS) {
  Deno.test(`completeBy() ${JSON.stringify(part)} by ${JSON.stringify(candidates)}`, () => {
    assertEquals(completeBy([candidates, part]), { text, choices });
  });
}
