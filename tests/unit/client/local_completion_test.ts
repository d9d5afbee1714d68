import { localFiles } from "../../../lib/client/local_completion.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";

Deno.test("localFiles() completes the last word, in quotes where it needs them", async () => {
  await using folder = await tempDir({
    "mi tarea.txt": "",
    "mío.txt": "",
    "it's.txt": "",
    ".oculto": "",
    "con espacio": { "b.txt": "" },
    docs: { "a.txt": "" },
    "malo\u001b": "",
  });
  for (
    const [typed, part, found] of [
      ["m", "m", ['"mi tarea.txt" ', "mío.txt "]],
      ['"mi t', '"mi t', ['"mi tarea.txt" ']],
      ["'mi t", "'mi t", ['"mi tarea.txt" ']],
      ["mi", "mi", ['"mi tarea.txt" ']],
      ["mi\u0301", "mi\u0301", ["mío.txt "]],
      ["mío.txt d", "d", ["docs/"]],
      ['"mi tarea.txt" docs/', "docs/", ["docs/a.txt "]],
      ["i", "i", [`"it's.txt" `]],
      ["con", "con", ['"con espacio/']],
      ['"con espacio/', '"con espacio/', ['"con espacio/b.txt" ']],
      [".", ".", [".oculto "]],
      ["mal", "mal", []],
      ["nada/", "nada/", []],
    ] as [string, string, string[]][]
  ) {
    // Each word as an absolute path: the tests share one current directory.
    const absolute = (word: string) =>
      word.replace(/^(["']?)(.*)$/s, (_, mark, rest) => `${mark}${folder.path}/${rest}`);
    const before = typed.slice(0, typed.length - part.length);
    const [candidates, replaced] = await localFiles(before + absolute(part));
    assertEquals(replaced, absolute(part), typed);
    assertEquals(candidates, found.map(absolute), typed);
  }
});
