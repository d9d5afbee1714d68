import type { Command } from "../../../lib/commands/command.ts";
import type { Context } from "../../../lib/commands/context.ts";
import { Dispatcher } from "../../../lib/commands/dispatcher.ts";
import { CommandStats } from "../../../lib/commands/stats.ts";
import { COMMANDS } from "../../../lib/commands/table.ts";
import type { Reply } from "../../../lib/framing/reply.ts";
import { RequestDecoder } from "../../../lib/framing/request_decoder.ts";
import { makeLimits } from "../../../lib/limits.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { eventually } from "../../helpers/patience.ts";
import { requestBytes } from "../../helpers/replies.ts";

/** As much of a session as a command that may be run by all asks for. */
const CONTEXT = {
  accounts: { required: undefined, hasUsers: false },
  peer: { version: 3, account: undefined, host: "127.0.0.1" },
} as unknown as Context;

function row(name: string, rest: Pick<Command, "run"> & Partial<Command>): Command {
  return { name, syntax: "", summary: name, group: "file", arity: 1, access: "read", ...rest };
}

function dispatcherOf(commands: readonly Command[]): (name: string) => unknown {
  const dispatcher = new Dispatcher({ commands, stats: new CommandStats(), onDefect: () => {} });
  return (name) => {
    const decoder = new RequestDecoder({ limits: makeLimits(), payloadArgument: () => -1 });
    decoder.push(requestBytes(name));
    assertEquals(decoder.next(), "ready");
    return dispatcher.dispatch(decoder.request, CONTEXT);
  };
}

Deno.test("Dispatcher: of a command that takes long only so many run at once, and others do not wait for it", async () => {
  let running = 0, most = 0;
  const gates: PromiseWithResolvers<Reply>[] = [];
  const dispatch = dispatcherOf([
    row("SLOW", {
      atOnce: 2,
      run: async () => {
        most = Math.max(most, ++running);
        const gate = Promise.withResolvers<Reply>();
        gates.push(gate);
        try {
          return await gate.promise;
        } finally {
          running--;
        }
      },
    }),
    row("OTHER", { atOnce: 2, run: () => "other" }),
    row("QUICK", { run: () => "quick" }),
  ]);
  const replies = Array.from({ length: 7 }, () => dispatch("SLOW"));
  assertEquals(gates.length, 2);
  assertEquals(dispatch("QUICK"), "quick");
  assertEquals(await dispatch("OTHER"), "other");
  // One that fails gives its place back too.
  gates[0]?.reject(new Error("no"));
  for (let at = 1; at < replies.length; at++) {
    await eventually(() => gates.length > at, "the next one's turn");
    gates[at]?.resolve(at);
  }
  const done = await Promise.all(replies);
  assertEquals(done.slice(1), [1, 2, 3, 4, 5, 6]);
  assertEquals([most, running], [2, 0]);
});

Deno.test("commands that walk directories run a few at a time", () => {
  for (const name of ["FILE.LIST", "FILE.TAR", "KEYS", "SCAN", "DBSIZE"]) {
    const most = COMMANDS.find((command) => command.name === name)?.atOnce ?? Infinity;
    assert(most >= 2 && most <= 4, `${name}: ${most}`);
  }
});
