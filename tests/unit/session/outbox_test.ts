/** @module */
import { EnchufeError } from "../../../lib/errors.ts";
import { type Limits, makeLimits } from "../../../lib/limits.ts";
import { Outbox } from "../../../lib/session/outbox.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../../helpers/assert.ts";
import { FakeConnection, FakeSource, settle } from "./fakes.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

interface Setup {
  readonly outbox: Outbox;
  readonly sink: FakeConnection;
  readonly failures: string[];
  /** The fake clock. */
  readonly clock: { now: number };
  append(text: string): void;
}

function setUp(limits: Partial<Limits> = {}): Setup {
  const sink = new FakeConnection();
  const failures: string[] = [];
  const clock = { now: 1_000_000 };
  const outbox = new Outbox({
    sink,
    limits: makeLimits(limits),
    now: () => clock.now,
    onFailure: (reason) => failures.push(reason),
  });
  return { outbox, sink, failures, clock, append: (text) => outbox.writer.ascii(text) };
}

/** Whether a promise is settled once everything that can go on has. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(() => settled = true, () => settled = true);
  await settle();
  return settled;
}

Deno.test("flush() what was appended leaves in one write", async () => {
  const { outbox, sink, append } = setUp();
  for (let i = 0; i < 5; i++) append(`${i},`);
  assertEquals([outbox.pending, outbox.sent], [10, 0]);
  outbox.flush();
  await outbox.drained();
  assertEquals(sink.writes, ["0,1,2,3,4,"]);
  assertEquals([outbox.pending, outbox.sent], [0, 10]);
  outbox.flush();
  await settle();
  assertEquals(sink.writes.length, 1);
});

Deno.test("flush() what piles up during a write leaves joined in the next", async () => {
  const { outbox, sink, append } = setUp();
  sink.manual = true;
  append("first");
  outbox.flush();
  for (let i = 0; i < 50; i++) {
    append("r");
    outbox.flush();
    outbox.push(bytes("p"));
  }
  await settle();
  assertEquals([sink.inFlight, outbox.pending], [1, 105]);
  await sink.release();
  assertEquals([sink.writes, sink.inFlight], [["first"], 1]);
  append("later");
  await sink.release();
  await sink.release();
  assertEquals(sink.writes, ["first", "rp".repeat(50), "later"]);
  assertEquals([outbox.pending, outbox.sent, sink.inFlight], [0, 110, 0]);
});

Deno.test("push() copies: the caller may use its bytes again", async () => {
  const { outbox, sink } = setUp();
  sink.manual = true;
  const shared = bytes("one ");
  outbox.push(shared);
  shared.set(bytes("two "));
  outbox.push(shared);
  shared.set(bytes("xxxx"));
  await sink.release();
  await sink.release();
  assertEquals(sink.text, "one two ");
});

Deno.test("flush() a sink that takes a little at a time gets everything in order", async () => {
  for (const most of [1, 2, 3, 7]) {
    const { outbox, sink, append } = setUp();
    sink.most = most;
    for (let i = 0; i < 100; i++) {
      append(`${i};`);
      outbox.flush();
      if (i % 10 === 0) await Promise.resolve();
    }
    await outbox.drained();
    const expected = Array.from({ length: 100 }, (_, i) => `${i};`).join("");
    assertEquals(sink.text, expected);
    assert(sink.writes.every((write) => write.length <= most));
    assertEquals([outbox.sent, outbox.pending], [expected.length, 0]);
  }
});

Deno.test("pending counts what the sink has not taken yet", async () => {
  const { outbox, sink, append } = setUp();
  sink.manual = true;
  sink.most = 4;
  append("0123456789");
  outbox.flush();
  append("ab");
  assertEquals([outbox.pending, outbox.sent], [12, 0]);
  await sink.release();
  assertEquals([outbox.pending, outbox.sent], [8, 4]);
  await sink.release();
  await sink.release();
  assertEquals([outbox.pending, outbox.sent], [2, 10]);
});

Deno.test("push() over the hard limit gives the peer up, and only then", async () => {
  const { outbox, sink, failures, append } = setUp({ outboxHard: 100 });
  sink.manual = true;
  append("x".repeat(40));
  outbox.flush();
  outbox.push(bytes("y".repeat(60)));
  assertEquals([outbox.pending, failures, outbox.failed], [100, [], false]);
  outbox.push(bytes("z"));
  assertEquals(outbox.failed, true);
  assertEquals(failures.length, 1);
  assertMatch(failures[0] ?? "", /^slow reader: 101 bytes unsent, over --outbox-hard$/);
  outbox.push(bytes("more"));
  append("more");
  outbox.flush();
  await sink.release();
  await sink.release();
  assertEquals([sink.text, failures.length], ["x".repeat(40), 1]);
});

Deno.test("tick() over the soft limit for too long gives the peer up", () => {
  const { outbox, sink, failures, clock } = setUp({
    outboxSoft: 10,
    outboxSoftTime: 5000,
    writeTimeout: 60_000,
  });
  sink.manual = true;
  outbox.push(bytes("x".repeat(11)));
  const start = clock.now;
  for (clock.now = start; clock.now <= start + 5000; clock.now += 1000) {
    outbox.tick(clock.now);
    assertEquals(failures, []);
  }
  outbox.tick(start + 5001);
  assertMatch(failures.join(), /^slow reader: 11 bytes unsent for too long, over --outbox-soft$/);
});

Deno.test("tick() at the soft limit there is all the time in the world", () => {
  const { outbox, sink, failures, clock } = setUp({
    outboxSoft: 10,
    outboxSoftTime: 5000,
    writeTimeout: 1_000_000_000,
  });
  sink.manual = true;
  outbox.push(bytes("x".repeat(10)));
  outbox.tick(clock.now + 900_000_000);
  assertEquals(failures, []);
});

Deno.test("tick() a peer that catches up begins with a new allowance", async () => {
  const { outbox, sink, failures, clock } = setUp({
    outboxSoft: 10,
    outboxSoftTime: 5000,
    writeTimeout: 60_000,
  });
  sink.manual = true;
  outbox.push(bytes("x".repeat(11)));
  clock.now += 4000;
  outbox.tick(clock.now);
  await sink.release();
  assertEquals(outbox.pending, 0);
  outbox.tick(clock.now);
  outbox.push(bytes("x".repeat(11)));
  clock.now += 4000;
  outbox.tick(clock.now);
  assertEquals(failures, []);
  clock.now += 1001;
  outbox.tick(clock.now);
  assertEquals(failures.length, 1);
});

Deno.test("tick() a peer that catches up between two ticks begins with a new allowance", async () => {
  const { outbox, sink, failures, clock } = setUp({
    outboxSoft: 10,
    outboxSoftTime: 5000,
    writeTimeout: 60_000,
  });
  sink.manual = true;
  // A burst every second, each taken at once: it is never behind for longer than a moment.
  for (let i = 0; i < 10; i++) {
    outbox.push(bytes("x".repeat(11)));
    clock.now += 1000;
    outbox.tick(clock.now);
    await sink.release();
    assertEquals(outbox.pending, 0);
  }
  assertEquals(failures, []);
});

Deno.test("tick() a write that does not move gives the peer up", async () => {
  const { outbox, sink, failures, clock, append } = setUp({ writeTimeout: 5000 });
  sink.manual = true;
  sink.most = 2;
  append("12345");
  outbox.flush();
  for (let i = 0; i < 2; i++) {
    clock.now += 5000;
    outbox.tick(clock.now);
    assertEquals(failures, []);
    // Any progress counts.
    await sink.release();
  }
  clock.now += 5001;
  outbox.tick(clock.now);
  assertEquals(failures, ["write stalled, over --write-timeout"]);
});

Deno.test("tick() nothing stalls when nothing is being written", async () => {
  const { outbox, failures, clock, append } = setUp({ writeTimeout: 5000 });
  append("x");
  outbox.flush();
  await outbox.drained();
  outbox.tick(clock.now + 1_000_000);
  await outbox.stream(new FakeSource("file"));
  outbox.tick(clock.now + 1_000_000);
  assertEquals(failures, []);
});

Deno.test("stream() a file comes behind what was appended, pushes wait behind it", async () => {
  const { outbox, sink, append } = setUp();
  sink.manual = true;
  append("before|");
  outbox.flush();
  append("$4\r\n");
  const streamed = outbox.stream(new FakeSource("file"));
  outbox.push(bytes("pushed|"));
  append("replied|");
  outbox.flush();
  for (let i = 0; i < 20; i++) {
    await sink.release();
    if (i === 2) outbox.push(bytes("pushed too|"));
  }
  await streamed;
  assertEquals(sink.text, "before|$4\r\nfile\r\npushed|replied|pushed too|");
  assertEquals(outbox.pending, 0);
});

Deno.test("stream() any size arrives whole, however little the sink takes", async () => {
  const content = "0123456789abcdef".repeat(50_000);
  for (const size of [0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 800_000]) {
    for (const most of [100_003, Infinity]) {
      const { outbox, sink, append } = setUp();
      sink.most = most;
      append("head|");
      await outbox.stream(new FakeSource(content.slice(0, size)));
      assert(sink.text === `head|${content.slice(0, size)}\r\n`, `${size} bytes, ${most} at a time`);
      assertEquals(outbox.sent, size + 7);
    }
  }
});

Deno.test("stream() a source that gives a little at a time and a trailer of one's own", async () => {
  const { outbox, sink } = setUp();
  const text = "piece by piece";
  let at = 0;
  const source = {
    size: text.length,
    read(into: Uint8Array): Promise<number | null> {
      if (into.length === 0) return Promise.resolve(0);
      into[0] = text.charCodeAt(at++);
      return Promise.resolve(1);
    },
    close() {},
  };
  await outbox.stream(source, { trailer: bytes("!") });
  assertEquals(sink.text, "piece by piece!");
});

Deno.test("stream() a source that ends early is an error, and no line break follows", async () => {
  const { outbox, sink, append } = setUp();
  append("$10\r\n");
  const error = await assertRejects(
    () => outbox.stream(new FakeSource("short", 10)),
    EnchufeError,
    "became shorter",
  );
  assertEquals([error.code, error.fatal], ["IO", true]);
  assertEquals(sink.text, "$10\r\nshort");
});

Deno.test("stream() a source that fails while a write is under way is an error of stream(), and no unhandled one", async () => {
  const { outbox, sink } = setUp();
  sink.manual = true;
  let reads = 0;
  const source = new FakeSource("x".repeat(600_000));
  source.onRead = (count) =>
    ++reads === 1 ? Promise.resolve(count) : Promise.reject(new EnchufeError("IO", "The disk failed"));
  const unhandled: unknown[] = [];
  const onUnhandled = (event: PromiseRejectionEvent): void => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  addEventListener("unhandledrejection", onUnhandled);
  try {
    const streamed = outbox.stream(source);
    streamed.catch(() => {});
    await settle();
    assertEquals([reads, sink.inFlight], [2, 1]);
    // Rejections are looked at between two turns of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (let i = 0; i < 5; i++) await sink.release();
    await assertRejects(() => streamed, EnchufeError, "The disk failed");
    assertEquals(unhandled, []);
  } finally {
    removeEventListener("unhandledrejection", onUnhandled);
  }
});

Deno.test("stream() a peer that goes away gives it up once", async () => {
  const { outbox, sink, failures } = setUp();
  const source = new FakeSource("x".repeat(600_000));
  sink.manual = true;
  const streamed = outbox.stream(source);
  await settle();
  sink.writeError = new Deno.errors.ConnectionReset("gone");
  await sink.release();
  await streamed.catch(() => {});
  assertEquals([failures, outbox.failed, sink.text], [["reset by peer"], true, ""]);
});

Deno.test("drained() waits for what is under way, and for nothing else", async () => {
  const { outbox, sink, append } = setUp();
  assertEquals(await isSettled(outbox.drained()), true);
  sink.manual = true;
  append("one");
  const drained = outbox.drained();
  assertEquals([await isSettled(drained), sink.inFlight], [false, 1]);
  outbox.push(bytes("two"));
  await sink.release();
  assertEquals(await isSettled(drained), false);
  await sink.release();
  assertEquals(await isSettled(drained), true);
});

Deno.test("drained() during stream() waits for the end of the file and no longer", async () => {
  for (const pushed of ["", "pushed"]) {
    const { outbox, sink } = setUp();
    sink.manual = true;
    const streamed = outbox.stream(new FakeSource("file"));
    await settle();
    const drained = outbox.drained();
    outbox.push(bytes(pushed));
    assertEquals(await isSettled(drained), false);
    for (let i = 0; i < 5; i++) await sink.release();
    await streamed;
    assertEquals(sink.text, `file\r\n${pushed}`);
    assertEquals(await isSettled(drained), true, `with ${JSON.stringify(pushed)} behind the file`);
  }
});

Deno.test("fail() drops what is pending, wakes whoever waits, tells once", async () => {
  const { outbox, sink, failures, append } = setUp();
  sink.manual = true;
  append("in flight");
  outbox.flush();
  append("pending");
  const drained = outbox.drained();
  outbox.fail("why");
  outbox.fail("again");
  assertEquals(failures, ["why"]);
  assertEquals(await isSettled(drained), true);
  await sink.release();
  await sink.release();
  assertEquals(sink.text, "in flight");
});

Deno.test("flush() a write that fails says why in the words of the log", async () => {
  const rows: [error: Error, reason: string][] = [
    [new Deno.errors.ConnectionReset("x"), "reset by peer"],
    [new Deno.errors.BrokenPipe("x"), "peer gone"],
    [new Deno.errors.BadResource("x"), "closed"],
    [new Error("strange"), "strange"],
  ];
  for (const [error, reason] of rows) {
    const { outbox, sink, failures, append } = setUp();
    sink.writeError = error;
    append("x");
    await outbox.drained();
    assertEquals([failures, outbox.failed], [[reason], true]);
  }
});
