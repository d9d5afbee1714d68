/** Transfers under SIGKILL and cut connections: the short form of `deno task test:kill`. @module */
import { reportLine, runCycles } from "../kill_cycles.ts";
import { assertEquals } from "../helpers/assert.ts";

const CYCLES = Number(Deno.env.get("ENCHUFE_KILL_CYCLES") ?? 50);

Deno.test({
  name:
    `transfers: ${CYCLES} times the server or client is killed, or the connection cut, and every file arrives whole`,
  ignore: Deno.build.os === "windows",
  async fn() {
    const report = await runCycles({ cycles: CYCLES, seed: Date.now() % 1_000_000 });
    // deno-lint-ignore no-console -- the seed runs it again
    console.log(reportLine(report));
    assertEquals([report.cycles >= CYCLES, report.files > 0, report.resumed > 0], [true, true, true]);
  },
});
