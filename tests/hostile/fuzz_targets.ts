/**
 * What the fuzzer feeds: every place where bytes of a stranger are taken apart. Each gives a value that says all that
 * came out, so that two ways of cutting the same bytes can be compared.
 *
 * @module
 */
import { MessageReader } from "../../lib/classic/message_reader.ts";
import { EnchufeError } from "../../lib/errors.ts";
import { ByteWriter } from "../../lib/framing/byte_writer.ts";
import { encodeReply } from "../../lib/framing/encoder.ts";
import { LineSplitter } from "../../lib/framing/lines.ts";
import {
  decodePickle,
  encodePickle,
  PickleScanner,
  type PickleValue,
  Tuple,
} from "../../lib/framing/pickle.ts";
import { ErrorReply, Push, type Reply, Simple, Verbatim } from "../../lib/framing/reply.ts";
import { ReplyDecoder } from "../../lib/framing/reply_decoder.ts";
import type { Request } from "../../lib/framing/request.ts";
import { RequestDecoder } from "../../lib/framing/request_decoder.ts";
import { makeLimits } from "../../lib/limits.ts";
import { Session } from "../../lib/session/session.ts";
import { READABLE } from "../unit/framing/pickle/vectors.ts";
import { FakeConnection } from "../unit/session/fakes.ts";
import { concat, LINE_CORPUS, REQUEST_CORPUS } from "./mutations.ts";

/** What came out of some bytes. */
export interface Outcome {
  /** Every value, in order. */
  readonly values: readonly unknown[];
  /** What the peer would be told at the end, if the bytes were refused. */
  readonly refused: string | undefined;
  /** What was left over. */
  readonly rest: unknown;
}

/** One place where bytes are taken apart. */
export interface FuzzTarget {
  /** For the report and for replaying. */
  readonly name: string;
  /** Inputs that work. */
  readonly corpus: readonly Uint8Array[];
  /** Takes the pieces as they would arrive. @throws Whatever is no refusal: a defect. */
  readonly decode: (pieces: readonly Uint8Array[]) => Outcome | Promise<Outcome>;
}

/** Small, so that inputs of a few hundred bytes reach each of them. */
const LIMITS = makeLimits({
  maxLine: 100,
  maxArguments: 8,
  maxArgument: 40,
  maxRequest: 200,
  maxUpload: 500,
});
const encoder = new TextEncoder();

/** More calls than this for so many bytes would be a loop that gets nowhere. */
class Steps {
  #left: number;

  constructor(pieces: readonly Uint8Array[]) {
    this.#left = 100 + pieces.reduce((sum, { length }) => sum + 4 * length + 8, 0);
  }

  take(): void {
    if (--this.#left < 0) throw new Error("The decoder gets nowhere");
  }
}

/** The text of a refusal. @throws Anything else. */
function refusal(thrown: unknown): string {
  if (thrown instanceof EnchufeError) return `${thrown.code} ${thrown.message}`;
  throw thrown;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** The content of `SET` may be streamed, as the server's table has it. */
function payloadArgument(request: Request): number {
  return request.is(0, "SET") ? 2 : -1;
}

function decodeRequests(pieces: readonly Uint8Array[]): Outcome {
  const decoder = new RequestDecoder({ limits: LIMITS, payloadArgument });
  const steps = new Steps(pieces), values: unknown[] = [];
  let payload = "";
  for (const piece of pieces) {
    decoder.push(piece);
    for (;;) {
      steps.take();
      while (decoder.payloadLeft > 0) {
        const part = decoder.takePayload();
        if (part.length === 0) break;
        payload += latin1(part);
      }
      // `next` may be called again only when the whole payload has been taken.
      if (decoder.payloadLeft > 0) break;
      const status = decoder.next();
      if (status === "more") break;
      if (status === "fatal") return { values, refused: decoder.error?.message, rest: undefined };
      if (status === "payload" || status === "nothing") continue;
      const { request } = decoder;
      const parts = Array.from({ length: request.count }, (_, i) => latin1(request.bytes(i)));
      if (parts.length > LIMITS.maxArguments) throw new Error("More arguments than are allowed");
      values.push({ parts, payload: request.payloadIndex < 0 ? undefined : payload });
      payload = "";
    }
  }
  return { values, refused: undefined, rest: [decoder.payloadLeft, payload] };
}

/** Limits of a client, made small. */
const REPLY_LIMITS = { maxBulk: 200, maxItems: 40, maxTotal: 2000 };

function decodeReplies(pieces: readonly Uint8Array[], streamBody: boolean): Outcome {
  const decoder = new ReplyDecoder(REPLY_LIMITS);
  decoder.streamBody = streamBody;
  const steps = new Steps(pieces), values: unknown[] = [];
  let body: string | undefined;
  try {
    for (const piece of pieces) {
      decoder.push(piece);
      for (;;) {
        steps.take();
        while (decoder.bodyLeft > 0) {
          const part = decoder.takeBody();
          if (part.length === 0) break;
          body += latin1(part);
        }
        if (decoder.bodyLeft > 0) break;
        if (body !== undefined) values.push({ body });
        body = undefined;
        const status = decoder.next();
        if (status === "more") break;
        if (status === "value") values.push(decoder.value);
        else body = "";
      }
    }
  } catch (thrown) {
    return { values, refused: refusal(thrown), rest: undefined };
  }
  return { values, refused: undefined, rest: [decoder.bodyLeft, body] };
}

function decodeLines(pieces: readonly Uint8Array[]): Outcome {
  const splitter = new LineSplitter({ maxLine: LIMITS.maxLine });
  const values: string[] = [];
  try {
    for (const piece of pieces) {
      splitter.push(piece);
      for (let line = splitter.next(); line !== undefined; line = splitter.next()) values.push(latin1(line));
    }
    const rest = splitter.rest({ end: true });
    return { values, refused: undefined, rest: rest && latin1(rest) };
  } catch (thrown) {
    return { values, refused: refusal(thrown), rest: undefined };
  }
}

/** As the classic services read: a session, whose peer sends everything and ends. */
async function decodeMessages(pieces: readonly Uint8Array[]): Promise<Outcome> {
  const connection = new FakeConnection();
  const session = new Session({
    id: 1,
    connection,
    protocol: "echo",
    host: "127.0.0.1",
    port: 1,
    limits: LIMITS,
    now: () => 0,
  });
  const reader = new MessageReader(session, { maxLine: LIMITS.maxLine });
  connection.giveBytes(...pieces, null);
  const values: string[] = [];
  try {
    for (let message = await reader.next(); message !== undefined; message = await reader.next()) {
      values.push(latin1(message));
    }
    return { values, refused: undefined, rest: undefined };
  } catch (thrown) {
    return { values, refused: refusal(thrown), rest: undefined };
  } finally {
    session.end("done");
  }
}

/** As the menu service reads: a growing buffer, of which the scanner finds where each pickle ends. */
function decodePickles(pieces: readonly Uint8Array[]): Outcome {
  const options = { maxBytes: 600 };
  const scanner = new PickleScanner(options), steps = new Steps(pieces);
  const values: PickleValue[] = [];
  let waiting: Uint8Array = new Uint8Array(0);
  try {
    for (const piece of pieces) {
      waiting = concat(waiting, piece);
      for (let length = scanner.scan(waiting); length !== undefined; length = scanner.scan(waiting)) {
        steps.take();
        const found = decodePickle(waiting.subarray(0, length), options);
        if (found === undefined) throw new Error("The scanner found an end that the decoder does not");
        values.push(found.value);
        waiting = waiting.subarray(length);
      }
    }
  } catch (thrown) {
    return { values, refused: refusal(thrown), rest: undefined };
  }
  return { values, refused: undefined, rest: waiting.length };
}

const REPLIES: readonly Reply[] = [
  new Simple("OK"),
  new ErrorReply("NOTFOUND", 'The share has no "a.txt"'),
  null,
  true,
  -7,
  2n ** 70n,
  1.5,
  NaN,
  -Infinity,
  "señal 👋",
  new Uint8Array(150),
  new Verbatim("txt", "# Server\r\nuptime:1\r\n"),
  [],
  ["a", ["b", [null, [3]]]],
  new Map<string, Reply>([["name", "a.txt"], ["size", 3], ["more", new Map()]]),
  new Set<Reply>([1, 2, "tres"]),
  new Push(["message", "room:plaza", '{"event":"message"}']),
];

function replyCorpus(): Uint8Array[] {
  const corpus = REPLIES.flatMap((reply) =>
    ([2, 3] as const).map((version) => {
      const writer = new ByteWriter();
      encodeReply(reply, version, writer);
      return writer.copy();
    })
  );
  const rare = [
    "|1\r\n+ttl\r\n:3600\r\n*2\r\n:1\r\n:2\r\n",
    "!21\r\nSYNTAX invalid syntax\r\n",
    "(3492890328409238509324850943850943825024385\r\n",
    "*-1\r\n",
    "$-1\r\n",
    "*1\r\n".repeat(40) + ":1\r\n",
  ];
  return [...corpus, ...rare.map((text) => encoder.encode(text))];
}

const WORDS = [
  "hola\n",
  "LISTAR\r\n",
  "arquivo.txt",
  "/sair\r",
  "ñandú\n😀",
  "\r\n\r\n",
  "x".repeat(99) + "\r\n",
];
const QUOTED = [
  `SET "a b" 'c d'\r\n`,
  `ECHO "\\x00\\xff\\n" '\\'' x\n`,
  `"a"b\r\n`,
  `ECHO "no end\r\n`,
  `POST / HTTP/1.1\r\nHost: a\r\n\r\n`,
];
const PICKLES: readonly PickleValue[] = [
  ["CONSULTA", null],
  ["ARQUIVO", "piñata.txt"],
  new Tuple(["a", 1, 2.5, -1n << 80n, true, null, new Uint8Array(9), [[[]]]]),
];

/** All of them. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  { name: "requests", corpus: REQUEST_CORPUS, decode: decodeRequests },
  {
    name: "inline",
    corpus: [...LINE_CORPUS, ...QUOTED.map((line) => encoder.encode(line))],
    decode: decodeRequests,
  },
  { name: "replies", corpus: replyCorpus(), decode: (pieces) => decodeReplies(pieces, false) },
  { name: "bodies", corpus: replyCorpus(), decode: (pieces) => decodeReplies(pieces, true) },
  { name: "lines", corpus: WORDS.map((word) => encoder.encode(word)), decode: decodeLines },
  { name: "messages", corpus: WORDS.map((word) => encoder.encode(word)), decode: decodeMessages },
  {
    name: "pickle",
    corpus: [...PICKLES.map(encodePickle), ...READABLE.map(({ bytes }) => bytes)],
    decode: decodePickles,
  },
];
