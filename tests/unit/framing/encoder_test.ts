import { ByteWriter } from "../../../lib/framing/byte_writer.ts";
import { encodeReply, encodeRequest, encodeRequestHead } from "../../../lib/framing/encoder.ts";
import {
  ErrorReply,
  FileBody,
  OK,
  Push,
  type Reply,
  Several,
  Simple,
  Verbatim,
} from "../../../lib/framing/reply.ts";
import { assertEquals } from "../../helpers/assert.ts";

const utf8 = new TextDecoder();

function encode(reply: Reply, version: 2 | 3): string {
  const out = new ByteWriter();
  encodeReply(reply, version, out);
  return utf8.decode(out.copy());
}

const BODY = new FileBody({ size: 12, read: () => Promise.resolve(null), close() {} });

const ROWS: [name: string, reply: Reply, resp2: string, resp3: string][] = [
  ["null", null, "$-1\r\n", "_\r\n"],
  ["OK", OK, "+OK\r\n", "+OK\r\n"],
  ["text", "hola", "$4\r\nhola\r\n", "$4\r\nhola\r\n"],
  ["empty text", "", "$0\r\n\r\n", "$0\r\n\r\n"],
  ["UTF-8 text", "ñ😀", "$6\r\nñ😀\r\n", "$6\r\nñ😀\r\n"],
  ["long text", "a".repeat(100), `$100\r\n${"a".repeat(100)}\r\n`, `$100\r\n${"a".repeat(100)}\r\n`],
  ["bytes", new Uint8Array([13, 10]), "$2\r\n\r\n\r\n", "$2\r\n\r\n\r\n"],
  ["integer", 7, ":7\r\n", ":7\r\n"],
  ["negative integer", -1234, ":-1234\r\n", ":-1234\r\n"],
  ["bigint", 2n ** 60n, `:${2n ** 60n}\r\n`, `:${2n ** 60n}\r\n`],
  ["fraction", 1.5, "$3\r\n1.5\r\n", ",1.5\r\n"],
  ["infinity", -Infinity, "$4\r\n-inf\r\n", ",-inf\r\n"],
  ["not a number", NaN, "$3\r\nnan\r\n", ",nan\r\n"],
  ["true", true, ":1\r\n", "#t\r\n"],
  ["false", false, ":0\r\n", "#f\r\n"],
  ["array", ["a", 1, null], "*3\r\n$1\r\na\r\n:1\r\n$-1\r\n", "*3\r\n$1\r\na\r\n:1\r\n_\r\n"],
  ["empty array", [], "*0\r\n", "*0\r\n"],
  ["map", new Map([["a", 1]]), "*2\r\n$1\r\na\r\n:1\r\n", "%1\r\n$1\r\na\r\n:1\r\n"],
  ["set", new Set<Reply>([1]), "*1\r\n:1\r\n", "~1\r\n:1\r\n"],
  [
    "push",
    new Push(["message", "c", "m"]),
    "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n",
    ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n",
  ],
  ["verbatim", new Verbatim("txt", "hé"), "$3\r\nhé\r\n", "=7\r\ntxt:hé\r\n"],
  ["error", new ErrorReply("ERR", "no"), "-ERR no\r\n", "-ERR no\r\n"],
  ["error with line breaks", new ErrorReply("ERR", "a\r\nb\nc"), "-ERR a b c\r\n", "-ERR a b c\r\n"],
  ["simple with line breaks", new Simple("a\r\n:1"), "+a :1\r\n", "+a :1\r\n"],
  ["several", new Several([1, "a"]), ":1\r\n$1\r\na\r\n", ":1\r\n$1\r\na\r\n"],
  ["no reply", new Several([]), "", ""],
  ["head of a file", BODY, "$12\r\n", "$12\r\n"],
];

for (const [name, reply, resp2, resp3] of ROWS) {
  Deno.test({
    name: `encodeReply() ${name}`,
    permissions: "none",
    fn() {
      assertEquals(encode(reply, 2), resp2);
      assertEquals(encode(reply, 3), resp3);
    },
  });
}

Deno.test({
  name: "encodeRequest() writes an array of bulk strings",
  permissions: "none",
  fn() {
    const out = new ByteWriter();
    encodeRequest(["SET", "ñ", new Uint8Array([0, 255])], out);
    assertEquals(
      out.copy(),
      new Uint8Array([...new TextEncoder().encode("*3\r\n$3\r\nSET\r\n$2\r\nñ\r\n$2\r\n"), 0, 255, 13, 10]),
    );
  },
});

Deno.test({
  name: "encodeRequestHead() leaves the payload to the caller",
  permissions: "none",
  fn() {
    const out = new ByteWriter();
    encodeRequestHead(["SET", "k"], 5_000_000_000, out);
    assertEquals(utf8.decode(out.copy()), "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5000000000\r\n");
  },
});

Deno.test({
  name: "ByteWriter.clear() gives a large buffer back",
  permissions: "none",
  fn() {
    const out = new ByteWriter();
    out.bytes(new Uint8Array(100_000));
    out.clear(4096);
    assertEquals([out.length, out.buffer.length <= 4096], [0, true]);
  },
});
