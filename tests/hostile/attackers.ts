/**
 * Attacks on a port of this machine, as a program of its own, so that who measures the server meanwhile is not slowed
 * down by attacking it: `deno run --allow-net attackers.ts NAME PORT MILLISECONDS`.
 *
 * @module
 */
import { requestBytes } from "../helpers/replies.ts";

/** Where to, and whether it is over. */
interface Target {
  readonly port: number;
  readonly over: () => boolean;
}

type Attack = (target: Target) => Promise<void>;

const encoder = new TextEncoder();

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** One connection of an attacker: nothing that the server does to it is an error. */
class Line {
  readonly #connection: Deno.TcpConn;
  closed = false;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async open(port: number): Promise<Line> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    return new Line(connection);
  }

  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    try {
      for (let at = 0; at < bytes.length && !this.closed;) {
        at += await this.#connection.write(bytes.subarray(at));
      }
    } catch {
      this.close();
    }
  }

  /** Reads and drops until the server closes. */
  async drain(): Promise<void> {
    const into = new Uint8Array(64 * 1024);
    try {
      while (!this.closed && await this.#connection.read(into) !== null);
    } catch { /* Closed by one of the two. */ }
    this.close();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#connection.close();
  }
}

/** Keeps so many lines busy with the same doing, each again from the start when it is done. */
async function crowd(
  { port, over }: Target,
  count: number,
  act: (line: Line, at: number) => Promise<void>,
): Promise<void> {
  await Promise.all(Array.from({ length: count }, async (_, at) => {
    while (!over()) {
      const line = await Line.open(port);
      try {
        await Promise.race([act(line, at), waitFor(over)]);
      } finally {
        line.close();
      }
    }
  }));
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20);
}

/** Sends something again and again, and reads what comes. */
function flood(count: number, data: string | Uint8Array): Attack {
  return (target) =>
    crowd(target, count, async (line) => {
      const reading = line.drain();
      while (!target.over() && !line.closed) await line.send(data);
      line.close();
      await reading;
    });
}

/** Sends each of several things over a connection of its own, ends, and reads what comes. */
function each(data: readonly (string | Uint8Array)[], lines = 20): Attack {
  return (target) =>
    crowd(target, lines, async (line, at) => {
      const reading = line.drain();
      await line.send(data[(at + Math.floor(Math.random() * data.length)) % data.length] as string);
      await Promise.race([reading, pause(50)]);
    });
}

/** A ClientHello as OpenSSL begins one. */
const TLS_HELLO = Uint8Array.from([
  ...[0x16, 3, 1, 0, 0xc4, 1, 0, 0, 0xc0, 3, 3, ...Array<number>(32).fill(0x5a), 0x20],
  ...[...Array<number>(32).fill(0x0a), 0, 4, 0x13, 1, 0x13, 2, 1, 0, 0, 0x73],
  ...Array<number>(0x73).fill(0),
]);

/** Some of nmap-service-probes (`nmap -sV`), and the null probe. */
const PROBES: readonly (string | Uint8Array)[] = [
  "",
  "\r\n\r\n",
  "GET / HTTP/1.0\r\n\r\n",
  "OPTIONS / HTTP/1.0\r\n\r\n",
  "OPTIONS / RTSP/1.0\r\n\r\n",
  "GET /nice%20ports%2C/Tri%6Eity.txt%2ebak HTTP/1.0\r\n\r\n",
  "HELP\r\n",
  "EHLO\r\n",
  "*1\r\n$4\r\ninfo\r\n",
  "default\0\0",
  "\x03\0\0\x0b\x06\xe0\0\0\0\0\0",
  "stats\r\n",
  "TNMP\x04\0\0\0TNME\0\0\x04\0",
  "OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm;branch=foo\r\n\r\n",
  "DmdT\0\0\0\x17\0\0\0\x01\0\0\0\0\x11\x11\0\xff\x01\xff\x13",
  "0\x0c\x02\x01\x01`\x07\x02\x01\x02\x04\0\x80\0",
  Uint8Array.from([0, 0, 0, 0xa4, 0xff, 0x53, 0x4d, 0x42, 0x72, 0, 0, 0, 0, 8, 1, 0x40]),
  Uint8Array.from([0, 0x1e, 0, 6, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, 0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e]),
  Uint8Array.from([0x80, 0, 0, 0x28, 0x72, 0xfe, 0x1d, 0x13, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0x86, 0xa0]),
  TLS_HELLO,
];

const HUGE = [
  "*2147483647\r\n",
  "*1024\r\n$999999999999999\r\n",
  "*2\r\n$3\r\nGET\r\n$65536\r\n" + "x".repeat(60_000),
  "$99999999999\r\n",
  "*-99999999999\r\n",
  "*3\r\n$3\r\nSET\r\n$1\r\nf\r\n$4000000000\r\n" + "x".repeat(1000),
  "*1024\r\n" + "$60000\r\n".repeat(3),
  "A".repeat(70_000),
];

const RESP3 = [
  "%1\r\n+a\r\n:1\r\n",
  ">2\r\n+message\r\n+x\r\n",
  "~2\r\n:1\r\n:2\r\n",
  "#t\r\n",
  "=15\r\ntxt:Some string\r\n",
  "*1\r\n=8\r\ntxt:PING\r\n",
  "*2\r\n$4\r\nECHO\r\n%0\r\n",
  "_\r\n,1.5\r\n(99\r\n",
  "*$\r\n*?\r\n$?\r\n;4\r\nPING\r\n;0\r\n",
];

const DIGEST = "0".repeat(64);

/** The attacks by name. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  "slow-loris": (target) =>
    crowd(target, 200, async (line) => {
      for (const character of "ECHO hola que tal ".repeat(100)) {
        await line.send(character);
        await pause(15 + Math.random() * 15);
      }
    }),
  "half-open": (target) =>
    crowd(target, 300, async (line, at) => {
      if (at % 3 > 0) await line.send(at % 3 === 1 ? "*2\r\n$4\r\nECHO\r\n$1000\r\nabc" : "PING");
      await waitFor(target.over);
    }),
  "connect flood": (target) => crowd(target, 50, () => Promise.resolve()),
  "one-byte segments": (target) =>
    crowd(target, 20, async (line) => {
      const reading = line.drain();
      for (const byte of requestBytes("ECHO", "x".repeat(200))) await line.send(Uint8Array.of(byte));
      line.close();
      await reading;
    }),
  "huge lengths": each(HUGE),
  "deep nesting": each([
    "*1\r\n".repeat(50_000),
    "*2\r\n*1\r\n$4\r\nPING\r\n".repeat(1000),
    "[".repeat(60_000),
  ]),
  "pipelines of 100,000": flood(2, "PING\r\n".repeat(100_000)),
  "pipelines nobody reads": (target) =>
    crowd(target, 20, async (line) => {
      await line.send("INFO everything\r\nCOMMAND DOCS\r\n".repeat(2000));
      await waitFor(target.over);
    }),
  "subscribe flood": (target) =>
    crowd(target, 30, async (line, at) => {
      const reading = line.drain();
      const channels = Array.from({ length: 1000 }, (_, i) => `c${at}-${i}`);
      await line.send(requestBytes("SUBSCRIBE", ...channels));
      await line.send(requestBytes("UNSUBSCRIBE", ...channels));
      await line.send(requestBytes("PSUBSCRIBE", ...channels.map((channel) => `*${channel}*?[a-z]`)));
      await line.send(requestBytes("SUBSCRIBE", ...channels).subarray(0, 5000));
      await pause(20);
      line.close();
      await reading;
    }),
  "joins, names and rooms": flood(
    20,
    "ROOM.JOIN plaza\r\nCLIENT SETNAME a\r\nROOM.LEAVE plaza\r\nROOM.JOIN otra\r\n",
  ),
  "lists of everything": flood(30, requestBytes("FILE.LIST", "/", "RECURSIVE", "COUNT", "10000")),
  "scans from the start": flood(30, requestBytes("SCAN", "0", "COUNT", "10000")),
  "keys of everything": flood(30, requestBytes("KEYS", "*")),
  "archives of everything": flood(20, requestBytes("FILE.TAR", "/")),
  "digests of what changes": (target) =>
    crowd(target, 20, async (line, at) => {
      const reading = line.drain();
      await line.send(requestBytes("SET", `d${at}`, new Uint8Array(4_000_000)));
      while (!target.over() && !line.closed) {
        await line.send(requestBytes("APPEND", `d${at}`, "x"));
        await line.send(requestBytes("FILE.HASH", `d${at}`));
      }
      line.close();
      await reading;
    }),
  "small files": flood(20, requestBytes("GET", "hola.txt")),
  "uploads of small files": flood(20, requestBytes("SET", "s", "x".repeat(1000))),
  "pages of commands": flood(20, "COMMAND DOCS\r\nINFO everything\r\nCLIENT LIST\r\n"),
  "patterns": flood(4, requestBytes("KEYS", "*a*b*c*d*e*f*".repeat(15))),
  "patterns of listeners": (target) =>
    crowd(target, 10, async (line, at) => {
      const reading = line.drain();
      const hard = (index: number) => `*${"a".repeat(60)}${"?".repeat(150)}${at}-${index}`;
      for (let index = 0; index < 1000; index++) await line.send(requestBytes("PSUBSCRIBE", hard(index)));
      const path = `${`${"a".repeat(200)}/`.repeat(15)}${at}`;
      while (!target.over() && !line.closed) await line.send(requestBytes("SET", path, "x"));
      line.close();
      await reading;
    }),
  "empty lines": flood(4, "\r\n".repeat(500_000)),
  "empty arrays": flood(4, "*0\r\n".repeat(250_000)),
  "RESP3 in requests": each(RESP3),
  "HTTP": each([
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\n*1\r\n$8\r\nFLUSHALL\r\n",
  ]),
  "TLS": each([TLS_HELLO]),
  "nmap -sV probes": each(PROBES),
  "upload flood": (target) =>
    crowd(target, 20, async (line, at) => {
      const reading = line.drain();
      for (let i = 0; i < 200 && !target.over(); i++) {
        await line.send(requestBytes("CLIENT", "SETNAME", `n${at}-${i}`));
        await line.send(requestBytes("UPLOAD.BEGIN", `f${at}-${i}`, "1000000", DIGEST));
        await line.send(requestBytes("UPLOAD.WRITE", "nonsense", "0", new Uint8Array(20_000)));
        await line.send("*4\r\n$12\r\nUPLOAD.WRITE\r\n$1\r\nx\r\n$1\r\n0\r\n$900000\r\nabc".slice(0, i % 60));
      }
      line.close();
      await reading;
    }),
};

if (import.meta.main) {
  const [name = "", port, milliseconds] = Deno.args;
  const end = performance.now() + Number(milliseconds);
  await ATTACKS[name]?.({ port: Number(port), over: () => performance.now() > end });
  // What is still being written to a server that does not read must not hold it up.
  Deno.exit(0);
}
