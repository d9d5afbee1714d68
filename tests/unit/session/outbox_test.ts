import { assert, assertEquals, assertMatch } from "../../helpers/assert.ts";
import { makeLimits } from "../../../lib/limits.ts";
import { Departures } from "../../../lib/session/departures.ts";
import { Outbox } from "../../../lib/session/outbox.ts";
import { FakeConnection, FakeSource, settle } from "./fakes.ts";
import { isSettled, setUp } from "./outbox_fixture.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Limits of which the soft one is reached first. */
const SOFT = { outboxSoft: 10, outboxSoftTime: 5000, writeTimeout: 60_000 };

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

Deno.test("push() what is published in one go leaves in one write", async () => {
  const sink = new FakeConnection();
  const outbox = new Outbox({
    sink,
    limits: makeLimits(),
    now: Date.now,
    onFailure: () => {},
    departures: new Departures(),
  });
  for (let i = 0; i < 5; i++) outbox.push(bytes(`${i},`));
  assertEquals(sink.writes, []);
  await outbox.drained();
  outbox.push(bytes("next"));
  await settle();
  assertEquals(sink.writes, ["0,1,2,3,4,", "next"]);
});

Deno.test("tick() a silent outbox gives its buffers back", async () => {
  const { outbox, sink, append } = setUp();
  append("x".repeat(40_000));
  await outbox.drained();
  append("more");
  await outbox.drained();
  assertEquals(outbox.writer.buffer.length >= 4, true);
  for (let i = 0; i < 2; i++) outbox.tick(1_000_000);
  assertEquals(outbox.writer.buffer.length, 0);
  append("again");
  await outbox.drained();
  assertEquals(sink.writes.map((write) => write.length), [40_000, 4, 5]);
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
  const { outbox, sink, failures, clock } = setUp(SOFT);
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
  const { outbox, sink, failures, clock } = setUp({ ...SOFT, writeTimeout: 1_000_000_000 });
  sink.manual = true;
  outbox.push(bytes("x".repeat(10)));
  outbox.tick(clock.now + 900_000_000);
  assertEquals(failures, []);
});

Deno.test("tick() a peer that catches up begins with a new allowance", async () => {
  const { outbox, sink, failures, clock } = setUp(SOFT);
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
  const { outbox, sink, failures, clock } = setUp(SOFT);
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
