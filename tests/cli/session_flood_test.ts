import { assert, assertEquals } from "../helpers/assert.ts";
import { eventually, pause } from "../helpers/patience.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { NO_TMUX, Tmux } from "../helpers/tmux.ts";
import { messages, PROMPT, sessionCommand } from "./session_fixture.ts";

const ignore = NO_TMUX;
const PER_SECOND = 50;
/** Two speakers, each a little faster than half of it. */
const BETWEEN_MS = 1000 / (PER_SECOND * 1.1);
const KEY_MS = 40;
/** Messages that were said and may not be on the screen yet. */
const SHOWN_LATE = 10;
const LINE =
  "Señoras y señores: esto es una línea larga, con ñ, 日本語のテキスト, una familia 👨‍👩‍👧 y un acento cafe\u0301; " +
  "sigue hasta pasar de la tercera fila de una pantalla angosta";

interface Flood {
  /** How many were said so far. */
  count: number;
  /** How many a second they were so far. */
  perSecond(): number;
  stop(): Promise<void>;
}

/** Has two others talk without end. */
async function flood(server: TestServer): Promise<Flood & Disposable> {
  const speakers = [await RespClient.connect(server), await RespClient.connect(server)];
  for (const [at, speaker] of speakers.entries()) await speaker.call("HELLO", "3", "SETNAME", `voz${at}`);
  let going = true;
  const begin = performance.now();
  async function talk(): Promise<void> {
    while (going) {
      const text = `m${String(result.count).padStart(4, "0")}; bla 日本 bla, y algo más para que ocupe`;
      // The next one waits for nobody's answer to be of this rate, but the order must be that of the numbers.
      await speakers[result.count % 2]?.call("ROOM.SAY", "plaza", text);
      result.count++;
      // Who is late, on a busy machine, says the next ones at once.
      const due = begin + result.count * BETWEEN_MS;
      if (due > performance.now()) await pause(due - performance.now());
    }
  }
  const talking: { done?: Promise<void> } = {};
  const result = {
    count: 0,
    perSecond: () => result.count / ((performance.now() - begin) / 1000),
    async stop() {
      going = false;
      await talking.done;
    },
    [Symbol.dispose]() {
      going = false;
      for (const speaker of speakers) speaker[Symbol.dispose]();
    },
  };
  talking.done = talk();
  return result;
}

/** What stands in the line that is being typed, without blanks: those at the ends of rows cannot be seen. */
function typedOn(screen: readonly string[]): string | undefined {
  const first = screen.findLastIndex((row) => row.startsWith(PROMPT));
  return first < 0 ? undefined : screen.slice(first).join("").slice(PROMPT.length).replace(/\s/g, "");
}

const whole = LINE.replace(/\s/g, "");

for (
  const [columns, rows, resizes] of [
    [80, 24, []],
    [40, 10, []],
    [80, 24, [[50, 15], [100, 30], [40, 10]]],
  ] as [number, number, [number, number][]][]
) {
  const name = `${columns}×${rows}${resizes.map(([x, y]) => `, then ${x}×${y}`).join("")}`;
  Deno.test(
    { name: `session at ${name}: what is typed stays whole under 50 messages a second`, ignore },
    async () => {
      await using server = await startServer({ args: ["--chat-rate", "1000", "--history-messages", "5000"] });
      await using screen = await Tmux.start(sessionCommand(server), { size: { columns, rows } });
      await screen.shows(PROMPT);
      using others = await flood(server);
      await eventually(() => Promise.resolve(others.count > 20), "the flood");
      const steps = [...new Intl.Segmenter().segment(LINE)].map(({ segment }) => segment);
      const resizeAt = resizes.map((_, at) => Math.floor(steps.length * (at + 1) / (resizes.length + 1)));
      const unsure: { from: number; to: number }[] = [];
      let looks = 0;
      for (const [at, step] of steps.entries()) {
        await screen.type(step);
        // As a quick typist does.
        await pause(KEY_MS);
        const resize = resizes[resizeAt.indexOf(at)];
        if (resize !== undefined) {
          const from = others.count;
          await screen.resize({ columns: resize[0], rows: resize[1] });
          unsure.push({ from: from - SHOWN_LATE, to: others.count + SHOWN_LATE });
        }
        if (at % 5 !== 0) continue;
        looks++;
        const seen = typedOn(await screen.screen());
        assert(seen !== undefined && whole.startsWith(seen), `after ${at} keys: ${seen}`);
      }
      await eventually(async () => typedOn(await screen.screen()) === whole, "all of the line");
      const before = others.count;
      await eventually(() => Promise.resolve(others.count > before + 20), "more messages");
      assertEquals(typedOn(await screen.screen()), whole);
      await screen.press("Enter");
      await screen.shows("ana: Señoras");
      await eventually(() => others.perSecond() >= PER_SECOND, `${PER_SECOND} messages a second`);
      const perSecond = others.perSecond();
      await others.stop();
      const last = `m${String(others.count - 1).padStart(4, "0")};`;
      const all = await screen.shows(last);
      // deno-lint-ignore no-console -- the figure is what the test is about
      console.log(`${others.count} messages, ${perSecond.toFixed(1)} a second, looked at ${looks} times`);
      const numbers = [...all.matchAll(/: m(\d{4});/g)].map((match) => Number(match[1]));
      // What is drawn before the program knows of another size goes over rows that the terminal has moved already.
      const isSure = (number: number) => !unsure.some(({ from, to }) => from <= number && number <= to);
      const every = Array.from({ length: others.count }, (_, number) => number);
      assertEquals(numbers.filter(isSure), every.filter(isSure));
      assertEquals(numbers, [...new Set(numbers)].toSorted((a, b) => a - b));
      assertEquals(all.split("ana: Señoras").length - 1, 1);
      // What was written just before a change of size is moved by it, and then one of these may be left behind.
      for (const once of resizes.length === 0 ? [PROMPT, "plaza · "] : []) {
        assertEquals(all.split(once).length - 1, 1, once);
      }
      const ofAna = (await messages(server)).filter(({ from }) => from === "ana");
      assertEquals(ofAna.map(({ text }) => text), [LINE]);
    },
  );
}
