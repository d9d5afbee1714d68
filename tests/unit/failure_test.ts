import { ERRORS } from "../../lib/error_table.ts";
import { EnchufeError, ProtocolError } from "../../lib/errors.ts";
import { breach, failure, fillIn } from "../../lib/failure.ts";
import { assertEquals, assertInstanceOf } from "../helpers/assert.ts";

Deno.test("failure() takes code, text and end of the session from the table", () => {
  const plain = failure("noEntry", { path: '"a"' });
  assertEquals([plain.code, plain.message, plain.fatal], ["NOTFOUND", 'The share has no "a"', false]);
  assertEquals("cause" in plain, false);
  const fatal = failure("tooManyMessages", { most: 5 });
  assertEquals([fatal.message, fatal.fatal], ["Too many messages: the limit is 5 in any second", true]);
  assertEquals(failure("syntax").message, "syntax error");
});

Deno.test("failure() keeps the cause, and ends the session where the caller says so", () => {
  const cause = new Error("why");
  assertEquals(failure("uploadNotStored", {}, { cause }).cause, cause);
  assertEquals(failure("fileShrank", {}, { cause }).fatal, true);
  assertEquals(failure("messageTooLong", { length: 2, most: 1 }, { fatal: true }).fatal, true);
  assertEquals(failure("messageTooLong", { length: 2, most: 1 }, { fatal: false }).fatal, false);
});

Deno.test("breach() is a ProtocolError, which is fatal", () => {
  const error = breach("dollarExpected", { byte: "!" });
  assertInstanceOf(error, ProtocolError);
  assertInstanceOf(error, EnchufeError);
  assertEquals([error.code, error.message, error.fatal], [
    "ERR",
    "Protocol error: expected '$', got '!'",
    true,
  ]);
});

/** Never called: the compiler fails where one of these would be accepted. */
export function mistakes(): unknown[] {
  return [
    // @ts-expect-error It lacks a parameter.
    failure("fileTooBig", { path: '"a"', size: 1 }),
    // @ts-expect-error A parameter is misspelt.
    failure("noEntry", { paht: '"a"' }),
    // @ts-expect-error It wants parameters.
    failure("noEntry"),
    // @ts-expect-error It takes none.
    failure("syntax", { path: '"a"' }),
    // @ts-expect-error There is no such error.
    failure("noSuchError"),
    // @ts-expect-error A breach of the framing has a class of its own.
    failure("badBulkLength"),
  ];
}

Deno.test("fillIn() takes values as they are, and words without a value too", () => {
  assertEquals(fillIn("{a}{b} {c}", { a: "{b}", b: "$&" }), "{b}$& {c}");
});

Deno.test("ERRORS: breaches of the framing are fatal; each text is one line, and is there once", () => {
  const seen = new Set<string>();
  for (const [name, [code, text, fatal]] of Object.entries(ERRORS)) {
    if (text.startsWith("Protocol error: ")) assertEquals([code, fatal], ["ERR", "fatal"], name);
    assertEquals(/[\r\n]|^\s|\s$/.test(text), false, name);
    const words = text.match(/\{\w+\}/g) ?? [];
    assertEquals(new Set(words).size, words.length, `${name} has a word twice`);
    assertEquals(text.replace(/\{\w+\}/g, "").search(/[{}]/), -1, name);
    assertEquals(seen.has(`${code} ${text}`), false, name);
    seen.add(`${code} ${text}`);
  }
});
