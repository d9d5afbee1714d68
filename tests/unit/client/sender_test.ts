import { Sender } from "../../../lib/client/sender.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { memoryPair } from "./memory_transport.ts";

const yes = () => true;

/** Gives what the next read of the other end brings, as words. */
async function next(peer: ReturnType<typeof memoryPair>): Promise<string> {
  const into = new Uint8Array(4096);
  const count = await peer.read(into) ?? 0;
  return new TextDecoder().decode(into.subarray(0, count)).split("\r\n").filter((word) =>
    !/^[*$]|^$/.test(word)
  )
    .join(" ");
}

Deno.test("Sender.together() sends what is asked for at one moment in one write, in order", async () => {
  const peer = memoryPair();
  let writes = 0;
  const sender = new Sender(peer.transport, () => writes++);
  for (const word of ["A", "B", "C"]) sender.together([word], yes);
  assertEquals(await next(peer), "A B C");
  await sender.alone(() => Promise.resolve());
  assertEquals(writes, 1);
});

Deno.test("Sender.together() asks each request when its turn has come whether it still leaves", async () => {
  const peer = memoryPair();
  const sender = new Sender(peer.transport, () => {});
  const asked: string[] = [];
  const ask = (word: string) => () => (asked.push(word), word !== "B");
  for (const word of ["A", "B", "C"]) sender.together([word], ask(word));
  assertEquals(asked, []);
  assertEquals(await next(peer), "A C");
  assertEquals(asked, ["A", "B", "C"]);
});

Deno.test("Sender.alone() comes behind what was asked for before, and before what is asked for later", async () => {
  const peer = memoryPair();
  const sender = new Sender(peer.transport, () => {});
  sender.together(["A"], yes);
  const sent = sender.alone(() => sender.write(new TextEncoder().encode("BODY\r\n")));
  sender.together(["C"], yes);
  assertEquals([await next(peer), await next(peer), await next(peer)], ["A", "BODY", "C"]);
  await sent;
});

Deno.test("Sender.alone() lets the next one go when it is given up, although its write is stuck", async () => {
  const peer = memoryPair();
  const sender = new Sender(peer.transport, () => {});
  const { promise: giveUp, resolve } = Promise.withResolvers<void>();
  let done = false;
  const stuck = sender.alone(() => new Promise(() => {}), { giveUp }).then(() => done = true);
  sender.together(["A"], yes);
  await Promise.resolve();
  assertEquals(done, false);
  resolve();
  await stuck;
  assertEquals(await next(peer), "A");
});

Deno.test("Sender: a sender that fails is told, and the next one goes", async () => {
  const peer = memoryPair();
  const sender = new Sender(peer.transport, () => {});
  const failed = sender.alone(() => Promise.reject(new Error("no"))).then(
    () => "sent",
    (error) => error.message,
  );
  sender.together(["A"], yes);
  assertEquals([await failed, await next(peer)], ["no", "A"]);
});
