import { emitKeypressEvents } from "node:readline";
import { PassThrough } from "node:stream";
import { BREAK } from "../../../lib/terminal/layout.ts";
import { type Key, LineEditor, MOST_TYPED } from "../../../lib/terminal/line_editor.ts";
import { assertEquals } from "../../helpers/assert.ts";

/** An editor, and the keyboard in front of it. */
class Desk {
  readonly lines: string[] = [];
  readonly calls: string[] = [];
  readonly editor = new LineEditor({
    line: (text) => void this.lines.push(text),
    changed: () => {},
    complete: () => void this.calls.push("complete"),
    interrupt: () => void this.calls.push("interrupt"),
    end: () => void this.calls.push("end"),
    redraw: () => void this.calls.push("redraw"),
    full: () => void this.calls.push("full"),
  });
  readonly #keys = new PassThrough();

  constructor() {
    emitKeypressEvents(this.#keys);
    this.#keys.on("keypress", (text: string | undefined, key: Key) => this.editor.press(text, key));
  }

  /** Sends what a terminal sends for keys. */
  press(...sequences: string[]): void {
    for (const sequence of sequences) this.#keys.write(sequence);
  }

  /** Sends what is read at another time. */
  async pressLater(...sequences: string[]): Promise<void> {
    await Promise.resolve();
    this.press(...sequences);
  }
}

const LEFT = "\x1b[D", RIGHT = "\x1b[C", UP = "\x1b[A", DELETE = "\x1b[3~", BACKSPACE = "\x7f";
const PASTE = "\x1b[200~", PASTED = "\x1b[201~";

Deno.test("LineEditor types, goes back and comes back from its history", () => {
  const desk = new Desk();
  desk.press("hol", "a ñ 日本", LEFT, "x", "\r");
  assertEquals(desk.lines, ["hola ñ 日x本"]);
  assertEquals(desk.editor.line, "");
  desk.press("otra\r", UP, UP, "\r");
  assertEquals(desk.lines.at(-1), "hola ñ 日x本");
});

for (const character of ["👨‍👩‍👧", "e\u0301", "🇪🇸", "👍🏽", "日", "ñ", "x"]) {
  Deno.test(`LineEditor takes ${character} for one character`, () => {
    const desk = new Desk();
    desk.press(`a${character}b`, LEFT, LEFT);
    assertEquals(desk.editor.cursor, 1);
    desk.press(RIGHT);
    assertEquals(desk.editor.cursor, 1 + character.length);
    desk.press(BACKSPACE);
    assertEquals(desk.editor.line, "ab");
    desk.press(character, LEFT, DELETE, "\r");
    assertEquals(desk.lines, ["ab"]);
  });
}

const RUBOUTS: readonly (readonly [line: string, left: string])[] = [
  ["foo bar-baz.txt", "foo "],
  ["/get docs/plan final.txt  ", "/get docs/plan "],
  ["hola 日本-語", "hola "],
  ["si 👍🏽👨‍👩‍👧,🇪🇸", "si "],
  ["e\u0301e\u0301", ""],
  [`${PASTE}uno\ndos${PASTED}`, `uno${BREAK}`],
  ["", ""],
];

for (const [line, left] of RUBOUTS) {
  Deno.test(`LineEditor Ctrl-W rubs out back to white space: ${JSON.stringify(line)}`, () => {
    const desk = new Desk();
    desk.press(line, "\x17");
    assertEquals(desk.editor.line, left);
  });
}

Deno.test("LineEditor Ctrl-W leaves what stands behind the cursor", () => {
  const desk = new Desk();
  desk.press("di a-b c", LEFT, LEFT, "\x17");
  assertEquals([desk.editor.line, desk.editor.cursor], ["di  c", 3]);
});

Deno.test("LineEditor several pasted lines are part of one, however they come in", async () => {
  for (
    const pieces of [[`${PASTE}uno\rdos\r\ntres\ncuatro${PASTED}`], [
      ..."\x1b[200~uno\rdos\r\ntres\ncuatro\x1b[201~",
    ]]
  ) {
    const desk = new Desk();
    desk.press("a ", ...pieces, " z");
    assertEquals(desk.lines, []);
    assertEquals(desk.editor.line, `a uno${BREAK}dos${BREAK}tres${BREAK}cuatro z`);
    await desk.pressLater("\r");
    assertEquals(desk.lines, ["a uno\ndos\ntres\ncuatro z"]);
  }
});

Deno.test("LineEditor what is pasted cannot press keys: controls and escape sequences are left out", () => {
  const desk = new Desk();
  desk.press(`${PASTE}a\u0007\x03b\x04c\x1b[31md\x1b[Ae\tf\u2028g${PASTED}`);
  assertEquals(desk.editor.line, `abcde\tf${BREAK}g`);
  assertEquals(desk.calls, []);
});

Deno.test("LineEditor an ordinary tilde is typed", async () => {
  const desk = new Desk();
  desk.press("~a~", `${PASTE}~b~${PASTED}`, "~");
  await desk.pressLater("\r");
  assertEquals(desk.lines, ["~a~~b~~"]);
});

Deno.test("LineEditor Alt-Enter breaks the line, Enter ends it", () => {
  const desk = new Desk();
  desk.press("uno", "\x1b\r", "dos", "\r");
  assertEquals(desk.lines, ["uno\ndos"]);
});

Deno.test("LineEditor passes on Tab, Ctrl-C, Ctrl-L, and Ctrl-D on an empty line only", () => {
  const desk = new Desk();
  desk.press("a\t\x03\x0c\x04\x1a");
  assertEquals(desk.calls, ["complete", "interrupt", "redraw"]);
  desk.press(BACKSPACE, "\x04");
  assertEquals(desk.calls.at(-1), "end");
  desk.press("nobody listens any more\r");
  assertEquals(desk.lines, []);
});

Deno.test("LineEditor.replace() and clear() work in the middle of a line", () => {
  const desk = new Desk();
  desk.press("/get índice y más", ...Array.from("y más", () => LEFT));
  desk.editor.replace("índice ".length, "Índice general ");
  assertEquals(desk.editor.line, "/get Índice general y más");
  assertEquals(desk.editor.cursor, "/get Índice general ".length);
  desk.editor.clear();
  assertEquals(desk.editor.line, "");
});

Deno.test("LineEditor a return behind an end of pasting that was pasted too is not Enter", async () => {
  const desk = new Desk();
  desk.press(`${PASTE}hola${PASTED}\r/rm -r docs\r`);
  assertEquals(desk.lines, []);
  assertEquals(desk.editor.line, `hola${BREAK}/rm -r docs${BREAK}`);
  // A key that is pressed later is one.
  await desk.pressLater("\r");
  assertEquals(desk.lines, ["hola\n/rm -r docs\n"]);
});

Deno.test("LineEditor a paste that never ends is dropped with the line", () => {
  const desk = new Desk();
  desk.press(`${PASTE}abc\r/quit\r`);
  assertEquals([desk.editor.pasting, desk.lines], [true, []]);
  desk.editor.clear();
  desk.press("hola\r");
  assertEquals([desk.editor.pasting, desk.lines], [false, ["hola"]]);
});

Deno.test("LineEditor takes so many characters and no more, and says so", async () => {
  const desk = new Desk();
  desk.press(`${PASTE}${"x".repeat(MOST_TYPED - 1)}${PASTED}`);
  assertEquals(desk.calls, []);
  desk.press("yz");
  assertEquals(desk.editor.line.slice(-2), "xy");
  assertEquals(desk.calls, ["full"]);
  desk.press(BACKSPACE, `${PASTE}${"😀".repeat(MOST_TYPED)}${PASTED}`);
  assertEquals(desk.editor.line.length, MOST_TYPED - 1, "no half of a pair");
  assertEquals(desk.calls, ["full", "full"]);
  await desk.pressLater("\r");
  assertEquals(desk.lines.length, 1);
});
