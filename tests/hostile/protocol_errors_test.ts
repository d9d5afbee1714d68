/**
 * Malformed requests over real sockets: Redis's own error texts (its `tests/unit/protocol.tcl` and `networking.c`),
 * then a close, and nothing else breaks.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { requestBytes } from "../helpers/replies.ts";
import { infoNumber, RespClient } from "../helpers/resp_client.ts";

const KIB = 1024;
/** What a row sends byte by byte at the most: beyond, the bytes in front go at once. */
const MOST_SINGLE = 300;

interface Row {
  readonly name: string;
  /** One byte for each character. */
  readonly input: string;
  /** What comes behind `-ERR Protocol error: `. */
  readonly error: string;
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

const FATAL: readonly Row[] = [
  // The number of arguments.
  { name: "a multibulk length out of range", input: "*3000000000\r\n", error: "invalid multibulk length" },
  { name: "a multibulk length over an int", input: "*2147483648\r\n", error: "invalid multibulk length" },
  {
    name: "a multibulk length over 64 bits",
    input: `*${"9".repeat(30)}\r\n`,
    error: "invalid multibulk length",
  },
  {
    name: "a multibulk length of endless digits",
    input: `*${"1".repeat(200)}`,
    error: "invalid multibulk length",
  },
  { name: "a multibulk length that is no number", input: "*blabla\r\n", error: "invalid multibulk length" },
  { name: "a multibulk length with a tail", input: "*2x\r\n", error: "invalid multibulk length" },
  { name: "a multibulk length with a blank", input: "* 2\r\n", error: "invalid multibulk length" },
  { name: "a multibulk length with a plus", input: "*+2\r\n", error: "invalid multibulk length" },
  { name: "a multibulk length in hexadecimal", input: "*0x2\r\n", error: "invalid multibulk length" },
  { name: "a multibulk length with a fraction", input: "*2.0\r\n", error: "invalid multibulk length" },
  { name: "an empty multibulk length", input: "*\r\n", error: "invalid multibulk length" },
  { name: "a multibulk length of a minus only", input: "*-\r\n", error: "invalid multibulk length" },
  { name: "1,025 arguments", input: "*1025\r\n", error: "invalid multibulk length" },
  // The header of an argument.
  {
    name: "a wrong payload header",
    input: "*3\r\n$3\r\nSET\r\n$1\r\nx\r\nfooz\r\n",
    error: "expected '$', got 'f'",
  },
  { name: "a command name without a header", input: "*1\r\nPING\r\n", error: "expected '$', got 'P'" },
  { name: "an array in an array", input: "*1\r\n*1\r\n$4\r\nPING\r\n", error: "expected '$', got '*'" },
  { name: "a number as an argument", input: "*1\r\n:1\r\n", error: "expected '$', got ':'" },
  { name: "an empty line for a header", input: "*1\r\n\r\n", error: "expected '$', got '\\x0d'" },
  {
    name: "a control character for a header",
    input: "*1\r\n\x1b[2J\r\n",
    error: "expected '$', got '\\x1b'",
  },
  { name: "a byte over 127 for a header", input: "*1\r\n\xff\r\n", error: "expected '$', got '\\xff'" },
  // The length of an argument.
  {
    name: "a negative payload length",
    input: "*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$-10\r\n",
    error: "invalid bulk length",
  },
  { name: "a null argument", input: "*1\r\n$-1\r\n", error: "invalid bulk length" },
  {
    name: "a payload length out of range",
    // Of SET's content it would be no breach of the framing but a file too big: see limits_test.ts.
    input: "*2\r\n$4\r\nECHO\r\n$2000000000000\r\n",
    error: "invalid bulk length",
  },
  {
    name: "a content's length over any number",
    input: "*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$99999999999999999999\r\n",
    error: "invalid bulk length",
  },
  {
    name: "a payload length that is no number",
    input: "*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$blabla\r\n",
    error: "invalid bulk length",
  },
  {
    name: "a payload length of endless digits",
    input: `*1\r\n$${"1".repeat(200)}`,
    error: "invalid bulk length",
  },
  { name: "a payload length with a tail", input: "*1\r\n$4x\r\nPING\r\n", error: "invalid bulk length" },
  { name: "an empty payload length", input: "*1\r\n$\r\n", error: "invalid bulk length" },
  { name: "a payload longer than it said", input: "*1\r\n$4\r\nPINGS\r\n", error: "invalid bulk length" },
  { name: "an argument over 64 KiB", input: "*2\r\n$4\r\nECHO\r\n$65537\r\n", error: "invalid bulk length" },
  { name: "a command name over 64 KiB", input: "*1\r\n$70000\r\n", error: "invalid bulk length" },
  {
    name: "a path over 64 KiB where content may be",
    input: "*3\r\n$3\r\nSET\r\n$70000\r\n",
    error: "invalid bulk length",
  },
  {
    name: "a request over 1 MiB in all",
    input: `*1024\r\n${bulk("MGET")}${bulk("x".repeat(64 * KIB)).repeat(16)}`,
    error: "too big request",
  },
  // Inline lines.
  {
    name: "unbalanced double quotes",
    input: 'set """test-key""" test-value\r\n',
    error: "unbalanced quotes in request",
  },
  { name: "an open quote", input: 'ECHO "hola\r\n', error: "unbalanced quotes in request" },
  { name: "an open single quote", input: "ECHO 'hola\r\n", error: "unbalanced quotes in request" },
  { name: "a quote that ends in mid-word", input: 'ECHO "a"b\r\n', error: "unbalanced quotes in request" },
  { name: "a line over 64 KiB", input: `ECHO ${"x".repeat(64 * KIB)}\r\n`, error: "too big inline request" },
  { name: "an endless line", input: "x".repeat(64 * KIB + 1), error: "too big inline request" },
  { name: "a line of 1,025 words", input: `PING${" x".repeat(1024)}\r\n`, error: "too big inline request" },
  // Reply types where a request is wanted are inline lines of one word; browsers are turned away.
  { name: "an HTTP request line", input: "GET / HTTP/1.1\r\n", error: "this port speaks RESP, not HTTP" },
  {
    name: "an HTTP/1.0 request line",
    input: "get /x?y HTTP/1.0\r\n",
    error: "this port speaks RESP, not HTTP",
  },
  { name: "a POST", input: "POST /upload\r\n", error: "this port speaks RESP, not HTTP" },
  { name: "a Host: line", input: "Host: 127.0.0.1:5050\r\n", error: "this port speaks RESP, not HTTP" },
  { name: "a host: line", input: "host: x\r\n", error: "this port speaks RESP, not HTTP" },
];

/** A whole page's request, with commands in its body: none of them may be obeyed. */
const BROWSER = [
  "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 40\r\n\r\nSET hacked.txt x\r\nSERVER.SHUTDOWN\r\n",
  "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nSET hacked.txt x\r\nSERVER.SHUTDOWN\r\n",
  "PUT /x HTTP/1.1\r\n\r\nSET hacked.txt x\r\nSERVER.SHUTDOWN\r\n",
  "Host: x\r\nSET hacked.txt x\r\nSERVER.SHUTDOWN\r\n",
];

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Sends, and gives all that comes back until the server closes. */
async function exchange(client: RespClient, bytes: Uint8Array, bytewise: boolean): Promise<string> {
  if (bytewise) {
    const at = Math.max(0, bytes.length - MOST_SINGLE);
    // The peer may have closed before all was sent; what it said is what counts.
    await client.sendRaw(bytes.subarray(0, at)).catch(() => {});
    await client.sendBytewise(bytes.subarray(at));
  } else {
    await client.sendRaw(bytes).catch(() => {});
  }
  return await client.readToEnd();
}

Deno.test("protocol errors get Redis's own texts, then a close, whole and byte by byte", async (t) => {
  await using server = await startServer({ args: ["--access", "write"] });
  using witness = await RespClient.connect(server);
  for (const { name, input, error } of FATAL) {
    for (const bytewise of [false, true]) {
      await t.step(`${name}${bytewise ? ", byte by byte" : ""}`, async () => {
        using client = await RespClient.connect(server);
        assertEquals(await exchange(client, latin1(input), bytewise), `-ERR Protocol error: ${error}\r\n`);
      });
    }
  }
  await t.step("what came before is answered first, what comes behind is not obeyed", async () => {
    using client = await RespClient.connect(server);
    const bytes = latin1("PING\r\n*1\r\n$4\r\nPING\r\n*x\r\nSET obeyed.txt 1\r\nSERVER.SHUTDOWN\r\n");
    assertEquals(
      await exchange(client, bytes, false),
      "+PONG\r\n+PONG\r\n-ERR Protocol error: invalid multibulk length\r\n",
    );
    assertEquals(await witness.call("EXISTS", "obeyed.txt"), 0);
  });
  await t.step("the server goes on serving", async () => {
    assertEquals(await witness.call("PING"), "PONG");
    using fresh = await RespClient.connect(server);
    assertEquals(await fresh.call("PING"), "PONG");
    await eventually(
      async () => await infoNumber(witness, "connected_clients") === 2,
      "end of the other sessions",
    );
  });
  await t.step("each is in the log, none as a defect", () => {
    const log = server.stderr.text;
    assertStringIncludes(log, "Protocol error: invalid multibulk length");
    assert(!/session failed|command failed/.test(log), log);
    assert(!/[^\P{Cc}\n]/u.test(log), "control characters in the log");
  });
});

Deno.test("protocol errors: a browser's request is refused before any line of it is obeyed", async () => {
  await using server = await startServer({ args: ["--access", "write"] });
  for (const page of BROWSER) {
    for (const bytewise of [false, true]) {
      using client = await RespClient.connect(server);
      assertEquals(
        await exchange(client, latin1(page), bytewise),
        "-ERR Protocol error: this port speaks RESP, not HTTP\r\n",
      );
    }
  }
  using client = await RespClient.connect(server);
  assertEquals(await client.call("EXISTS", "hacked.txt"), 0);
});

Deno.test("protocol errors: a TLS ClientHello is answered at once, line break or not, and ends the session", async () => {
  await using server = await startServer();
  const hello = new Uint8Array(517);
  // A record of a handshake with a random that holds no line break, as browsers send it.
  hello.set([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]);
  for (let at = 11; at < hello.length; at++) hello[at] = 0x80 + at % 0x80;
  for (const last of [0xff, 0x0a]) {
    hello[300] = last;
    for (const bytewise of [false, true]) {
      using client = await RespClient.connect(server);
      const answer = await exchange(client, hello, bytewise);
      assertEquals(answer, "-ERR Protocol error: this port speaks RESP without TLS\r\n");
    }
  }
  using witness = await RespClient.connect(server);
  assertEquals(await witness.call("PING"), "PONG");
});

/** What is no error in Redis, or one that keeps the session: the reply, and then `PING` works on the same connection. */
const HARMLESS: readonly (readonly [name: string, input: string, reply: string])[] = [
  ["an empty array", "*0\r\n", ""],
  ["a null array", "*-1\r\n", ""],
  ["a negative multibulk length", "*-10\r\n", ""],
  ["an empty line", "\r\n", ""],
  ["empty lines", "\n\n\r\n   \r\n\t\r\n", ""],
  ["an unknown command", "NOSUCH\r\n", "-ERR unknown command 'NOSUCH', with args beginning with: \r\n"],
  [
    "an unknown command with arguments",
    "*3\r\n$6\r\nnosuch\r\n$1\r\na\r\n$2\r\nb\n\r\n",
    "-ERR unknown command 'nosuch', with args beginning with: 'a' 'b ' \r\n",
  ],
  [
    "an unknown command that breaks the line",
    "*1\r\n$5\r\na\r\n+b\r\n",
    "-ERR unknown command 'a  +b', with args beginning with: \r\n",
  ],
  ["an empty command name", "*1\r\n$0\r\n\r\n", "-ERR unknown command '', with args beginning with: \r\n"],
  ["an empty quoted name", '""\r\n', "-ERR unknown command '', with args beginning with: \r\n"],
  ["a reply type", "+OK\r\n", "-ERR unknown command '+OK', with args beginning with: \r\n"],
  ["too few arguments", "*1\r\n$3\r\nGET\r\n", "-ERR wrong number of arguments for 'get' command\r\n"],
  ["too many arguments", "ECHO a b\r\n", "-ERR wrong number of arguments for 'echo' command\r\n"],
  ["too many for PING", "PING a b\r\n", "-ERR wrong number of arguments for 'ping' command\r\n"],
  ["an unknown option", "SET a b ZZ\r\n", "-ERR syntax error\r\n"],
  ["an argument that is no number", "SELECT x\r\n", "-ERR value is not an integer or out of range\r\n"],
  ["an empty argument", "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", "$0\r\n\r\n"],
  ["an argument of line breaks", "*2\r\n$4\r\nECHO\r\n$4\r\n\r\n\r\n\r\n", "$4\r\n\r\n\r\n\r\n"],
  ["quotes and escapes", 'ECHO "a\\x41\\n\\"b"\r\n', '$5\r\naA\n"b\r\n'],
  ["single quotes", "ECHO 'a\\'b \\n'\r\n", "$6\r\na'b \\n\r\n"],
  ["a line that ends in a line feed only", "ECHO hola\n", "$4\r\nhola\r\n"],
  ["the word HTTP inside a line", "ECHO HTTP/1.1x\r\n", "$9\r\nHTTP/1.1x\r\n"],
  ["HTTP in a bulk string", "*2\r\n$4\r\nECHO\r\n$8\r\nHTTP/1.1\r\n", "$8\r\nHTTP/1.1\r\n"],
  ["leading zeros", "*01\r\n$04\r\nPING\r\n", "+PONG\r\n"],
  ["an argument of 64 KiB", `*2\r\n${bulk("ECHO")}${bulk("x".repeat(64 * KIB))}`, bulk("x".repeat(64 * KIB))],
  ["1,024 arguments", `*1024\r\n${bulk("EXISTS")}${bulk("x").repeat(1023)}`, ":0\r\n"],
  ["a line of 64 KiB", `ECHO ${"x".repeat(64 * KIB - 6)}\r\n`, bulk("x".repeat(64 * KIB - 6))],
];

Deno.test("protocol: what is no breach keeps the session, whole and byte by byte", async (t) => {
  await using server = await startServer({ args: ["--access", "write"] });
  for (const [name, input, reply] of HARMLESS) {
    for (const bytewise of [false, true]) {
      await t.step(`${name}${bytewise ? ", byte by byte" : ""}`, async () => {
        using client = await RespClient.connect(server);
        const bytes = latin1(input + "*2\r\n$4\r\nPING\r\n$5\r\nstill\r\nQUIT\r\n");
        assertEquals(await exchange(client, bytes, bytewise), `${reply}$5\r\nstill\r\n+OK\r\n`);
      });
    }
  }
});

Deno.test("protocol: clients that send one byte at a time delay nobody", async () => {
  await using server = await startServer();
  const slow = await Promise.all(Array.from({ length: 20 }, () => RespClient.connect(server)));
  try {
    const request = requestBytes("ECHO", "despacio");
    // Each of the slow ones is in the middle of a request whenever the others ask.
    for (const byte of request.subarray(0, -1)) {
      await Promise.all(slow.map((client) => client.sendRaw(new Uint8Array([byte]))));
      using quick = await RespClient.connect(server);
      assertEquals(await quick.call("PING"), "PONG");
    }
    const waiting = slow.map((client) => client.receive());
    await Promise.all(slow.map((client) => client.sendRaw(request.subarray(-1))));
    assertEquals(await Promise.all(waiting), slow.map(() => "despacio"));
  } finally {
    for (const client of slow) client.close();
  }
});

Deno.test("protocol: a peer that half-closes behind its requests gets every reply", async () => {
  await using server = await startServer();
  using client = await RespClient.connect(server);
  await client.sendRaw("PING\r\nECHO uno\r\nECHO dos\r\n");
  await client.closeWrite();
  assertEquals(await client.readToEnd(), "+PONG\r\n$3\r\nuno\r\n$3\r\ndos\r\n");
});

Deno.test("protocol: a request cut off by the peer's end is dropped without a word", async () => {
  await using server = await startServer();
  for (const part of ["*2\r\n$4\r\nEC", "*1\r\n", "*", "PING", "*2\r\n$4\r\nECHO\r\n$100\r\nabc"]) {
    using client = await RespClient.connect(server);
    await client.sendRaw(part);
    await client.closeWrite();
    assertEquals(await client.readToEnd(), "");
  }
});
