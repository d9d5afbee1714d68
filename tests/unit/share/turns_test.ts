import { Turns } from "../../../lib/share/turns.ts";
import { assertEquals, assertRejects } from "../../helpers/assert.ts";

Deno.test("Turns.run() one after another for a key, whatever fails, and others beside it", async () => {
  const turns = new Turns(), order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = turns.run("a", async () => {
    await gate.promise;
    order.push("first");
    throw new Error("no");
  });
  const second = turns.run("a", () => order.push("second"));
  await turns.run("b", () => order.push("other"));
  gate.resolve();
  await assertRejects(() => first, Error, "no");
  await second;
  await turns.run("a", () => order.push("third"));
  assertEquals(order, ["other", "first", "second", "third"]);
});
