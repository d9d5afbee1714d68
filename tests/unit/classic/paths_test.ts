import { sharePath } from "../../../lib/classic/paths.ts";
import { assertEquals } from "../../helpers/assert.ts";

const ROWS: [sent: string, meant: string][] = [
  ["a.txt", "a.txt"],
  ["/a.txt", "a.txt"],
  ["//a/b", "a/b"],
  ["./a.txt", "a.txt"],
  ["./", "."],
  ["/", "."],
  [".", "."],
  ["", ""],
  ["..", ".."],
  ["../a", "../a"],
  ["/../a", "../a"],
  [".hidden", ".hidden"],
];

for (const [sent, meant] of ROWS) {
  Deno.test({
    name: `sharePath() ${JSON.stringify(sent)} means ${JSON.stringify(meant)}`,
    permissions: "none",
    fn: () => assertEquals(sharePath(sent), meant),
  });
}
