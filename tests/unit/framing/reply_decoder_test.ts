import fc from "fast-check";
import { EnchufeError } from "../../../lib/errors.ts";
import { ByteWriter } from "../../../lib/framing/byte_writer.ts";
import { encodeReply } from "../../../lib/framing/encoder.ts";
import { ErrorReply, Push, type Reply, Simple, Verbatim } from "../../../lib/framing/reply.ts";
import { ReplyDecoder, textOf } from "../../../lib/framing/reply_decoder.ts";
import { assertEquals, assertThrows } from "../../helpers/assert.ts";
import { everySplit, latin1 } from "../../helpers/splits.ts";

function decode(chunks: Iterable<Uint8Array>): Reply[] {
  const decoder = new ReplyDecoder({ maxBulk: 1000, maxItems: 1000 });
  const values: Reply[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    while (decoder.next() === "value") values.push(decoder.value);
  }
  return values;
}

const ROWS: [name: string, bytes: string, values: Reply[]][] = [
  ["simple", "+OK\r\n", [new Simple("OK")]],
  ["error", "-NOTFOUND no such\r\n", [new ErrorReply("NOTFOUND", "no such")]],
  ["error without a code", "-oops it broke\r\n", [new ErrorReply("ERR", "oops it broke")]],
  ["integer", ":-12\r\n:9223372036854775807\r\n", [-12, 9223372036854775807n]],
  ["bulk", "$2\r\n\r\n\r\n", [latin1("\r\n")]],
  ["nulls", "$-1\r\n*-1\r\n_\r\n", [null, null, null]],
  ["array", "*2\r\n*1\r\n:1\r\n$0\r\n\r\n", [[[1], new Uint8Array(0)]]],
  ["empty aggregates", "*0\r\n%0\r\n~0\r\n", [[], new Map(), new Set()]],
  ["map", "%2\r\n+a\r\n:1\r\n$1\r\nb\r\n#t\r\n", [new Map<string, Reply>([["a", 1], ["b", true]])]],
  ["set", "~2\r\n:1\r\n:2\r\n", [new Set<Reply>([1, 2])]],
  ["push", ">2\r\n+message\r\n_\r\n", [new Push([new Simple("message"), null])]],
  ["double", ",1.5\r\n,inf\r\n,-inf\r\n,1e3\r\n", [1.5, Infinity, -Infinity, 1000]],
  ["big number", "(123456789012345678901234567890\r\n", [123456789012345678901234567890n]],
  ["verbatim", "=7\r\ntxt:hey\r\n", [new Verbatim("txt", "hey")]],
  ["blob error", "!7\r\nERR bad\r\n", [new ErrorReply("ERR", "bad")]],
  ["an error inside an array is a value", "*2\r\n-ERR x\r\n:1\r\n", [[new ErrorReply("ERR", "x"), 1]]],
  ["attributes are passed over", "|1\r\n+a\r\n*1\r\n:1\r\n:7\r\n", [7]],
];

for (const [name, bytes, values] of ROWS) {
  Deno.test({
    name: `ReplyDecoder.next() ${name}`,
    permissions: "none",
    fn() {
      for (const [way, chunks] of everySplit(latin1(bytes))) assertEquals(decode(chunks), values, way);
    },
  });
}

const BAD = [
  "HTTP/1.1 200 OK\r\n",
  ":12abc\r\n",
  ":\r\n",
  "$abc\r\n",
  "$5000\r\n",
  "*5000\r\n",
  "#x\r\n",
  ",x\r\n",
  "+a\n",
  "$1\r\nabc",
  `${"*1\r\n".repeat(40)}:1\r\n`,
  "+".repeat(70_000),
];

for (const bytes of BAD) {
  Deno.test({
    name: `ReplyDecoder.next() refuses ${JSON.stringify(bytes.slice(0, 24))}`,
    permissions: "none",
    fn() {
      const error = assertThrows(() => decode([latin1(bytes)]), EnchufeError);
      assertEquals(error.code, "BADREPLY");
    },
  });
}

Deno.test({
  name: "ReplyDecoder.takeBody() streams a whole reply and goes on behind it",
  permissions: "none",
  fn() {
    for (const [way, chunks] of everySplit(latin1("$5\r\nhello\r\n$0\r\n\r\n+OK\r\n"))) {
      const decoder = new ReplyDecoder();
      decoder.streamBody = true;
      let seen = "";
      for (const chunk of chunks) {
        decoder.push(chunk);
        for (;;) {
          if (decoder.bodyLeft > 0) {
            const part = decoder.takeBody();
            if (part.length === 0) break;
            seen += String.fromCharCode(...part);
            continue;
          }
          const status = decoder.next();
          if (status === "more") break;
          seen += status === "body" ? `<${decoder.bodyLeft}>` : textOf(decoder.value);
        }
      }
      assertEquals(seen, "<5>hello<0>OK", way);
    }
  },
});

Deno.test({
  name: "ReplyDecoder.next() reads back what encodeReply() writes in RESP3",
  permissions: "none",
  fn() {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
      reply: fc.oneof(
        { depthSize: "small" },
        fc.constant(null),
        fc.boolean(),
        fc.maxSafeInteger(),
        bytes,
        fc.array(tie("reply"), { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: "grapheme" }), tie("reply"), { maxKeys: 4 }).map((object) =>
          new Map(Object.entries(object))
        ),
      ),
    }));
    fc.assert(fc.property(reply, (value) => {
      const out = new ByteWriter();
      encodeReply(value, 3, out);
      const decoder = new ReplyDecoder();
      decoder.push(out.copy());
      assertEquals(decoder.next(), "value");
      assertEquals(decoder.value, value);
    }));
  },
});

Deno.test("ReplyDecoder bounds what one reply takes, however it is divided, and each reply anew", () => {
  const bulk = `$400\r\n${"x".repeat(400)}\r\n`;
  for (const bytes of [`*3\r\n${bulk.repeat(3)}`, "*5\r\n" + `*250\r\n${":1\r\n".repeat(250)}`.repeat(5)]) {
    assertThrows(() => decode([latin1(bytes)]), EnchufeError);
  }
  assertEquals(decode([latin1(`*2\r\n${bulk.repeat(2)}`.repeat(5) + bulk.repeat(5))]).length, 10);
});
