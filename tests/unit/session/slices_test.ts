import { makeLimits } from "../../../lib/limits.ts";
import { Session } from "../../../lib/session/session.ts";
import { Slices } from "../../../lib/session/slices.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { FakeConnection } from "./fakes.ts";

/** The time, which passes only by work: a loaded machine must not decide. */
let time = 0;
const makeSlices = () => new Slices(() => time);

/** Takes time, as an expensive command does. */
function work(ms: number): void {
  time += ms;
}

/** The queue is empty and its timer has run. */
async function idle(slices: Slices): Promise<void> {
  await slices.next();
  await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("Slices.next() lets work go on while it is little, and queue when it was much", async () => {
  const slices = makeSlices();
  assertEquals([slices.next(), slices.next(), slices.next()], [undefined, undefined, undefined]);
  work(25);
  assert(slices.next() instanceof Promise);
  await idle(slices);
  assertEquals(slices.next(), undefined);
  await idle(slices);
});

Deno.test("Slices.next() lets those in the queue on in order while there is time, and sockets in between", async () => {
  const slices = makeSlices(), order: string[] = [];
  slices.next();
  work(25);
  const done = Array.from({ length: 3 }, async (_, at) => {
    for (let times = 0; times < 2; times++) {
      await slices.next();
      order.push(`${at}`);
      work(25);
    }
  });
  // A reply of somebody else, which the event loop brings.
  const other = (async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    order.push("other");
  })();
  await Promise.all([...done, other]);
  assertEquals(order.filter((each) => each !== "other"), ["0", "1", "2", "0", "1", "2"]);
  assert(order.indexOf("other") < 3, order.join());
  await idle(slices);
});

Deno.test("Slices.over() lets another on when one has no more to do, without waiting for the next slice", async () => {
  const slices = makeSlices();
  let done = 0;
  slices.next();
  work(25);
  const all = Array.from({ length: 20 }, async () => {
    await slices.next();
    done++;
    slices.over();
  });
  await Promise.race(all);
  // No more than one timer behind the first.
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(done, 20);
  await Promise.all(all);
  await idle(slices);
});

Deno.test("Slices.next() lets on who has cost least, and one in four who has waited longest", async () => {
  const slices = makeSlices(), order: string[] = [];
  slices.next();
  work(25);
  const enter = async (merit: number) => {
    await slices.next(merit);
    order.push(`${merit}`);
    slices.next();
  };
  await Promise.all([-100, -50, 3, 2, 1, 0, -20, 5].map(enter));
  assertEquals(order, ["5", "3", "2", "-100", "1", "0", "-20", "-50"]);
  await idle(slices);
});

Deno.test("Slices: the work between two looks at the sockets is bounded, however many are waiting", async () => {
  const slices = makeSlices();
  const turns: number[] = [];
  let began = time, left = 300;
  const look = setInterval(() => {
    turns.push(time - began);
    began = time;
  }, 0);
  // A crowd that the event loop wakes in one go, each with pieces of 3 ms.
  await Promise.all(Array.from({ length: 100 }, async () => {
    for (let pieces = 0; pieces < 3; pieces++) {
      await Promise.resolve();
      const others = slices.next();
      if (others !== undefined) await others;
      work(3);
      left--;
    }
  }));
  clearInterval(look);
  assertEquals(left, 0);
  // A slice of 10 ms, and what was begun in it: in one go it would be 900.
  assert(Math.max(...turns) <= 25, turns.join());
  assert(turns.length > 30, `${turns.length}`);
  await idle(slices);
});

Deno.test("Session.read() makes who asked for much wait its turn, and nobody else", async () => {
  const slices = makeSlices();
  const open = () => {
    const connection = new FakeConnection();
    const session = new Session({
      id: 1,
      connection,
      protocol: "resp",
      host: "127.0.0.1",
      port: 1,
      limits: makeLimits(),
      now: Date.now,
      slices,
    });
    return { connection, session, read: () => session.read(new Uint8Array(10)) };
  };
  const [heavy, light] = [open(), open()];
  heavy.connection.give("a", "b");
  light.connection.give("a", "b");
  assertEquals([await light.read(), await heavy.read()], [1, 1]);
  const first = light.read();
  work(25);
  const order: string[] = [];
  slices.next();
  work(25);
  const second = heavy.read().then(() => order.push("heavy"));
  await first.then(() => order.push("light"));
  await second;
  assertEquals(order, ["light", "heavy"]);
  await idle(slices);
});
