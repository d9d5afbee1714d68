import { numberedName } from "../../../lib/share/free_names.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

const ROWS = [
  ["plan.txt", "plan (2).txt"],
  ["plan", "plan (2)"],
  ["a.tar.gz", "a (2).tar.gz"],
  [".bashrc", ".bashrc (2)"],
  ["v1.2 final", "v1.2 final (2)"],
  ["año.md", "año (2).md"],
  ["a (2).txt", "a (2) (2).txt"],
] as const;

for (const [name, second] of ROWS) {
  Deno.test(`numberedName() ${name} becomes ${second}`, () => {
    assertEquals([numberedName(name, 1), numberedName(name, 2)], [name, second]);
  });
}

Deno.test("numberedName() keeps to the length of a name, and cuts no character in two", () => {
  for (const letter of ["a", "ñ", "🙂"]) {
    const long = `${letter.repeat(300 / new TextEncoder().encode(letter).length).slice(0, 251)}.txt`;
    const named = numberedName(long, 999);
    assert(named.endsWith(" (999).txt") && named.isWellFormed());
    assert(new TextEncoder().encode(named).length <= 255);
  }
});
