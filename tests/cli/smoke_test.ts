import { assertEquals } from "../helpers/assert.ts";
import { smoke } from "../smoke.ts";

Deno.test("smoke() goes through everything, as a release does on every system", async () => {
  const parts: string[] = [];
  await smoke((part) => parts.push(part));
  assertEquals(parts, [
    "version",
    "server on a free port",
    "list",
    "get",
    "put",
    "echo",
    "chat",
    "orderly stop",
  ]);
});
