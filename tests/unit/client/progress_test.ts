import stringWidth from "string-width";
import { makeBars } from "../../../lib/client/bars.ts";
import { Meter } from "../../../lib/client/meter.ts";
import { jsonProgress, lineProgress } from "../../../lib/client/progress.ts";
import { barLine } from "../../../lib/client/bar_line.ts";
import { plainLine } from "../../../lib/client/plain_line.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { cutMiddle } from "../../../lib/terminal/layout.ts";
import { LANGUAGES } from "../../../lib/texts/language.ts";
import { speak } from "../../helpers/texts.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { eventually } from "../../helpers/patience.ts";

const MIB = 1024 * 1024;

/** Half of 100 MiB, at 10 MiB a second. */
function halfway(): Meter {
  const meter = new Meter(0, 100 * MIB);
  meter.start(0, 0);
  for (let time = 250; time <= 5_000; time += 250) meter.move(time * 10 * MIB / 1000, time);
  return meter;
}

function fakeClock(): { now: () => number; wait: () => Promise<void>; time: number } {
  const clock = { time: 0, now: () => clock.time, wait: () => Promise.resolve() };
  return clock;
}

Deno.test("Meter tells rate and remaining time of the last seconds only", () => {
  const meter = halfway();
  assertEquals([meter.rate(5_000), meter.left(5_000)], [10 * MIB, 5]);
  // Slower from now on: after the window nothing of before counts.
  for (let time = 5_250; time <= 11_000; time += 250) {
    meter.move(50 * MIB + (time - 5_000) * MIB / 1000, time);
  }
  assertEquals(Math.round(meter.rate(11_000) as number / MIB), 1);
  // It stands still: the rate goes down by itself.
  assert(meter.rate(15_000) as number < MIB / 2);
});

Deno.test("Meter what was there before is not what is fast", () => {
  const meter = new Meter(0, 100 * MIB);
  meter.start(90 * MIB, 0);
  assertEquals(meter.rate(100), undefined);
  meter.move(91 * MIB, 1_000);
  assertEquals([meter.rate(1_000), meter.left(1_000)], [MIB, 9]);
  meter.skip(5 * MIB);
  assertEquals([meter.at, meter.rate(1_000)], [96 * MIB, MIB]);
});

Deno.test("barLine() fits, whatever the width and the name", () => {
  const meter = halfway();
  assertEquals(
    barLine("big.bin", meter, { now: 5_000, columns: 120 }),
    "big.bin                                    50% [=========>          ]        50 MiB/100 MiB     10 MiB/s        5s",
  );
  const names = ["a", "x".repeat(300), "漢字".repeat(60), "👩‍👩‍👧".repeat(50), "e\u0301".repeat(90)];
  for (const name of names) {
    for (let columns = 1; columns < 200; columns++) {
      const line = barLine(name, meter, { now: 5_000, columns });
      assert(stringWidth(line) < columns || columns === 1, `${columns}: ${line}`);
    }
    assert(barLine(name, meter, { now: 5_000, columns: 30 }).includes("50%"));
  }
});

Deno.test("barLine() at the beginning, at the end, without a size, and of nothing", () => {
  const at = (meter: Meter) => barLine("a", meter, { now: 0, columns: 90 }).replace(/\s+/g, " ");
  assertEquals(at(new Meter(0, 10)), "a 0% [ ] 0 B/10 B");
  assertEquals(at(new Meter(0)), "a 0 B");
  assertEquals(at(new Meter(0, 0)), "a 100% [====================] 0 B/0 B");
  const done = new Meter(0, 10);
  done.move(10, 0);
  assertEquals(at(done), "a 100% [====================] 10 B/10 B");
});

Deno.test("plainLine() speaks the language", () => {
  const lines: Record<string, string> = {};
  for (const language of LANGUAGES) {
    speak(language);
    lines[language] = plainLine("big.bin", halfway(), 5_000).replace("\u00a0", " ");
  }
  speak("en");
  assertEquals(lines, {
    en: "big.bin: 50%, 50 MiB of 100 MiB, 10 MiB/s, 5s left",
    es: "big.bin: 50 %, 50 MiB de 100 MiB, 10 MiB/s, faltan 5s",
    pt: "big.bin: 50%, 50 MiB de 100 MiB, 10 MiB/s, faltam 5 s",
  });
});

Deno.test("cutMiddle() keeps both ends, by columns", () => {
  assertEquals(cutMiddle("a-long-name.pdf", 15), "a-long-name.pdf");
  assertEquals(cutMiddle("a-very-long-name.pdf", 11), "a-ver…e.pdf");
  for (const text of ["漢字".repeat(9), "👩‍👩‍👧".repeat(9), "a漢".repeat(9)]) {
    for (let width = 0; width < 40; width++) assert(stringWidth(cutMiddle(text, width)) <= width);
  }
});

Deno.test("lineProgress() tells of what is slow, now and then", () => {
  const clock = fakeClock(), lines: string[] = [];
  const progress = lineProgress({ clock, print: (line) => lines.push(line), every: 5_000 });
  progress.expect(2, 200 * MIB);
  const one = progress.follow("a\u001b.bin", 100 * MIB);
  one.begin(100 * MIB, 0);
  for (clock.time = 250; clock.time < 11_000; clock.time += 250) one.moved(clock.time * MIB / 1000);
  one.end(true);
  assertEquals(lines.map((line) => line.replace(/, [\d.]+ MiB\/s.*/, "")), [
    "a\\u{1b}.bin: 5%, 5 MiB of 100 MiB",
    "0 of 2 files: 2%, 5 MiB of 200 MiB",
    "a\\u{1b}.bin: 10%, 10 MiB of 100 MiB",
    "0 of 2 files: 5%, 10 MiB of 200 MiB",
  ]);
  lines.length = 0;
  progress.follow("b", 1).waiting(2_000, new EnchufeError("LOST", "gone"));
  assertEquals(lines, ["b: gone; trying again in 2s"]);
});

Deno.test("lineProgress() says that a file is read first, but not where only losses are told", () => {
  const lines: string[] = [], print = (line: string) => void lines.push(line), clock = fakeClock();
  for (const every of [5_000, Infinity]) {
    lineProgress({ clock, print, every }).follow("a\u001b.bin", undefined).hashing(3 * 1024 * MIB);
  }
  assertEquals(lines, ["a\\u{1b}.bin: reading 3 GiB before it is sent"]);
});

Deno.test("jsonProgress() at most one event a second for each transfer, none for short ones", () => {
  const clock = fakeClock(), events: unknown[] = [];
  const progress = jsonProgress(clock, (line) => events.push(JSON.parse(line)));
  const one = progress.follow("a", 10 * MIB);
  one.begin(10 * MIB, 0);
  for (clock.time = 100; clock.time <= 2_500; clock.time += 100) one.moved(clock.time * MIB / 1000);
  one.waiting(500, new EnchufeError("LOST", "gone"));
  one.end(true);
  assertEquals(events, [
    { event: "progress", name: "a", at: MIB, size: 10 * MIB, rate: MIB },
    { event: "progress", name: "a", at: 2 * MIB, size: 10 * MIB, rate: MIB },
    { event: "waiting", name: "a", ms: 500, error: "LOST", message: "gone" },
  ]);
});

Deno.test("makeBars() draws nothing of what is short, and leaves nothing behind", async () => {
  const clock = fakeClock();
  let written = "";
  const size = { columns: 80, rows: 24 };
  const bars = makeBars({
    clock,
    terminal: { size: () => size, write: (text) => (written += text, Promise.resolve()) },
  });
  bars.expect(2, 200);
  const one = bars.follow("one", 100);
  one.begin(100, 0);
  clock.time = 400;
  one.moved(50);
  await bars.aside(() => {});
  assertEquals(written, "");
  clock.time = 600;
  await eventually(() => Promise.resolve(written.includes("50%")), "the bar");
  assert(written.includes("0 of 2 files"));
  // What is printed begins where the bars stood.
  written = "";
  await bars.aside(() => written += "result\n");
  assert(written.endsWith("\x1b[Gresult\n"), JSON.stringify(written));
  await eventually(() => Promise.resolve(written.includes("50%")), "the bar again");
  one.end(true);
  written = "";
  await bars[Symbol.asyncDispose]();
  assert(!written.includes("%"));
  const after = written;
  await bars.aside(() => {});
  assertEquals(written, after);
});
