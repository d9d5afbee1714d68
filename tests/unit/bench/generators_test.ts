import { parseRedisBenchmark } from "../../../bench/load/redis_benchmark.ts";
import { parseWrk } from "../../../bench/load/wrk.ts";
import { parseSystemCalls } from "../../../bench/system_calls.ts";
import { assertEquals, assertThrows } from "../../helpers/assert.ts";

const NAMES = `"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms"`;

Deno.test("parseRedisBenchmark() counts from the end, since the command may hold commas and quotes", () => {
  const expected = { requestsPerSecond: 606060.62, medianMs: 0.695 };
  for (const name of ["PING_MBULK", `ECHO a,b","c`]) {
    const csv = `${NAMES}\n"${name}","606060.62","0.774","0.184","0.695","1.127"\n`;
    assertEquals(parseRedisBenchmark(csv), expected);
  }
});

Deno.test("parseRedisBenchmark() wants figures", () => {
  for (const csv of ["", NAMES, `${NAMES}\n"PING","inf","0","0","0","0"`]) {
    assertThrows(() => parseRedisBenchmark(csv), Error, "redis-benchmark gave no rps");
  }
});

Deno.test("parseWrk() takes the rate, unless anything went wrong", () => {
  const text =
    "  151234 requests in 2.00s, 191.0MB read\nRequests/sec:  75617.12\nTransfer/sec:     95.5MB\n";
  assertEquals(parseWrk(text), 75617.12);
  assertThrows(
    () => parseWrk(`  Non-2xx or 3xx responses: 7\n${text}`),
    Error,
    "Non-2xx or 3xx responses: 7",
  );
  assertThrows(
    () => parseWrk(`  Socket errors: connect 0, read 1, write 0, timeout 0\n${text}`),
    Error,
    "read 1",
  );
  assertThrows(() => parseWrk("unable to connect"), Error, "no rate");
});

Deno.test("parseSystemCalls() reads calls with and without errors, and no total", () => {
  const table = `% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 20.00    0.100000         100      1000           rename
 75.00    0.400000         200      2000         7 openat
------ ----------- ----------- --------- --------- ----------------
100.00    0.500000         166      3000         7 total
`;
  assertEquals(parseSystemCalls(table), [
    { name: "openat", calls: 2000, seconds: 0.4 },
    { name: "rename", calls: 1000, seconds: 0.1 },
  ]);
});
