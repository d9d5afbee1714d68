import { type Bottom, Screen } from "../../../lib/terminal/screen.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

function start(columns: number, rows: number) {
  const written: string[] = [];
  const size = { columns, rows };
  const same = (text: string) => text;
  const screen = new Screen({
    write: (text) => written.push(text),
    size: () => size,
    status: same,
    prompt: same,
  });
  return { screen, written, size };
}

const bottom = (line: string, cursor = line.length): Bottom => ({
  status: "plaza · 3 members",
  prompt: "ana@plaza> ",
  line,
  cursor,
});

/** How many rows up the cursor went first. */
function up(text: string | undefined): number {
  // deno-lint-ignore no-control-regex -- controls are what this is about
  return Number(/^\x1b\[(\d+)A/.exec(text ?? "")?.[1] ?? 0);
}

Deno.test("Screen.draw() goes back to where the bottom began, also on a terminal that became narrower", () => {
  const { screen, written, size } = start(80, 24);
  screen.draw(bottom("hola"));
  assertEquals(up(written.at(-1)), 0);
  screen.draw(bottom("x".repeat(100)));
  assertEquals(up(written.at(-1)), 1);
  // The status, and one row of the line above the one with the cursor.
  screen.draw(bottom("x".repeat(100)));
  assertEquals(up(written.at(-1)), 2);
  // At 40 columns the terminal has made two rows of the first of the line, and none of the others.
  size.columns = 40;
  screen.draw(bottom("x".repeat(100)));
  assertEquals(up(written.at(-1)), 3);
});

Deno.test("Screen.draw() is one write, and leaves the terminal wrapping", () => {
  const { screen, written } = start(80, 24);
  screen.draw(bottom("hola"), "un mensaje\nde dos filas");
  assertEquals(written.length, 1);
  const [text = ""] = written;
  assert(text.indexOf("un mensaje") > text.indexOf("\x1b[?7l"), "a row may not be broken by the terminal");
  assert(text.endsWith("\rana@plaza> hola\x1b[?7h"), JSON.stringify(text));
});

Deno.test("Screen.draw() has no status line where there is no room, and a short prompt where it is narrow", () => {
  const { screen, written, size } = start(80, 5);
  screen.draw(bottom("hola"));
  assert(!written.at(-1)?.includes("members"));
  size.rows = 6;
  size.columns = 16;
  screen.draw(bottom("hola"));
  assert(written.at(-1)?.includes("plaza · 3 memb…"), JSON.stringify(written.at(-1)));
  assert(written.at(-1)?.includes("ana@pla…hola"), JSON.stringify(written.at(-1)));
});

Deno.test("Screen.erase() takes it away; afterwards there is nothing to take away", () => {
  const { screen, written } = start(80, 24);
  screen.erase();
  assertEquals(written, []);
  screen.draw(bottom("hola"));
  screen.erase();
  assertEquals(written.at(-1), "\x1b[1A\r\x1b[J");
  screen.draw(bottom("hola"));
  screen.forget();
  screen.draw(bottom("hola"));
  assertEquals(up(written.at(-1)), 0);
});
