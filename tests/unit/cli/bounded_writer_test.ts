import { BoundedWriter } from "../../../lib/cli/bounded_writer.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

/** A reader that takes what it is given when it is let, a few bytes at a time. */
class Sink {
  text = "";
  writes = 0;
  #gate = Promise.withResolvers<void>();

  constructor(open: boolean) {
    if (open) this.#gate.resolve();
  }

  open(): void {
    this.#gate.resolve();
  }

  async write(bytes: Uint8Array): Promise<number> {
    this.writes++;
    await this.#gate.promise;
    const taken = bytes.subarray(0, 1000);
    this.text += new TextDecoder().decode(taken);
    return taken.length;
  }
}

Deno.test("BoundedWriter: everything in order, what comes together in one write", async () => {
  const sink = new Sink(true);
  const writer = new BoundedWriter({ sink });
  for (const text of ["a\n", "b\n", "c\n"]) writer.write(text);
  await writer.flush(10_000);
  writer.write("d\n");
  await writer.flush(10_000);
  assertEquals([sink.text, sink.writes], ["a\nb\nc\nd\n", 2]);
});

Deno.test("BoundedWriter: a reader that stands still costs the limit; what was lost is counted", async () => {
  const sink = new Sink(false);
  const lost: number[] = [];
  const writer = new BoundedWriter({
    sink,
    limit: 5000,
    onLost: (count) => {
      lost.push(count);
      writer.write(`lost ${count}\n`);
    },
  });
  const line = `${"x".repeat(99)}\n`;
  for (let i = 0; i < 200; i++) {
    writer.write(line);
    if (i === 10) await Promise.resolve();
  }
  await writer.flush(1);
  assertEquals(sink.text, "");
  sink.open();
  await writer.flush(10_000);
  assertEquals(lost, [150]);
  assertEquals(sink.text, line.repeat(50) + "lost 150\n");
});

Deno.test("BoundedWriter: a reader that is gone is no error, and nothing is held for it", async () => {
  let writes = 0;
  const writer = new BoundedWriter({
    sink: {
      write() {
        writes++;
        return Promise.reject(new Deno.errors.BrokenPipe("gone"));
      },
    },
  });
  writer.write("a");
  await writer.flush(10_000);
  writer.write("b");
  await writer.flush(10_000);
  assert(writes === 1);
});
