import { makeRateLimiter, pieceFor, rangeFor } from "../../../lib/client/rate_limiter.ts";
import { assertEquals } from "../../helpers/assert.ts";

const signal = new AbortController().signal;

function turned() {
  const clock = {
    time: 0,
    now: () => clock.time,
    wait: (ms: number) => {
      clock.time += ms;
      return Promise.resolve();
    },
  };
  return clock;
}

Deno.test("makeRateLimiter() lets through what the rate allows, evenly", async () => {
  const clock = turned();
  const limiter = makeRateLimiter(1000, clock);
  const times: number[] = [];
  for (let count = 0; count < 10; count++) {
    await limiter.take(100, signal);
    times.push(clock.time);
  }
  assertEquals(times, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
});

Deno.test("makeRateLimiter() a pause is not made up for by a burst", async () => {
  const clock = turned();
  const limiter = makeRateLimiter(1000, clock);
  await limiter.take(100, signal);
  clock.time += 60_000;
  for (let count = 0; count < 5; count++) await limiter.take(100, signal);
  assertEquals(clock.time, 60_400);
});

Deno.test("makeRateLimiter() two that share it stay below the rate together", async () => {
  const clock = turned();
  const limiter = makeRateLimiter(1000, clock);
  // A clock by hand cannot wait for two at once: what each is told to wait is what counts.
  const waits: number[] = [];
  const still = { now: () => 0, wait: (ms: number) => Promise.resolve(void waits.push(ms)) };
  const shared = makeRateLimiter(1000, still);
  await Promise.all([1, 2, 3, 4].map(() => shared.take(500, signal)));
  assertEquals([waits, limiter.rate], [[400, 900, 1400, 1900], 1000]);
});

Deno.test("pieceFor() and rangeFor() are small for slow rates and bounded for fast ones", () => {
  const rows = [[1, 1, 16_384], [1_000_000, 100_000, 2_000_000], [1e9, 262_144, 8_388_608]] as const;
  for (const [rate, piece, range] of rows) {
    const limiter = makeRateLimiter(rate, turned());
    assertEquals([pieceFor(limiter), rangeFor(limiter)], [piece, range]);
  }
});
