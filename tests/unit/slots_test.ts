import { Slots } from "../../lib/slots.ts";
import { assertEquals, assertRejects } from "../helpers/assert.ts";

Deno.test("Slots.run() lets so many run at once, the others in order, and goes on behind a failure", async () => {
  const slots = new Slots(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const running = gates.map(({ promise }, i) =>
    slots.run(() => {
      begun.push(i);
      return promise;
    }, "a")
  );
  assertEquals(begun, [0, 1]);
  gates[1]?.reject(new Error("no"));
  await assertRejects(() => running[1] as Promise<void>);
  gates[2]?.resolve();
  await running[2];
  gates[3]?.resolve();
  await running[3];
  assertEquals(begun.slice(0, 4), [0, 1, 2, 3]);
  gates[0]?.resolve();
  gates[4]?.resolve();
  await Promise.all([running[0], running[4]]);
  assertEquals(begun, [0, 1, 2, 3, 4]);
});

Deno.test("Slots.run() goes around among those who ask", async () => {
  const slots = new Slots(1), begun: string[] = [];
  const run = (who: string, what: string) => slots.run(() => Promise.resolve(void begun.push(what)), who);
  await Promise.all([
    ...["first", "a1", "a2", "a3"].map((what) => run("a", what)),
    ...["b1", "b2"].map((what) => run("b", what)),
    run("c", "c1"),
  ]);
  assertEquals(begun, ["first", "a1", "b1", "c1", "a2", "b2", "a3"]);
});
