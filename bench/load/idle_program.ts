/**
 * Opens sessions, has each answer one PING, and keeps them until its input ends:
 *
 *     deno run --allow-net bench/load/idle_program.ts PORT COUNT
 *
 * A process of its own, since a process may have only so many descriptors.
 *
 * @module
 */
import { exchange } from "./verify.ts";

/** Connections that are opened at once; more than a listener's queue takes would wait for a second attempt. */
const AT_ONCE = 64;
const { request, reply } = exchange("*1\r\n$4\r\nPING\r\n", "+PONG\r\n");

async function openOne(port: number): Promise<Deno.Conn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(request);
  const buffer = new Uint8Array(2 * reply.length);
  let length = 0;
  while (length < reply.length) {
    const count = await connection.read(buffer.subarray(length));
    if (count === null) throw new Error("Wrong answer: the end instead of PONG");
    length += count;
  }
  if (length !== reply.length || reply.some((byte, at) => byte !== buffer[at])) {
    throw new Error("Wrong answer: something else than PONG");
  }
  return connection;
}

async function main([port, count]: readonly number[]): Promise<void> {
  const open: Deno.Conn[] = [];
  while (open.length < (count ?? 0)) {
    const next = Math.min(AT_ONCE, (count ?? 0) - open.length);
    open.push(...await Promise.all(Array.from({ length: next }, () => openOne(port ?? 0))));
  }
  // deno-lint-ignore no-console -- who started us waits for this
  console.log("ready");
  for await (const _ of Deno.stdin.readable);
  for (const connection of open) connection.close();
}

if (import.meta.main) await main(Deno.args.map(Number));
