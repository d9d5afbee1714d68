import { type Holder, OutboxBudget } from "../../../lib/session/outbox_budget.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { makeLimits } from "../../../lib/limits.ts";
import { Outbox } from "../../../lib/session/outbox.ts";
import { FakeConnection, FakeSource, settle } from "./fakes.ts";

const KIB = 1024;

function holders(budget: OutboxBudget, count: number): { all: Holder[]; gone: string[] } {
  const gone: string[] = [];
  const all = Array.from({ length: count }, (_, at) => {
    const holder: Holder = {
      evict(bytes) {
        gone.push(`${at}:${bytes / KIB}`);
        budget.hold(holder, 0);
      },
    };
    return holder;
  });
  return { all, gone };
}

Deno.test("OutboxBudget.hold() gives up the largest, then the next, until the sum fits", () => {
  const budget = new OutboxBudget(100 * KIB);
  const { all: [a, b, c, d], gone } = holders(budget, 4) as {
    all: [Holder, Holder, Holder, Holder];
    gone: string[];
  };
  budget.hold(a, 40 * KIB);
  budget.hold(b, 30 * KIB);
  budget.hold(c, 30 * KIB);
  assertEquals([budget.total, gone], [100 * KIB, []]);
  budget.hold(b, 35 * KIB);
  assertEquals([budget.total, gone], [65 * KIB, ["0:40"]]);
  budget.hold(d, 200 * KIB);
  assertEquals([budget.total, gone], [65 * KIB, ["0:40", "3:200"]]);
  for (const holder of [b, c]) budget.hold(holder, 0);
  assertEquals(budget.total, 0);
});

Deno.test("OutboxBudget.hold() leaves out what is small, and forgets what became small", () => {
  const budget = new OutboxBudget(10 * KIB);
  const { all, gone } = holders(budget, 100);
  for (const holder of all) budget.hold(holder, 4 * KIB - 1);
  assertEquals([budget.total, gone], [0, []]);
  budget.hold(all[0] as Holder, 9 * KIB);
  budget.hold(all[0] as Holder, 100);
  assertEquals(budget.total, 0);
});

Deno.test("Outbox: over the sum the largest slow reader goes, and a file that is being sent does not count", async () => {
  const budget = new OutboxBudget(100 * KIB);
  const gone: [number, string, string | undefined][] = [];
  const make = (id: number) => {
    const sink = new FakeConnection();
    sink.manual = true;
    const outbox = new Outbox({
      sink,
      limits: makeLimits(),
      now: () => 0,
      onFailure: (reason, unread) => gone.push([id, reason, unread]),
      budget,
    });
    return { sink, outbox };
  };
  const [small, large, loading] = [make(0), make(1), make(2)];
  const sent = loading.outbox.stream(new FakeSource("x".repeat(300 * KIB)));
  await settle();
  assertEquals(budget.total, 0);
  small.outbox.push(new Uint8Array(20 * KIB));
  large.outbox.push(new Uint8Array(50 * KIB));
  large.outbox.push(new Uint8Array(20 * KIB));
  assertEquals(budget.total, 90 * KIB);
  small.outbox.push(new Uint8Array(11 * KIB));
  assertEquals(gone, [[
    1,
    `slow reader: ${70 * KIB} bytes unsent, the most of all, over --outbox-total`,
    "evicted",
  ]]);
  assertEquals(budget.total, 31 * KIB);
  await small.sink.release();
  await small.sink.release();
  assertEquals(budget.total, 0);
  loading.outbox.fail("over");
  await loading.sink.release();
  await sent.catch(() => {});
  assertEquals(budget.total, 0);
});
