import { ownerOf } from "../../../lib/share/owner.ts";
import { assertEquals } from "../../helpers/assert.ts";

const ROWS: readonly [name: string | undefined, address: string, key: string, folder: string][] = [
  ["ana", "10.0.0.5:1234", "ana@10.0.0.5", "ana"],
  ["ana", "10.0.0.5:99", "ana@10.0.0.5", "ana"],
  ["ana", "[fe80::1%eth0]:99", "ana@fe80::1%eth0", "ana"],
  ["ana", "[::ffff:10.0.0.5]:99", "ana@10.0.0.5", "ana"],
  [undefined, "10.0.0.5:1234", "10.0.0.5", "10.0.0.5"],
  ["", "10.0.0.5:1234", "10.0.0.5", "10.0.0.5"],
  ["10.0.0.5:1234", "10.0.0.5:1234", "10.0.0.5", "10.0.0.5"],
  [undefined, "[2001:db8::7]:1", "2001:db8::7", "2001_db8__7"],
  ["josé", "h:1", "josé@h", "josé"],
  ["日本", "h:1", "日本@h", "日本"],
  // Nothing that is more than a name.
  ["..", "h:1", "..@h", "__"],
  ["../../etc", "h:1", "../../etc@h", "______etc"],
  ["a/b\\c:d", "h:1", "a/b\\c:d@h", "a_b_c_d"],
  [".hidden", "h:1", ".hidden@h", "_hidden"],
  ["-rf", "h:1", "-rf@h", "_rf"],
  ["exam.pdf", "h:1", "exam.pdf@h", "exam_pdf"],
  ["con", "h:1", "con@h", "con_"],
  ["a@b", "h:1", "a@b@h", "a_b"],
  ["🎉", "h:1", "🎉@h", "_"],
  ["x".repeat(300), "h:1", `${"x".repeat(300)}@h`, "x".repeat(60)],
];

for (const [name, address, key, folder] of ROWS) {
  Deno.test(`ownerOf() ${JSON.stringify(name)?.slice(0, 40)} at ${address}`, () => {
    assertEquals(ownerOf(name, address), { key, folder });
  });
}
