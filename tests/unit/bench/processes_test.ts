import { parseProcessorTime, processorTime } from "../../../bench/processor_time.ts";
import { parseResidentKib, residentKib } from "../../../bench/resident_memory.ts";
import { assert, assertEquals, assertThrows } from "../../helpers/assert.ts";

Deno.test("parseProcessorTime() adds user and system time, whatever the program is called", () => {
  const rest = "S 1 42 42 0 -1 4194560 100 0 0 0 250 150 9 9 20 0 1 0 500 1000 100";
  assertEquals(parseProcessorTime(`42 (redis-server) ${rest}`), 4);
  assertEquals(parseProcessorTime(`42 (a ) b (c) 7) ${rest}`), 4);
  assertThrows(() => parseProcessorTime(""), Error, "No processor time");
});

Deno.test("parseResidentKib() finds what is in memory", () => {
  assertEquals(parseResidentKib("VmPeak:\t  99 kB\nVmRSS:\t    1234 kB\nRssAnon:\t 5 kB\n"), 1234);
  assertThrows(() => parseResidentKib("Name: x\n"), Error, "No resident memory");
});

Deno.test({
  name: "processorTime() and residentKib() read this very process",
  ignore: Deno.build.os !== "linux",
  fn() {
    const before = processorTime(Deno.pid);
    let sum = 0;
    // Works until the clock of the kernel has counted it.
    while (processorTime(Deno.pid) === before) for (let i = 0; i < 1e6; i++) sum += i % 7;
    assert(sum > 0);
    assert(residentKib(Deno.pid) > 10_000);
  },
});
