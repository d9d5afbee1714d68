/**
 * Seeded nonsense: valid requests, and what becomes of them when bits flip, bytes go missing, lengths lie and requests
 * run into each other. The same seed gives the same inputs.
 *
 * @module
 */
import { requestBytes } from "../helpers/replies.ts";

/** Random numbers from a seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `end`, without `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** One of several. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}

/** Requests that work, as arrays; without those by which a peer on this machine may stop the server or end a session. */
const REQUESTS: readonly (readonly string[])[] = [
  ["PING"],
  ["PING", "hola"],
  ["ECHO", "señal 👋"],
  ["TIME"],
  ["INFO"],
  ["INFO", "everything"],
  ["HELLO"],
  ["HELLO", "2"],
  ["HELLO", "3", "SETNAME", "ana"],
  ["AUTH", "default", "x"],
  ["SELECT", "0"],
  ["RESET"],
  ["QUIT"],
  ["COMMAND"],
  ["COMMAND", "DOCS", "get"],
  ["COMMAND", "INFO", "set"],
  ["COMMAND", "GETKEYS", "SET", "a", "b"],
  ["CONFIG", "GET", "max*"],
  ["CLIENT", "ID"],
  ["CLIENT", "LIST"],
  ["CLIENT", "SETNAME", "beto"],
  ["CLIENT", "SETINFO", "LIB-NAME", "x"],
  ["GET", "hola.txt"],
  ["GET", "grande.bin"],
  ["GET", "carpeta"],
  ["GETRANGE", "grande.bin", "10", "-10"],
  ["STRLEN", "hola.txt"],
  ["EXISTS", "hola.txt", "no.txt"],
  ["TYPE", "carpeta"],
  ["KEYS", "*"],
  ["SCAN", "0", "MATCH", "*.txt", "COUNT", "5"],
  ["DBSIZE"],
  ["SET", "nuevo.txt", "contenido"],
  ["SET", "otro/dentro.txt", "x".repeat(300), "NX", "GET"],
  ["SETRANGE", "nuevo.txt", "5", "xyz"],
  ["APPEND", "nuevo.txt", "más"],
  ["DEL", "nuevo.txt", "no.txt"],
  ["FILE.LIST", "/", "RECURSIVE", "MATCH", "*", "COUNT", "10"],
  ["FILE.STAT", "hola.txt"],
  ["FILE.HASH", "grande.bin"],
  ["FILE.TAR", "/", "EXCLUDE", "*.bin"],
  ["FILE.MKDIR", "carpeta/otra/más"],
  ["FILE.MOVE", "nuevo.txt", "movido.txt"],
  ["FILE.REMOVE", "otro", "RECURSIVE"],
  ["ROOM.JOIN", "plaza"],
  ["ROOM.LEAVE", "plaza"],
  ["ROOM.SAY", "plaza", "¡hola a todos!"],
  ["ROOM.TELL", "ana", "en privado"],
  ["ROOM.WHO"],
  ["ROOM.LIST"],
  ["ROOM.HISTORY", "plaza", "SINCE", "abc:1", "COUNT", "10"],
  ["ROOM.MUTE", "nadie", "ON"],
  ["ROOM.KICK", "nadie", "por nada"],
  ["SERVER.SAY", "atención"],
  ["SUBSCRIBE", "noticias", "room:plaza", "file:hola.txt"],
  ["UNSUBSCRIBE"],
  ["PSUBSCRIBE", "noti*", "[a-z]?*\\*"],
  ["PUNSUBSCRIBE", "noti*"],
  ["PUBLISH", "noticias", "última hora"],
  ["PUBSUB", "CHANNELS", "*"],
  ["PUBSUB", "NUMSUB", "noticias"],
];

/** Lines that people type. */
const LINES: readonly string[] = [
  "PING\r\n",
  'ECHO "a\\x00\\n\\"b"\r\n',
  "ECHO 'un \\' dos'\r\n",
  "get hola.txt\n",
  "  SET  a.txt   'b c'  \r\n",
  "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
  "\r\n\r\n",
  "*0\r\n*-1\r\n",
];

/** Lengths that lie. */
const LENGTHS: readonly string[] = [
  "-1",
  "-10",
  "0",
  "1",
  "2",
  "7",
  "64",
  "1024",
  "1025",
  "65536",
  "65537",
  "70000",
  "1048577",
  "2147483648",
  "9999999999",
  "18446744073709551616",
  "",
  "-",
  "+3",
  "3 ",
  "0x3",
  "3.5",
  "NaN",
];

const encoder = new TextEncoder();
/** Requests as arrays. */
export const REQUEST_CORPUS: readonly Uint8Array[] = REQUESTS.map((parts) => requestBytes(...parts));
/** Requests as lines. */
export const LINE_CORPUS: readonly Uint8Array[] = LINES.map((line) => encoder.encode(line));
const BOTH: readonly Uint8Array[] = [...REQUEST_CORPUS, ...LINE_CORPUS];

/** Joins bytes. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** `*$%~>|=!`: what a length stands behind, in requests and replies. */
const HEADERS: ReadonlySet<number> = new Set(encoder.encode("*$%~>|=!"));

type Mutation = (input: Uint8Array, random: Random, corpus: readonly Uint8Array[]) => Uint8Array;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  none: (input) => input,
  flipBits(input, random) {
    const out = input.slice();
    for (let left = 1 + random.below(6); left > 0; left--) {
      out[random.below(out.length)]! ^= 1 << random.below(8);
    }
    return out;
  },
  truncate: (input, random) => input.subarray(0, random.below(input.length + 1)),
  behead: (input, random) => input.subarray(random.below(input.length + 1)),
  duplicate(input, random) {
    const from = random.below(input.length), to = from + random.below(input.length - from + 1);
    return concat(input.subarray(0, to), input.subarray(from));
  },
  remove(input, random) {
    const from = random.below(input.length), to = from + random.below(input.length - from + 1);
    return concat(input.subarray(0, from), input.subarray(to));
  },
  splice(input, random, corpus) {
    const other = random.pick(corpus);
    return concat(
      input.subarray(0, random.below(input.length + 1)),
      other.subarray(random.below(other.length + 1)),
    );
  },
  insert(input, random) {
    const at = random.below(input.length + 1);
    return concat(input.subarray(0, at), random.bytes(1 + random.below(12)), input.subarray(at));
  },
  lie(input, random) {
    const headers = [...input.keys()].filter((at) => HEADERS.has(input[at] as number));
    if (headers.length === 0) return input;
    const at = random.pick(headers) + 1;
    let end = at;
    while (end < input.length && input[end] !== 0x0d) end++;
    return concat(input.subarray(0, at), encoder.encode(random.pick(LENGTHS)), input.subarray(end));
  },
  lineBreaks(input, random) {
    const out = input.slice();
    for (const [at, byte] of out.entries()) {
      if ((byte === 0x0d || byte === 0x0a) && random.below(4) === 0) {
        out[at] = random.pick([0x0d, 0x0a, 0x00, 0x20]);
      }
    }
    return out;
  },
  noise: (_input, random) => random.bytes(random.below(120)),
  longLine: (_input, random) => concat(random.bytes(1), new Uint8Array(random.below(600)).fill(0x78)),
};

const EVERY_MUTATION = Object.values(MUTATIONS);

/**
 * Makes an input: one of the corpus, changed up to three times.
 *
 * @param random Where the choices come from.
 * @param corpus What is changed; requests and lines unless told otherwise.
 * @returns Bytes, possibly none.
 */
export function nextInput(random: Random, corpus: readonly Uint8Array[] = BOTH): Uint8Array {
  let input: Uint8Array = random.pick(corpus);
  for (let times = 1 + random.below(3); times > 0 && input.length > 0; times--) {
    input = random.pick(EVERY_MUTATION)(input, random, corpus);
  }
  return input;
}

/**
 * Cuts bytes at random.
 *
 * @param bytes What to cut.
 * @param random Where the choices come from.
 * @returns The pieces, in order; none empty.
 */
export function cut(bytes: Uint8Array, random: Random): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const longest = random.pick([1, 7, 64, 2000]);
  for (let at = 0; at < bytes.length;) {
    const length = 1 + random.below(longest);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

/** Bytes as a test shows them, so that they can be pasted into another. */
export function show(bytes: Uint8Array): string {
  return JSON.stringify(String.fromCharCode(...bytes.subarray(0, 4000)));
}
