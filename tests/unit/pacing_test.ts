import fc from "fast-check";
import { Pacer, sortInTurns } from "../../lib/pacing.ts";
import { assert, assertEquals } from "../helpers/assert.ts";

Deno.test("sortInTurns() sorts as sort() does, stably, whatever the length", async () => {
  for (const length of [0, 1, 2, 8191, 8192, 8193, 30_000]) {
    const items = Array.from({ length }, (_, at) => ({ key: (at * 7919) % 1000, at }));
    const expected = items.toSorted((a, b) => a.key - b.key);
    assertEquals(await sortInTurns(items, (a, b) => a.key - b.key), expected);
  }
  await fc.assert(fc.asyncProperty(fc.array(fc.string()), async (names) => {
    const compare = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
    assertEquals(await sortInTurns([...names], compare), names.toSorted(compare));
  }));
});

Deno.test("Pacer.rest() lets other work run", async () => {
  let ran = false;
  const timer = setTimeout(() => ran = true, 0);
  const pacer = new Pacer();
  for (let turn = 0; turn < 1_000 && !ran; turn++) await pacer.rest();
  clearTimeout(timer);
  assert(ran);
});

Deno.test("Pacer.due becomes true while work goes on, and false after a rest", async () => {
  const pacer = new Pacer();
  while (!pacer.due);
  await pacer.rest();
  assertEquals(pacer.due, false);
});

Deno.test("Pacer: many at work share the turn in which one would do its own", async () => {
  let turns = 0, working = 40;
  const work = async () => {
    const pacer = new Pacer(1);
    for (let left = 30; left > 0;) {
      const began = performance.now();
      while (!pacer.due);
      left -= performance.now() - began;
      await pacer.rest();
    }
    working--;
  };
  const all = Array.from({ length: working }, work);
  for (; working > 0; turns++) await new Promise((resolve) => setTimeout(resolve, 0));
  await Promise.all(all);
  // With a turn for each they would be five.
  assert(turns > 15, `${turns} turns`);
});

Deno.test("Pacer.rest() looks at the sockets: an answer takes a few rests, not the runtime's 61 turns", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [near, far] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  let rests = 0, over = false;
  const working = (async () => {
    const pacer = new Pacer(1);
    for (; !over; rests++) {
      while (!pacer.due);
      await pacer.rest();
    }
  })();
  const byte = new Uint8Array(1), most: number[] = [];
  for (let round = 0; round < 10; round++) {
    const before = rests;
    const answering = far.read(new Uint8Array(1)).then(() => far.write(byte));
    await near.write(byte);
    await near.read(byte);
    await answering;
    most.push(rests - before);
  }
  over = true;
  await working;
  near.close();
  far.close();
  assert(most.toSorted((a, b) => a - b)[5]! < 15, most.join());
});
