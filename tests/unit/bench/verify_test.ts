import { exchange, repeated, verify } from "../../../bench/load/verify.ts";
import { assertEquals, assertRejects } from "../../helpers/assert.ts";

const PING = exchange("PING\r\n", "+PONG\r\n");

/** A server that says the same for each line, or something else for the last of so many; for one connection. */
async function answering(reply: string, use: (port: number) => Promise<void>): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    using connection = await listener.accept();
    const buffer = new Uint8Array(1024);
    await connection.read(buffer);
    await connection.write(new TextEncoder().encode(reply));
    while (await connection.read(buffer) !== null);
  })();
  try {
    await use((listener.addr as Deno.NetAddr).port);
  } finally {
    await serving;
    listener.close();
  }
}

const ONE = { depth: 3, connections: 1, repeat: 1 };

Deno.test("repeated() is the same bytes again and again", () => {
  assertEquals(new TextDecoder().decode(repeated(PING.reply, 2)), "+PONG\r\n+PONG\r\n");
});

Deno.test("verify() takes the right bytes", async () => {
  await answering("+PONG\r\n".repeat(3), (port) => verify(port, PING, ONE));
});

Deno.test("verify() refuses one wrong byte, and one too many", async () => {
  for (const reply of ["+PONG\r\n+PONG\r\n+PONK\r\n", "+PONG\r\n".repeat(3) + "+"]) {
    await answering(reply, async (port) => {
      await assertRejects(() => verify(port, PING, ONE), Error, "Wrong answer");
    });
  }
});
