import stringWidth from "string-width";
import { BREAK, fit, hang, inColumns, layInput, truncate } from "../../../lib/terminal/layout.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

Deno.test("truncate() keeps whole characters and says that something is missing", () => {
  assertEquals(truncate("hola", 4), "hola");
  assertEquals(truncate("holas", 4), "hol…");
  assertEquals(truncate("日本語", 5), "日本…");
  assertEquals(truncate("日本語", 4), "日…");
  assertEquals(truncate("👨‍👩‍👧👨‍👩‍👧", 3), "👨‍👩‍👧…");
  assertEquals(truncate("hola", 0), "");
});

Deno.test("hang() sets in every row but the first, whatever the text tries", () => {
  assertEquals(hang("12:00 ", "ana: hola", { columns: 40 }), "12:00 ana: hola");
  assertEquals(hang("12:00 ", "ana: a\n12:00 luz: b", { columns: 40 }), "12:00 ana: a\n      12:00 luz: b");
  const padded = `ana: a${" ".repeat(60)}12:00 luz: b`;
  for (let columns = 16; columns < 120; columns++) {
    const rows = hang("12:00 ", padded, { columns }).split("\n");
    for (const row of rows) assert(stringWidth(row) < columns, `${columns}: ${row}`);
    for (const row of rows.slice(1)) assert(row.startsWith("      "), row);
  }
});

Deno.test("hang() rows do not begin with the blank at which they were broken", () => {
  const [, second] = hang("", "\x1b[2mseis siete ocho\x1b[22m", { columns: 12 }).split("\n");
  assertEquals(second, "\x1b[2mocho\x1b[22m");
  assertEquals(hang("", "seis siete    ocho", { columns: 12 }).split("\n").at(-1), "ocho");
  assertEquals(hang("", "  sangría", { columns: 12 }), "  sangría");
});

Deno.test("fit() leaves alone what fits, and all where nothing is to be broken", () => {
  assertEquals(fit("x".repeat(79), 80), "x".repeat(79));
  assertEquals(fit("x".repeat(500), Infinity), "x".repeat(500));
  for (const row of fit("日本語 ".repeat(40), 40).split("\n")) assert(stringWidth(row) < 40, row);
});

Deno.test("layInput() breaks rows by width, and knows the place of the cursor in them", () => {
  const lay = (line: string, cursor: number, most = 10) => layInput("> ", line, { cursor, width: 8, most });
  assertEquals(lay("", 0), { rows: ["> "], cursorRow: 0, before: "> ", whole: true });
  assertEquals(lay("hola", 2), { rows: ["> hola"], cursorRow: 0, before: "> ho", whole: true });
  assertEquals(lay("123456", 6), { rows: ["> 123456"], cursorRow: 0, before: "> 123456", whole: true });
  assertEquals(lay("1234567", 7), { rows: ["> 123456", "7"], cursorRow: 1, before: "7", whole: true });
  // The cursor stands where the next character would.
  assertEquals(lay("1234567", 6), { rows: ["> 123456", "7"], cursorRow: 1, before: "", whole: true });
  // A wide character is not cut in two.
  assertEquals(lay("12345日", 5), { rows: ["> 12345", "日"], cursorRow: 1, before: "", whole: true });
  assertEquals(lay(`a${BREAK}b`, 2), { rows: ["> a⏎", "b"], cursorRow: 1, before: "", whole: true });
  assertEquals(lay("a\tb\u001b", 4).rows, ["> a⇥b", "\\u{1b}"]);
});

Deno.test("layInput() more rows than there is room for are cut around the cursor", () => {
  const line = "x".repeat(6) + "abcdefgh".repeat(9);
  for (let cursor = 0; cursor <= line.length; cursor++) {
    const { rows, cursorRow, before, whole } = layInput("> ", line, { cursor, width: 8, most: 3 });
    assertEquals(rows.length, 3);
    assert(rows[cursorRow]?.startsWith(before), `${cursor}`);
    assertEquals(whole, rows[0]?.startsWith("> "));
  }
});

Deno.test("inColumns() fits the terminal and counts the rest", () => {
  const items = Array.from({ length: 100 }, (_, at) => `名前-${at}`);
  const rows = inColumns(items, { columns: 40, rows: 5 }).split("\n");
  assertEquals(rows.length, 6);
  for (const row of rows) assert(stringWidth(row) < 40, row);
  assertEquals(rows.at(-1), "… +80");
  assertEquals(inColumns(["x".repeat(50), "y"], { columns: 20, rows: 5 }), `${"x".repeat(18)}…\ny`);
});
