/** @module */
import { type Limits, makeLimits } from "../../../lib/limits.ts";
import { isLoopback, Session } from "../../../lib/session/session.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { FakeConnection, settle } from "./fakes.ts";

interface Setup {
  readonly session: Session;
  readonly connection: FakeConnection;
  readonly clock: { now: number };
  /** How often `onEnd` was called. */
  readonly ends: { count: number };
}

function setUp(limits: Partial<Limits> = {}, host = "192.0.2.1"): Setup {
  const connection = new FakeConnection();
  const clock = { now: 1_000_000 };
  const session = new Session({
    id: 7,
    connection,
    protocol: "resp",
    host,
    port: 4242,
    limits: makeLimits(limits),
    now: () => clock.now,
  });
  const ends = { count: 0 };
  session.onEnd = () => void ends.count++;
  return { session, connection, clock, ends };
}

Deno.test("Session knows where its peer is", () => {
  assertEquals(setUp().session.address, "192.0.2.1:4242");
  assertEquals(setUp({}, "2001:db8::1").session.address, "[2001:db8::1]:4242");
  const rows: [host: string, loopback: boolean][] = [
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["192.0.2.1", false],
    ["::2", false],
    ["::ffff:192.0.2.1", false],
    ["128.0.0.1", false],
  ];
  for (const [host, loopback] of rows) {
    assertEquals([isLoopback(host), setUp({}, host).session.loopback], [loopback, loopback]);
  }
});

Deno.test("read() counts bytes and notes when the peer was heard", async () => {
  const { session, connection, clock } = setUp();
  const into = new Uint8Array(10);
  connection.give("hello");
  clock.now += 500;
  assertEquals([await session.read(into), session.received, session.lastActive], [5, 5, clock.now]);
  connection.give(null);
  clock.now += 500;
  assertEquals([await session.read(into), session.received, session.lastActive], [null, 5, clock.now - 500]);
  assertEquals(session.ended, false);
});

Deno.test("read() a failure ends the session and says why", async () => {
  for (
    const [error, reason] of [
      [new Deno.errors.ConnectionReset("x"), "reset by peer"],
      [new Error("x"), "connection lost"],
    ] as const
  ) {
    const { session, connection, ends } = setUp();
    connection.give(error);
    assertEquals(await session.read(new Uint8Array(1)), null);
    assertEquals([session.endReason, connection.isClosed, ends.count], [reason, true, 1]);
    assertEquals(await session.read(new Uint8Array(1)), null);
  }
});

Deno.test("finish() says its last words, then reads what the peer still sends, then closes", async () => {
  const { session, connection, ends } = setUp();
  connection.manual = true;
  session.outbox.writer.ascii("-ERR last words\r\n");
  const finished = session.finish("told");
  await settle();
  assertEquals([connection.isWriteClosed, connection.isClosed, session.ended], [false, false, true]);
  await connection.release();
  assertEquals([connection.text, connection.isWriteClosed, connection.isClosed], [
    "-ERR last words\r\n",
    true,
    false,
  ]);
  connection.give("more", "and more");
  await settle();
  assertEquals([connection.isClosed, session.endReason, ends.count], [false, undefined, 0]);
  connection.give(null);
  await finished;
  assertEquals([connection.isClosed, session.endReason, ends.count], [true, "told", 1]);
  await session.finish("again");
  assertEquals([session.endReason, ends.count, session.received], ["told", 1, 0]);
});

Deno.test("finish() a read under way is not obeyed any more", async () => {
  const { session, connection } = setUp();
  const read = session.read(new Uint8Array(10));
  const finished = session.finish("told");
  connection.give("DEL x\r\n", null);
  assertEquals([await read, session.received], [null, 0]);
  assertEquals(await session.read(new Uint8Array(10)), null);
  await finished;
  assertEquals(session.endReason, "told");
});

Deno.test("finish() a peer that goes away during the last words", async () => {
  const { session, connection, ends } = setUp();
  connection.writeError = new Deno.errors.BrokenPipe("x");
  session.outbox.writer.ascii("last words");
  await session.finish("told");
  assertEquals([session.endReason, connection.isClosed, ends.count], ["peer gone", true, 1]);
});

Deno.test("finish() a peer that never ends is cut off: by time, and by bytes", async () => {
  const { session, connection } = setUp();
  const setTimer = globalThis.setTimeout, clearTimer = globalThis.clearTimeout;
  let ring = (): void => {};
  globalThis.setTimeout = ((run: () => void) => {
    ring = run;
    return 1;
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = () => {};
  try {
    const finished = session.finish("told");
    await settle();
    assertEquals([connection.isWriteClosed, connection.isClosed], [true, false]);
    ring();
    await finished;
    assertEquals([connection.isClosed, session.endReason], [true, "told"]);
  } finally {
    globalThis.setTimeout = setTimer;
    globalThis.clearTimeout = clearTimer;
  }
  const endless = setUp();
  endless.connection.give("x".repeat(20 * 1024 * 1024));
  await endless.session.finish("told");
  assertEquals([endless.connection.isClosed, endless.session.endReason], [true, "told"]);
});

Deno.test("end() closes at once, drops what is unsent, counts once", async () => {
  const { session, connection, ends } = setUp();
  connection.manual = true;
  session.outbox.writer.ascii("unsent");
  const finished = session.finish("first");
  session.end("second");
  session.end("third");
  await finished;
  assertEquals([session.endReason, ends.count, connection.isClosed, connection.isWriteClosed], [
    "second",
    1,
    true,
    false,
  ]);
  const broken = setUp();
  broken.connection.closeError = new Deno.errors.BadResource("x");
  broken.session.end("anyway");
  assertEquals([broken.session.endReason, broken.ends.count], ["anyway", 1]);
});

Deno.test("Session ends when its outbox fails", () => {
  const { session, connection, ends } = setUp({ outboxHard: 10 });
  session.outbox.push(new Uint8Array(11));
  assertEquals([connection.isClosed, ends.count], [true, 1]);
  assertEquals(session.endReason, "slow reader: 11 bytes unsent, over --outbox-hard");
});

/** Lets time pass for a session that waits for its peer; tells why it ended, if it did. */
async function after(
  ms: number,
  prepare: (setup: Setup) => void | Promise<void>,
): Promise<string | undefined> {
  const setup = setUp({ firstCommandTimeout: 10_000, idleTimeout: 60_000, writeTimeout: 30_000 });
  const { session, connection, clock } = setup;
  void session.read(new Uint8Array(10));
  await prepare(setup);
  session.tick(clock.now + ms);
  connection.give(null);
  await settle();
  return session.endReason;
}

const HURRIED = "no command in time, over --first-command-timeout", IDLE = "idle, over --idle-timeout";

Deno.test("tick() the first command must come in time, if the protocol wants it", async () => {
  const hurry = ({ session }: Setup) => void (session.hurried = true);
  assertEquals(await after(10_000, hurry), undefined);
  assertEquals(await after(10_001, hurry), HURRIED);
  assertEquals(await after(10_001, () => {}), undefined);
  assertEquals(
    await after(10_001, (setup) => {
      hurry(setup);
      setup.session.commands = 1;
    }),
    undefined,
  );
  // Bytes that are no command do not help.
  assertEquals(
    await after(1, async (setup) => {
      hurry(setup);
      setup.clock.now += 10_000;
      setup.connection.give("*");
      await settle();
      void setup.session.read(new Uint8Array(10));
    }),
    HURRIED,
  );
});

Deno.test("tick() silence ends a session that is not listening", async () => {
  assertEquals(await after(60_000, () => {}), undefined);
  assertEquals(await after(60_001, () => {}), IDLE);
  assertEquals(await after(60_001, ({ session }) => void (session.listening = true)), undefined);
  assertEquals(
    await after(60_001, ({ session }) => {
      session.hurried = true;
      session.commands = 1;
    }),
    IDLE,
  );
  // Whatever the peer sends begins a new silence.
  assertEquals(
    await after(60_000, async ({ clock, connection, session }) => {
      clock.now += 50_000;
      connection.give("x");
      await settle();
      void session.read(new Uint8Array(10));
    }),
    undefined,
  );
});

Deno.test("tick() only a peer that is waited for can be late", async () => {
  const { session, connection, clock } = setUp({ idleTimeout: 60_000, writeTimeout: 1_000_000_000 });
  session.tick(clock.now + 1_000_000);
  assertEquals(session.ended, false, "a command is under way");
  void session.read(new Uint8Array(10));
  connection.manual = true;
  session.outbox.push(new Uint8Array([1]));
  session.tick(clock.now + 1_000_000);
  assertEquals(session.ended, false, "a reply is under way");
  await connection.release();
  session.tick(clock.now + 1_000_000);
  assertEquals(session.ended, true);
  connection.give(null);
  await settle();
  assertEquals(session.endReason, IDLE);
});

Deno.test("tick() a write that does not move ends the session", async () => {
  const { session, connection, clock, ends } = setUp({ writeTimeout: 30_000 });
  connection.manual = true;
  session.outbox.push(new Uint8Array([1]));
  await settle();
  session.tick(clock.now + 30_000);
  assertEquals(session.ended, false);
  session.tick(clock.now + 30_001);
  assertEquals([session.endReason, ends.count], ["write stalled, over --write-timeout", 1]);
  session.tick(clock.now + 60_000);
  assertEquals(ends.count, 1);
});
