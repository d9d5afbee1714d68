import { EnchufeError } from "../../../lib/errors.ts";
import { ErrorReply, Push, Verbatim } from "../../../lib/framing/reply.ts";
import { dialWithin, whereIs } from "../../../lib/client/dial.ts";
import { toEvent } from "../../../lib/client/events.ts";
import { AlreadyTold, errorLine, exitStatus, Interrupted, jsonLine } from "../../../lib/client/exit.ts";
import { Pacer } from "../../../lib/client/pacer.ts";
import { backOff } from "../../../lib/client/reconnect.ts";
import {
  entryLine,
  eventLine,
  kickedText,
  memberLines,
  replyText,
  roomLines,
  watchLine,
} from "../../../lib/client/render.ts";
import { toEntry, toInfo, toJson } from "../../../lib/client/replies.ts";
import { toHistory } from "../../../lib/client/room_replies.ts";
import { linesOf } from "../../../lib/client/talk.ts";
import { completeLine } from "../../../lib/client/completion.ts";
import { Connection } from "../../../lib/client/connection.ts";
import { texts } from "../../../lib/texts/texts.ts";
import { speak } from "../../helpers/texts.ts";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "../../helpers/assert.ts";
import { FastClock } from "./fake_terminal.ts";
import { fakeServer, record } from "./memory_transport.ts";

const STATUSES: readonly (readonly [thrown: unknown, status: number])[] = [
  [new EnchufeError("USAGE", "x"), 2],
  [new EnchufeError("LOST", "x"), 3],
  [new EnchufeError("TIMEOUT", "x"), 3],
  [new EnchufeError("UNREACHABLE", "x"), 3],
  [new EnchufeError("BADREPLY", "x"), 3],
  [new EnchufeError("DIGEST", "x"), 4],
  [new EnchufeError("NOPERM", "x"), 1],
  [new Interrupted(), 130],
  [new AlreadyTold(4), 4],
  [new TypeError("x"), 1],
];

Deno.test("exitStatus() is the documented one", () => {
  for (const [thrown, status] of STATUSES) assertEquals(exitStatus(thrown), status);
});

Deno.test("errorLine() is one escaped line, or JSON", () => {
  const error = new EnchufeError("NOTFOUND", "No 'a\u001b\u202eb'");
  assertEquals(errorLine(error), "enchufe: NOTFOUND No 'a\\u{1b}\\u{202e}b'");
  assertEquals(errorLine(error, { json: true }), `{"error":"NOTFOUND","message":"No 'a\\u001b\\u202eb'"}`);
  assertEquals(errorLine(new Interrupted()), "enchufe: interrupted");
  assertEquals(errorLine("odd\nthing"), "enchufe: ERR odd thing");
});

Deno.test("jsonLine() writes what a terminal would obey as escapes that mean the same", () => {
  const value = { "a\u202e": "\u009b\u2028ñ😀\n", big: 12345678901234567890n };
  const line = jsonLine(value);
  assertEquals(line, '{"a\\u202e":"\\u009b\\u2028ñ😀\\n","big":"12345678901234567890"}');
});

Deno.test("backOff() doubles from 0.5 s to 10 s, less up to a quarter", () => {
  assertEquals([0, 1, 2, 3, 4, 5, 6, 99].map((attempt) => backOff(attempt, 0)), [
    500,
    1000,
    2000,
    4000,
    8000,
    10_000,
    10_000,
    10_000,
  ]);
  assertEquals(backOff(0, 1), 375);
});

Deno.test("Pacer.send() counts from the answer, and counts what was refused", async () => {
  const clock = new FastClock();
  const pacer = new Pacer(clock);
  const sent: number[] = [];
  for (let at = 0; at < 11; at++) {
    await pacer.send(() => {
      sent.push(clock.time);
      clock.time += 10;
      return at % 2 === 0 ? Promise.resolve() : Promise.reject(new Error("refused"));
    }).catch(() => {});
  }
  assertEquals(sent, [0, 10, 20, 30, 40, 1060, 1070, 1080, 1090, 1100, 2120]);
});

Deno.test("Pacer.send() stops waiting when it is told to", async () => {
  const clock = new FastClock();
  const pacer = new Pacer(clock);
  for (let at = 0; at < 5; at++) await pacer.send(() => Promise.resolve());
  const stop = AbortSignal.abort(new Interrupted());
  await assertRejects(() => pacer.send(() => Promise.resolve(), stop), Interrupted);
});

Deno.test("toEvent() reads events and passes over everything else", () => {
  const json = JSON.stringify({
    event: "message",
    room: "r",
    from: 5,
    text: "t",
    at: 1,
    offset: "2",
    odd: {},
  });
  assertEquals(toEvent(new Push(["message", "room:r", json])), {
    channel: "room:r",
    event: "message",
    room: "r",
    text: "t",
    at: 1,
  });
  assertEquals(toEvent(new Push(["pmessage", "file:*", "file:a", '{"event":"removed","path":"a"}'])), {
    channel: "file:a",
    event: "removed",
    path: "a",
  });
  for (
    const items of [
      ["subscribe", "room:r", 1],
      ["message", "room:r"],
      ["message", "c", "no json"],
      ["message", "c", "null"],
      ["message", "c", "[]"],
      ["message", "c", '{"event":5}'],
      [],
    ]
  ) assertEquals(toEvent(new Push(items)), undefined);
});

Deno.test("entryLine() puts the name last, escaped, and a slash behind a directory", () => {
  const entry = { path: "a\nb", name: "a\nb", type: "file", size: 1536, mtime: 0 } as const;
  assertMatch(entryLine(entry), /^file {5}1\.5 KiB {2}\d\d [A-Z][a-z]+ +\d{4}, \d\d:\d\d {2}a\\nb$/);
  assertMatch(entryLine({ ...entry, type: "dir", name: "d" }), /^dir {12}- {2}.* {2}d\/$/);
});

Deno.test("memberLines() and watchLine() are escaped", () => {
  assertMatch(
    memberLines([{ name: "a\u202e", address: "1:2", rooms: [], since: 0 }])[0] ?? "",
    /^a\\u\{202e\} {2}1:2 {2}- {2}\d\d:\d\d:\d\d$/,
  );
  assertMatch(
    watchLine({ channel: "room:r", event: "join", room: "r\u001b", name: "x\r", at: 0 }),
    /^\[r\\u\{1b\}\] \d\d:\d\d:\d\d \* x\\r joined$/,
  );
  assertMatch(
    watchLine({ channel: "file:a", event: "created", path: "a\n", by: "ana", at: 0 }),
    /^\d\d:\d\d:\d\d a\\n created by ana$/,
  );
});

Deno.test("memberLines() roomLines() keep their columns in line, and leave no blanks at the end", () => {
  const rooms = [{ room: "plaza", members: 12, messages: 1 }, { room: "a", members: 1, messages: 1_000_000 }];
  assertEquals(roomLines(rooms.map((room) => ({ ...room, offset: 0 }))), [
    "plaza  12 members  1 message",
    "a      1 member    1000000 messages",
  ]);
  const since = new Date(2026, 10, 21, 9, 5).getTime();
  const members = [
    { name: "ana", address: "127.0.0.1:40000", rooms: [], since },
    { name: "beatriz", address: "[::1]:9", rooms: ["plaza", "a"], since },
  ];
  assertEquals(memberLines(members), [
    "ana      127.0.0.1:40000  -        09:05:00",
    "beatriz  [::1]:9          plaza,a  09:05:00",
  ]);
  assertEquals([roomLines([]), memberLines([])], [[], []]);
});

Deno.test("kickedText() says the reason only if one was given, whatever the server speaks", () => {
  const kicked = { channel: "tell:ana", event: "kicked" };
  try {
    speak("es");
    const { kickReason } = texts.console;
    for (const reason of ["Kicked by the server", "Expulsão pelo servidor"]) {
      assertEquals(kickedText({ ...kicked, reason }), "Esta sesión fue expulsada");
      const left = eventLine({ channel: "room:a", event: "leave", room: "a", name: "ana", at: 0, reason });
      assertStringIncludes(left, `ana salió (${kickReason})`);
    }
    assertEquals(kickedText({ ...kicked, reason: "gritos" }), "Esta sesión fue expulsada: gritos");
  } finally {
    speak("en");
  }
});

Deno.test("replyText() lays replies out, escaped", () => {
  const reply = record({
    list: [1, "two\n", null, true, 1.5],
    empty: [],
    err: new ErrorReply("ERR", "no\u001b"),
  });
  assertEquals(
    replyText(reply),
    [
      "list: 1) (integer) 1",
      "      2) two\\n",
      "      3) (nil)",
      "      4) (true)",
      "      5) (double) 1.5",
      "empty: (empty)",
      "err: (error) ERR no\\u{1b}",
    ].join("\n"),
  );
  assertEquals(replyText("a\nb\r"), "a\nb\\r");
  assertEquals(replyText(new Set(["x"])), "1) x");
});

Deno.test("toJson() keeps structure", () => {
  const bytes = new TextEncoder().encode("ñ");
  assertEquals(toJson(record({ a: [1, bytes, null, new Set([true])] })), { a: [1, "ñ", null, [true]] });
});

Deno.test("toInfo() groups keys by section", () => {
  const text =
    "# Server\r\nenchufe_version:0.1.0\r\n\r\n# Clients\r\nconnected_clients:2\r\nodd\r\n# constructor\r\nx:1\r\n";
  assertEquals(toInfo(new Verbatim("txt", text)), {
    server: { enchufe_version: "0.1.0" },
    clients: { connected_clients: "2" },
    constructor: { x: "1" },
  });
});

Deno.test("toEntry() and toHistory() refuse another shape", () => {
  for (const reply of [null, "x", [], record({ path: "a" }), record({ path: "a", name: "a", size: "x" })]) {
    assertEquals(assertThrows(() => toEntry(reply), EnchufeError).code, "BADREPLY");
  }
  const broken = record({ epoch: "e", recovered: true, next: 1, messages: ["x"] });
  assertEquals(assertThrows(() => toHistory(broken), EnchufeError).code, "BADREPLY");
});

Deno.test("linesOf() splits a stream wherever it is cut", async () => {
  const bytes = new TextEncoder().encode("uno\r\n\ndos ñ😀\nfin");
  for (let cut = 0; cut <= bytes.length; cut++) {
    const stream = ReadableStream.from([bytes.slice(0, cut), bytes.slice(cut)]);
    assertEquals(await Array.fromAsync(linesOf(stream)), ["uno", "", "dos ñ😀", "fin"]);
  }
  assertEquals(await Array.fromAsync(linesOf(ReadableStream.from([]))), []);
});

const DIAL: readonly (readonly [thrown: Error, code: string, text: RegExp])[] = [
  [
    new Deno.errors.ConnectionRefused("x"),
    "UNREACHABLE",
    /127\.0\.0\.1:5050: nothing listens.*Start it with: enchufe-server/,
  ],
  [new Error("failed to lookup address information"), "UNREACHABLE", /the host is not known/],
  [new Error("No route to host"), "UNREACHABLE", /No route to host/],
];

for (const [thrown, code, text] of DIAL) {
  Deno.test(`dialWithin() ${thrown.name}: ${thrown.message}`, async () => {
    const options = {
      where: whereIs("127.0.0.1", 5050),
      timeout: 60_000,
      signal: new AbortController().signal,
    };
    const error = await assertRejects(() => dialWithin(() => Promise.reject(thrown), options), EnchufeError);
    assertEquals(error.code, code);
    assertMatch(error.message, text);
  });
}

Deno.test("dialWithin() gives up in time, or when interrupted", async () => {
  const hanging = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const never = new AbortController();
  const late = await assertRejects(
    () => dialWithin(hanging, { where: "h:1", timeout: 5, signal: never.signal }),
    EnchufeError,
  );
  assertEquals(late.code, "TIMEOUT");
  const dialling = dialWithin(hanging, { where: "h:1", timeout: 60_000, signal: never.signal });
  never.abort(new Interrupted());
  await assertRejects(() => dialling, Interrupted);
});

Deno.test("whereIs() puts brackets around IPv6", () => {
  assertEquals([whereIs("a", 1), whereIs("::1", 1)], ["a:1", "[::1]:1"]);
});

Deno.test("completeLine() completes commands, paths, members and rooms", async () => {
  const entry = (name: string, type: string) => record({ path: name, name, type, size: 0, mtime: 0 });
  const server = fakeServer(([command, path]) => {
    switch (command) {
      case "FILE.LIST":
        if (path === "docs") return ["0", [entry("y.txt", "file")]];
        return ["0", [
          entry("docs", "dir"),
          entry("Do it.txt", "file"),
          entry("d\u001b", "file"),
          entry("z", "file"),
        ]];
      case "ROOM.WHO":
        return ["ana", "Andrés", "luz"].map((name) => record({ name, address: "x", rooms: [], since: 0 }));
      default:
        return ["plaza", "sala"].map((room) => record({ room, members: 0, messages: 0, offset: 1 }));
    }
  });
  const connection = new Connection(await server.dial(), { timeout: 60_000, where: "test:1" });
  const rows: readonly (readonly [line: string, candidates: string[], part: string])[] = [
    ["/l", ["/ls ", "/listar ", "/listar_arquivos ", "/leave "], "/l"],
    ["/get d", ["docs/", "Do it.txt"], "d"],
    ["/get docs/", ["docs/y.txt"], "docs/"],
    ["/tell an", ["ana ", "Andrés "], "an"],
    ["/tell ana an", [], "ana an"],
    ["/join s", ["sala"], "s"],
    ["/time x", [], "x"],
    ["an", ["ana: ", "Andrés: "], "an"],
    ["hola l", ["luz "], "l"],
  ];
  for (const [line, candidates, part] of rows) {
    assertEquals(await completeLine(line, connection), [candidates, part], line);
  }
  connection.close();
});
