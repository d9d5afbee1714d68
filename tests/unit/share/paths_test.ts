import fc from "fast-check";
import {
  isShown,
  isTempName,
  isTooLong,
  makeTempName,
  nameProblem,
  parseNewPath,
  parsePath,
  partName,
  quotePath,
  stateName,
} from "../../../lib/share/paths.ts";
import { resolve } from "../../../lib/std/path.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { refuses } from "./fixture.ts";

const ACCEPTED: [path: string, parts: string[]][] = [
  [".", []],
  ["/", []],
  ["./", []],
  ["a", ["a"]],
  ["a/", ["a"]],
  ["a/b.txt", ["a", "b.txt"]],
  [".hidden", [".hidden"]],
  ["...a", ["...a"]],
  ["a..b", ["a..b"]],
  ["~/x", ["~", "x"]],
  ["con1", ["con1"]],
  ["COM0", ["COM0"]],
  ["com10", ["com10"]],
  ["console.txt", ["console.txt"]],
  ["a b/ñandú", ["a b", "ñandú"]],
  ["line\nbreak", ["line\nbreak"]],
  ["%2e%2e", ["%2e%2e"]],
  ["x".repeat(255), ["x".repeat(255)]],
  ["ab:c", ["ab:c"]],
];

const REFUSED: [path: string, why: string][] = [
  ["", "is empty"],
  ["/etc/passwd", "is absolute"],
  ["//", "is absolute"],
  ["a//b", "empty component"],
  ["a//", "empty component"],
  ["..", 'component ".."'],
  ["../a", 'component ".."'],
  ["a/../b", 'component ".."'],
  ["a/..", 'component ".."'],
  ["a/../", 'component ".."'],
  ["./a", 'component "."'],
  ["a/./b", 'component "."'],
  ["a\0b", "NUL"],
  ["a\\b", '"\\"'],
  ["..\\a", '"\\"'],
  ["a/".repeat(64) + "a", "more than 64 components"],
  ["a/c:", "drive letter"],
  ["c:", "drive letter"],
  ["C:/a", "drive letter"],
  ["C:a", "drive letter"],
  ["con", "device name"],
  ["a/NUL/b", "device name"],
  ["Aux.txt", "device name"],
  ["aux.tar.gz", "device name"],
  ["prn .txt", "device name"],
  ["COM1", "device name"],
  ["com¹", "device name"],
  ["lpt9.x", "device name"],
  ["CONIN$", "device name"],
  ["conout$.log", "device name"],
  ["a.", "dot or a space"],
  ["a ", "dot or a space"],
  ["a./b", "dot or a space"],
  ["a /b", "dot or a space"],
  ["...", "dot or a space"],
  ["\ud800", "not valid Unicode"],
  ["a\udc00b", "not valid Unicode"],
  ["x".repeat(256), "more than 255 bytes"],
  ["ñ".repeat(128), "more than 255 bytes"],
  ["a/".repeat(2048) + "b", "more than 4096 bytes"],
];

Deno.test("parsePath() splits what the rules allow", () => {
  for (const [path, parts] of ACCEPTED) assertEquals(parsePath(path, { windows: false }), parts);
});

Deno.test("parsePath() refuses what leads outside or differs between systems, quoting the path", async () => {
  for (const [path, why] of REFUSED) {
    await refuses(() => parsePath(path, { windows: false }), "BADPATH", why);
    await refuses(() => parsePath(path), "BADPATH", quotePath(path));
  }
});

Deno.test("parsePath() refuses on Windows what Windows reserves", async () => {
  for (const char of ':*?"<>|') {
    await refuses(() => parsePath(`ab${char}c`, { windows: true }), "BADPATH", "Windows reserves");
    assertEquals(parsePath(`ab${char}c`, { windows: false }), [`ab${char}c`]);
  }
});

Deno.test("parsePath() lets nothing through that resolves outside the root, whatever it is given", () => {
  const piece = fc.oneof(
    fc.constantFrom("..", ".", "/", "\\", "a", "..a", " ", "\0", "C:", "é", "．．", "%2e", "...", "\ud800"),
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const path = pieces.join("");
      let parts: string[];
      try {
        parts = parsePath(path);
      } catch {
        return;
      }
      const real = resolve("/srv/share", ...parts);
      assert(real === "/srv/share" || real.startsWith("/srv/share/"), real);
      assertEquals(real.split("/").length, 3 + parts.length);
      assert(parts.every((part) => nameProblem(part) === undefined));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("parseNewPath() refuses the root, control characters, hidden and unfinished names", async () => {
  for (const path of [".", "/"]) {
    await refuses(() => parseNewPath(path, true), "BADPATH", "shared folder itself");
  }
  for (
    const path of [
      "a\nb",
      "a\x1b[2J",
      "a/b\x7f",
      "\x85",
      "a\t",
      "foto\u202egpj.exe",
      "a\u2028b",
      "\ufeffa",
      "a\u3164",
      "a\u200bb",
    ]
  ) {
    await refuses(() => parseNewPath(path, true), "BADPATH", "control or invisible character");
  }
  await refuses(() => parseNewPath("a/.b", false), "BADPATH", "begins with a dot");
  await refuses(() => parseNewPath(makeTempName(), true), "BADPATH", "begins with a dot");
  assertEquals(parseNewPath("a/.b", true), ["a", ".b"]);
});

Deno.test("isShown() hides dot files unless they are shared, and unfinished files always", () => {
  const rows: [name: string, plain: boolean, withHidden: boolean][] = [
    ["a", true, true],
    [".a", false, true],
    [".enchufe", false, true],
    [".enchufe-1a-2b.part", false, false],
    [".ENCHUFE-1a-2b.PART", false, false],
    [makeTempName(), false, false],
    [partName("0123"), false, false],
    [stateName("0123"), false, false],
    [".enchufe-ledger.jsonl", false, false],
    [".ENCHUFE-LEDGER.JSONL", false, false],
    [".enchufe-ledger.jsonl.bak", false, true],
  ];
  for (const [name, plain, withHidden] of rows) {
    assertEquals([isShown(name, false), isShown(name, true)], [plain, withHidden], name);
  }
});

Deno.test("makeTempName() makes names that isTempName() knows, a new one each time", () => {
  const one = makeTempName();
  assert(isTempName(one));
  assert(one !== makeTempName());
});

Deno.test("isTooLong() counts bytes, not characters", () => {
  assertEquals(isTooLong("x".repeat(4096)), false);
  assertEquals(isTooLong("x".repeat(4097)), true);
  assertEquals(isTooLong("é".repeat(2048)), false);
  assertEquals(isTooLong("é".repeat(2049)), true);
});

Deno.test("quotePath() gives one short line without control characters", () => {
  assertEquals(quotePath("a\n\x1b\x7f\x9b\u2028b"), '"a\\n\\u001b\\u007f\\u009b\\u2028b"');
  assertEquals(quotePath("x".repeat(5000)).length, 102);
});
