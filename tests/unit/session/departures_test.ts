import { Departures } from "../../../lib/session/departures.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { settle } from "./fakes.ts";

/** A crowd that notes who departed, and a clock that each departure moves. */
function crowd(size: number, cost = 0) {
  const clock = { now: 0 }, gone: number[] = [];
  const all = Array.from({ length: size }, (_, index) => ({
    depart() {
      gone.push(index);
      clock.now += cost;
    },
  }));
  return { all, gone, departures: new Departures(() => clock.now) };
}

/** Waits for the next round, which a timer begins. */
async function nextRound(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  await settle();
}

Deno.test("Departures.add() lets a few go as soon as the publisher is done", async () => {
  const { all, gone, departures } = crowd(3);
  for (const one of all) departures.add(one);
  assertEquals(gone, []);
  await Promise.resolve();
  assertEquals(gone, [0, 1, 2]);
  departures.add(all[1]!);
  await Promise.resolve();
  assertEquals(gone, [0, 1, 2, 1], "the few never wait");
});

Deno.test("Departures.add() lets a crowd go again only when the sockets have been looked at", async () => {
  const { all, gone, departures } = crowd(40);
  for (const one of all) departures.add(one);
  await Promise.resolve();
  assertEquals(gone.length, 40);
  for (const one of all) departures.add(one);
  await Promise.resolve();
  assertEquals(gone.length, 40);
  await nextRound();
  assertEquals(gone.length, 80);
});

Deno.test("Departures.add() lets a crowd of thousands go in rounds, each in its turn", async () => {
  const { all, gone, departures } = crowd(300, 1);
  for (const one of all) departures.add(one);
  await Promise.resolve();
  assertEquals(gone.length < 300, true);
  for (let i = 0; i < 10; i++) await nextRound();
  assertEquals(gone, Array.from({ length: 300 }, (_, index) => index));
});

Deno.test("Departures.add() forgets the crowd when it was silent", async () => {
  const { all, gone, departures } = crowd(40);
  for (const one of all) departures.add(one);
  await Promise.resolve();
  await nextRound();
  departures.add(all[7]!);
  await Promise.resolve();
  assertEquals(gone.slice(40), [7]);
});
