/**
 * One attack after the other on a real server, while others use it: they are answered, and memory and descriptors come
 * back. Times and sizes are printed; no test asserts a time.
 *
 * @module
 */
import { fromFileUrl } from "../../lib/std/path.ts";
import { assert, assertEquals } from "../helpers/assert.ts";
import { eventually, pause, within } from "../helpers/patience.ts";
import { Heap, WITH_INSPECTOR } from "../helpers/heap.ts";
import { runProgram, startServer, type TestServer } from "../helpers/processes.ts";
import { infoNumber, othersEnded, RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { ATTACKS } from "./attackers.ts";

const ATTACKERS = fromFileUrl(new URL("./attackers.ts", import.meta.url));
/** Milliseconds that each attack lasts. */
const LASTING_MS = Number(Deno.env.get("ENCHUFE_ATTACK_MS") ?? 1000);
/** What is resident may stay so: a runtime keeps pages that it once needed. As a multiple of what it had. */
const MOST_GROWTH = 1.5;
/** The same of what is held, garbage left out. */
const MOST_HELD = 1.1;
const MIB = 1024 * 1024;

/** Files and connections that the server has open. */
async function descriptors(server: TestServer): Promise<number> {
  // Not read here: Deno gives nobody /proc but who may do everything.
  const { stdout } = await runProgram("ls", [`/proc/${server.process.pid}/fd`]);
  return stdout.trim().split("\n").length;
}

/** Uses the server as an ordinary client does, until told to stop; gives the milliseconds of each answer. */
async function use(server: TestServer, going: () => boolean): Promise<number[]> {
  using client = await RespClient.connect(server);
  await client.call("HELLO", "3");
  const times: number[] = [];
  const timed = async (expected: string | undefined, ...request: string[]) => {
    const begin = performance.now();
    const reply = await within(client.call(...request), `answer to ${request[0]}`);
    times.push(performance.now() - begin);
    if (expected !== undefined) assertEquals(reply, expected);
  };
  while (going()) {
    await timed("PONG", "PING");
    await timed("hola", "GET", "hola.txt");
    await timed(undefined, "ROOM.SAY", "plaza", "sigo aquí");
    // As a newcomer finds it.
    const begin = performance.now();
    using newcomer = await RespClient.connect(server);
    assertEquals(await newcomer.call("PING"), "PONG");
    times.push(performance.now() - begin);
    await pause(5);
  }
  return times;
}

async function attack(server: TestServer, name: string): Promise<number[]> {
  let going = true;
  const args = ["run", "--allow-net=127.0.0.1", ATTACKERS, name, String(server.port()), String(LASTING_MS)];
  const attacking = runProgram(Deno.execPath(), args).finally(() => going = false);
  const times = await use(server, () => going);
  const { code, stderr } = await attacking;
  assertEquals([code, stderr.replace(/^.*(Check|Download).*\n/gm, "")], [0, ""], name);
  return times;
}

Deno.test({
  name: "attacks: others are answered meanwhile, and memory and descriptors come back",
  ignore: Deno.build.os !== "linux",
  async fn(t) {
    await using folder = await tempDir({ "hola.txt": "hola" });
    for (let at = 0; at < 200; at++) {
      await Deno.writeTextFile(folder.join(`${"abcdef".repeat(10)}${at}.txt`), "x");
    }
    const limits = [
      "--chat-rate",
      "1000",
      "--keep-free",
      "0",
      "--max-sessions",
      "2000",
      "--history-messages",
      "50",
    ];
    await using server = await startServer({
      folder: folder.path,
      args: ["--access", "write", ...limits],
      under: WITH_INSPECTOR,
    });
    using heap = await Heap.of(server);
    using witness = await RespClient.connect(server);
    await witness.call("SUBSCRIBE", "never");
    await witness.call("HELLO", "3");
    const settled = async () => {
      await othersEnded(witness);
      // What a session held is given back when the collector has run, which it does when there is something to do.
      for (let i = 0; i < 50; i++) await witness.call("ECHO", "x".repeat(50_000));
      return await infoNumber(witness, "used_memory") / MIB;
    };
    const held = async () => {
      const { heap: objects, external } = await heap.held();
      return (objects + external) / MIB;
    };
    // What is compiled and loaded with the first use stays.
    const began = performance.now();
    await use(server, () => performance.now() - began < LASTING_MS);
    const start = await settled(), heldAtStart = await held();
    let before = 0, heldBefore = 0, opened = 0;
    // deno-lint-ignore no-console -- the figures are what this is for
    const print = (line: string) => console.log(line);
    for (const round of ["first", "second"]) {
      for (const name of Object.keys(ATTACKS)) {
        await t.step(`${name}, ${round} time`, async () => {
          const times = (await attack(server, name)).sort((a, b) => a - b);
          assert(times.length > 0, "nobody was answered");
          const slowest = times.at(-1) ?? 0, middle = times[times.length >> 1] ?? 0;
          print(
            `${name}: ${times.length} answers, half within ${middle.toFixed(1)} ms, slowest ${
              slowest.toFixed(1)
            } ms`,
          );
        });
      }
      const memory = await settled();
      print(`memory ${start.toFixed(0)} MiB at the start, ${memory.toFixed(0)} MiB after the ${round} round`);
      const stillHeld = await held();
      print(`held   ${heldAtStart.toFixed(1)} MiB at the start, ${stillHeld.toFixed(1)} MiB now`);
      if (round === "first") [before, heldBefore, opened] = [memory, stillHeld, await descriptors(server)];
      else {
        // The collector gives back when it likes: it is asked again until it has.
        const back = async () => await settled() < MOST_GROWTH * before;
        await eventually(back, `memory below ${MOST_GROWTH} × ${before.toFixed(0)} MiB`);
        assert(
          stillHeld < MOST_HELD * heldBefore,
          `held ${stillHeld} MiB, ${heldBefore} after the first round`,
        );
        let now = 0;
        await eventually(
          async () => (now = await descriptors(server)) === opened,
          `${opened} descriptors, now ${now}`,
        );
        print(`descriptors ${opened}, and ${now} in the end`);
      }
    }
    const defects = server.stderr.text.match(/session failed|command failed|delivery failed|accept failed/g);
    assertEquals(defects, null, server.stderr.text.slice(-3000));
    // Its end waits for whoever looks into it.
    heap.close();
    assertEquals(await server.stop(), 0);
  },
});
