import type { Request } from "../../../lib/framing/request.ts";
import { RequestDecoder } from "../../../lib/framing/request_decoder.ts";
import { type Limits, makeLimits } from "../../../lib/limits.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { everySplit, latin1 } from "../../helpers/splits.ts";

/** What came out: arguments as latin-1 text, payloads as `<…>`, and the error that ended it. */
function decode(chunks: Uint8Array[], limits: Limits): { requests: string[][]; error?: string } {
  const decoder = new RequestDecoder({ limits, payloadArgument: (request) => request.is(0, "SET") ? 2 : -1 });
  const requests: string[][] = [];
  let payload = "";
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let more = false; !more;) {
      switch (decoder.next()) {
        case "ready":
          requests.push(read(decoder.request, payload));
          payload = "";
          break;
        case "payload":
          for (let part = decoder.takePayload(); part.length > 0; part = decoder.takePayload()) {
            payload += text(part);
          }
          more = decoder.payloadLeft > 0;
          // Until the next chunk there is nothing to take; next() would begin behind the payload.
          if (more) payload += drain(decoder, chunks, chunk);
          more = false;
          break;
        case "more":
          more = true;
          break;
        case "fatal":
          return { requests, error: decoder.error?.message ?? "" };
      }
    }
  }
  return { requests };
}

/** Feeds further chunks while a payload is under way; they are marked as used by emptying them. */
function drain(decoder: RequestDecoder, chunks: Uint8Array[], current: Uint8Array): string {
  let taken = "";
  for (let i = chunks.indexOf(current) + 1; i < chunks.length && decoder.payloadLeft > 0; i++) {
    decoder.push(chunks[i] as Uint8Array);
    chunks[i] = new Uint8Array(0);
    for (let part = decoder.takePayload(); part.length > 0; part = decoder.takePayload()) taken += text(part);
  }
  return taken;
}

function read(request: Request, payload: string): string[] {
  return Array.from(
    { length: request.count },
    (_, i) => i === request.payloadIndex ? `<${payload}>` : text(request.bytes(i)),
  );
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

const SMALL = makeLimits({ maxArguments: 8, maxArgument: 32, maxLine: 40, maxRequest: 80, maxUpload: 100 });

const ROWS: { name: string; bytes: string; requests: string[][]; error?: string }[] = [
  { name: "an array", bytes: "*2\r\n$4\r\nECHO\r\n$3\r\na\r\n\r\n", requests: [["ECHO", "a\r\n"]] },
  { name: "an empty argument", bytes: "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", requests: [["ECHO", ""]] },
  {
    name: "two in one read",
    bytes: "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nQUIT\r\n",
    requests: [["PING"], ["QUIT"]],
  },
  { name: "UTF-8", bytes: "*1\r\n$2\r\n\xc3\xb1\r\n", requests: [["\xc3\xb1"]] },
  { name: "an empty array is skipped", bytes: "*0\r\n*1\r\n$1\r\na\r\n", requests: [["a"]] },
  { name: "a null array is skipped", bytes: "*-1\r\n*-10\r\n*1\r\n$1\r\na\r\n", requests: [["a"]] },
  { name: "an inline line", bytes: "PING\r\n", requests: [["PING"]] },
  { name: "an inline line without \\r", bytes: "echo hola\n", requests: [["echo", "hola"]] },
  { name: "empty lines are skipped", bytes: "\r\n  \r\n\nPING\n", requests: [["PING"]] },
  {
    name: "inline, then an array",
    bytes: "PING\n*1\r\n$1\r\na\r\nECHO b\n",
    requests: [["PING"], ["a"], ["ECHO", "b"]],
  },
  {
    name: "inline quotes",
    bytes: `set "a b" 'c\\'d' "\\x41\\n\\t\\"" ''\n`,
    requests: [["set", "a b", "c'd", 'A\n\t"', ""]],
  },
  { name: "inline octets", bytes: "echo \xff\xfe\n", requests: [["echo", "\xff\xfe"]] },
  { name: "inline: an open quote", bytes: `echo "a\n`, requests: [], error: "unbalanced quotes in request" },
  {
    name: "inline: text behind a quote",
    bytes: `set """a""" b\n`,
    requests: [],
    error: "unbalanced quotes in request",
  },
  { name: "inline: too long", bytes: "a".repeat(41), requests: [], error: "too big inline request" },
  { name: "inline: longest", bytes: "a".repeat(40) + "\n", requests: [["a".repeat(40)]] },
  {
    name: "inline: too many words",
    bytes: "a ".repeat(9) + "\n",
    requests: [],
    error: "too big inline request",
  },
  {
    name: "HTTP request line",
    bytes: "GET / HTTP/1.1\r\n",
    requests: [],
    error: "this port speaks RESP, not HTTP",
  },
  { name: "HTTP POST", bytes: "POST / x\r\n", requests: [], error: "this port speaks RESP, not HTTP" },
  {
    name: "HTTP Host",
    bytes: "PING\r\nHost: a\r\n",
    requests: [["PING"]],
    error: "this port speaks RESP, not HTTP",
  },
  {
    name: "a path that ends like HTTP is fine",
    bytes: "GET xHTTP/1.1\r\n",
    requests: [["GET", "xHTTP/1.1"]],
  },
  { name: "too many arguments", bytes: "*9\r\n", requests: [], error: "invalid multibulk length" },
  { name: "a count out of range", bytes: "*3000000000\r\n", requests: [], error: "invalid multibulk length" },
  {
    name: "a count of many digits",
    bytes: "*" + "1".repeat(30),
    requests: [],
    error: "invalid multibulk length",
  },
  { name: "a count that is no number", bytes: "*12abc\r\n", requests: [], error: "invalid multibulk length" },
  { name: "a count with a plus", bytes: "*+1\r\n", requests: [], error: "invalid multibulk length" },
  { name: "no count", bytes: "*\r\n", requests: [], error: "invalid multibulk length" },
  { name: "a sign alone", bytes: "*-\r\n", requests: [], error: "invalid multibulk length" },
  { name: "not a bulk string", bytes: "*1\r\nfoo\r\n", requests: [], error: "expected '$', got 'f'" },
  {
    name: "not a bulk string: a control byte",
    bytes: "*1\r\n\x1b",
    requests: [],
    error: "expected '$', got '\\x1b'",
  },
  { name: "a negative length", bytes: "*1\r\n$-10\r\n", requests: [], error: "invalid bulk length" },
  {
    name: "a length that is no number",
    bytes: "*1\r\n$blabla\r\n",
    requests: [],
    error: "invalid bulk length",
  },
  {
    name: "a length out of range",
    bytes: "*1\r\n$2000000000\r\n",
    requests: [],
    error: "invalid bulk length",
  },
  {
    name: "one byte over the argument limit",
    bytes: "*1\r\n$33\r\n",
    requests: [],
    error: "invalid bulk length",
  },
  { name: "the longest argument", bytes: `*1\r\n$32\r\n${"a".repeat(32)}\r\n`, requests: [["a".repeat(32)]] },
  {
    name: "no line break behind a string",
    bytes: "*1\r\n$1\r\naXX",
    requests: [],
    error: "invalid bulk length",
  },
  {
    name: "more than a whole request may have",
    bytes: `*4\r\n${`$30\r\n${"a".repeat(30)}\r\n`.repeat(4)}`,
    requests: [],
    error: "too big request",
  },
  {
    name: "a payload",
    bytes: `*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$50\r\n${"p".repeat(50)}\r\n*1\r\n$4\r\nPING\r\n`,
    requests: [["SET", "k", `<${"p".repeat(50)}>`], ["PING"]],
  },
  {
    name: "a payload with an option behind it",
    bytes: `*4\r\n$3\r\nset\r\n$1\r\nk\r\n$40\r\n${"\r\n".repeat(20)}\r\n$2\r\nNX\r\n`,
    requests: [["set", "k", `<${"\r\n".repeat(20)}>`, "NX"]],
  },
  {
    name: "a payload where the command takes none",
    bytes: "*3\r\n$3\r\nSET\r\n$50\r\n",
    requests: [],
    error: "invalid bulk length",
  },
];

for (const row of ROWS) {
  Deno.test({
    name: `RequestDecoder.next() ${row.name}`,
    permissions: "none",
    fn() {
      const expected = row.error === undefined
        ? { requests: row.requests }
        : { requests: row.requests, error: `Protocol error: ${row.error}` };
      for (const [way, chunks] of everySplit(latin1(row.bytes))) {
        assertEquals(decode(chunks, SMALL), expected, way);
      }
    },
  });
}

Deno.test({
  name: "RequestDecoder.next() keeps a deep pipeline in order whatever the size of the reads",
  permissions: "none",
  fn() {
    const count = 20_000;
    const all = Array.from(
      { length: count },
      (_, i) => `*2\r\n$4\r\nECHO\r\n$${String(i).length}\r\n${i}\r\n`,
    ).join("");
    for (const size of [1000, 4093, 65_536, all.length]) {
      const bytes = latin1(all);
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
      const { requests, error } = decode(chunks, makeLimits());
      assertEquals(error, undefined);
      assertEquals(requests.length, count);
      assertEquals(requests.every(([, text], i) => text === String(i)), true);
    }
  },
});

Deno.test({
  name: "RequestDecoder.next() takes the full limits: 1,024 arguments, 64 KiB each",
  permissions: "none",
  fn() {
    const many = "*1024\r\n" + "$1\r\na\r\n".repeat(1024);
    assertEquals(decode([latin1(many)], makeLimits()).requests[0]?.length, 1024);
    const large = `*1\r\n$65536\r\n${"x".repeat(65_536)}\r\n`;
    const chunks = [...latin1(large)].length > 0 ? [latin1(large)] : [];
    const decoder = new RequestDecoder({ limits: makeLimits(), payloadArgument: () => -1 });
    for (const chunk of chunks) decoder.push(chunk);
    assertEquals(decoder.next(), "ready");
    assertEquals(decoder.request.size(0), 65_536);
  },
});

Deno.test({
  name: "Request.integer() takes digits and one sign, nothing else",
  permissions: "none",
  fn() {
    const rows: [string, number | undefined][] = [
      ["0", 0],
      ["-12", -12],
      ["999999999999999", 999999999999999],
      ["9999999999999999", undefined],
      ["", undefined],
      ["-", undefined],
      ["+1", undefined],
      ["1a", undefined],
      [" 1", undefined],
      ["0x10", undefined],
    ];
    for (const [given, expected] of rows) {
      const decoder = new RequestDecoder({ limits: makeLimits(), payloadArgument: () => -1 });
      decoder.push(latin1(`*1\r\n$${given.length}\r\n${given}\r\n`));
      assertEquals(decoder.next(), "ready");
      assertEquals(decoder.request.integer(0), expected, JSON.stringify(given));
    }
  },
});

Deno.test({
  name: "Request.strictText() refuses what is not UTF-8, and keeps a real U+FFFD",
  permissions: "none",
  fn() {
    const decoder = new RequestDecoder({ limits: makeLimits(), payloadArgument: () => -1 });
    decoder.push(latin1("*3\r\n$2\r\n\xc3\xb1\r\n$1\r\n\xff\r\n$3\r\n\xef\xbf\xbd\r\n"));
    assertEquals(decoder.next(), "ready");
    assertEquals(decoder.request.strictText(0), "ñ");
    assertEquals(decoder.request.strictText(1), undefined);
    assertEquals(decoder.request.text(1), "\ufffd");
    assertEquals(decoder.request.strictText(2), "\ufffd");
  },
});

for (const [what, empty] of [["lines", "  \r\n"], ["arrays", "*0\r\n"]] as const) {
  Deno.test({
    name: `RequestDecoder.next() says after many empty ${what} that there was nothing, and goes on`,
    permissions: "none",
    fn() {
      const decoder = new RequestDecoder({ limits: makeLimits(), payloadArgument: () => -1 });
      decoder.push(new TextEncoder().encode(`${empty.repeat(3000)}PING\r\n`));
      const found: string[] = [];
      for (let status = decoder.next(); status !== "more"; status = decoder.next()) found.push(status);
      assertEquals(found, ["nothing", "nothing", "ready"]);
    },
  });
}
