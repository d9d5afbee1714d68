/** Files on their way through an outbox. @module */
import { EnchufeError } from "../../../lib/errors.ts";
import { assert, assertEquals, assertRejects } from "../../helpers/assert.ts";
import { FakeSource, settle } from "./fakes.ts";
import { isSettled, setUp } from "./outbox_fixture.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

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
