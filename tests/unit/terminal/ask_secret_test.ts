import { askSecret, type SecretTerminal } from "../../../lib/terminal/ask_secret.ts";
import { assertEquals } from "../../helpers/assert.ts";

/** A terminal at which the given chunks are typed. */
function typing(...chunks: string[]): SecretTerminal & { shown: string; raw: boolean[] } {
  return {
    shown: "",
    raw: [],
    setRaw(raw) {
      this.raw.push(raw);
    },
    read(into) {
      const chunk = chunks.shift();
      if (chunk === undefined) return Promise.resolve(null);
      const bytes = new TextEncoder().encode(chunk);
      into.set(bytes);
      return Promise.resolve(bytes.length);
    },
    show(text) {
      // A question that is seen while the terminal still echoes may be answered in plain sight.
      this.shown += text === "\r\n" || this.raw.at(-1) === true ? text : `${text}(echoed)`;
    },
  };
}

const ROWS: readonly (readonly [what: string, chunks: string[], answer: string | undefined])[] = [
  ["keys one by one", ["s", "é", "s", "\r"], "sés"],
  ["a line at once, and what comes behind it", ["abc\nxyz"], "abc"],
  ["backspace takes characters of any size", ["añ👋", "\x7f", "\b", "b\r"], "ab"],
  ["backspace at the beginning", ["\x7f\x7fa\r"], "a"],
  ["Ctrl-U begins anew", ["abc\x15d\r"], "d"],
  ["arrows and other control characters are nothing", ["a", "\x1b[D", "\t", "b\r"], "ab"],
  ["nothing", ["\r"], ""],
  ["Ctrl-C", ["abc", "\x03"], undefined],
  ["Ctrl-D on an empty line", ["\x04"], undefined],
  ["the end of the input", ["abc"], undefined],
];

for (const [what, chunks, answer] of ROWS) {
  Deno.test(`askSecret() ${what}`, async () => {
    const terminal = typing(...chunks);
    assertEquals(await askSecret("Password", terminal), answer);
    // Neither what was typed nor its length is shown, and the terminal is given back.
    assertEquals([terminal.shown, terminal.raw], ["Password: \r\n", [true, false]]);
  });
}
