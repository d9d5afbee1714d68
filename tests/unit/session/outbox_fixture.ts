/** An outbox whose peer, clock and failures the test sees. @module */
import { type Limits, makeLimits } from "../../../lib/limits.ts";
import { Outbox } from "../../../lib/session/outbox.ts";
import { FakeConnection, settle } from "./fakes.ts";

interface Setup {
  readonly outbox: Outbox;
  readonly sink: FakeConnection;
  readonly failures: string[];
  /** The fake clock. */
  readonly clock: { now: number };
  append(text: string): void;
}

export function setUp(limits: Partial<Limits> = {}): Setup {
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
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(() => settled = true, () => settled = true);
  await settle();
  return settled;
}
