import { RequestDecoder } from "../../../lib/framing/request_decoder.ts";
import { makeLimits } from "../../../lib/limits.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { latin1 } from "../../helpers/splits.ts";

/** What a decoder says of bytes that a stranger sends, or somebody who is known. */
function verdict(text: string, isStranger: boolean): string {
  const decoder = new RequestDecoder({ limits: makeLimits(), payloadArgument: () => 2 });
  decoder.isStranger = isStranger;
  decoder.push(latin1(text));
  const status = decoder.next();
  return status === "fatal" ? decoder.error?.message ?? "" : status;
}

const bulk = (size: number) => `$${size}\r\n${"x".repeat(size)}\r\n`;
const ROWS: readonly (readonly [what: string, text: string, stranger: string, known: string])[] = [
  ["10 arguments", `*10\r\n${bulk(1).repeat(10)}`, "ready", "ready"],
  ["11 arguments", "*11\r\n", "Protocol error: unauthenticated multibulk length", "more"],
  [
    "more than anybody may send",
    "*1025\r\n",
    "Protocol error: invalid multibulk length",
    "Protocol error: invalid multibulk length",
  ],
  ["an argument of 16 KiB", `*1\r\n${bulk(16_384)}`, "ready", "ready"],
  ["one of a byte more", "*1\r\n$16385\r\n", "Protocol error: unauthenticated bulk length", "more"],
  [
    "a payload",
    `*3\r\n${bulk(1)}${bulk(1)}$100000\r\n`,
    "Protocol error: unauthenticated bulk length",
    "payload",
  ],
  ["a line of 10 words", "a b c d e f g h i j\r\n", "ready", "ready"],
  [
    "a line of 11 words",
    "a b c d e f g h i j k\r\n",
    "Protocol error: unauthenticated multibulk length",
    "ready",
  ],
];

for (const [what, text, stranger, known] of ROWS) {
  Deno.test(`RequestDecoder, before the peer has authenticated and after: ${what}`, () => {
    assertEquals([verdict(text, true), verdict(text, false)], [stranger, known]);
  });
}
