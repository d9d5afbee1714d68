import { localReason } from "../../../lib/client/local_errors.ts";
import { assertEquals } from "../../helpers/assert.ts";

Deno.test("localReason() says it without the runtime's words", () => {
  const rows: readonly (readonly [thrown: Error, reason: string])[] = [
    [
      new Deno.errors.NotFound("No such file (os error 2): open 'd/.enchufe-1.part'"),
      "there is no directory 'd'",
    ],
    [new Deno.errors.NotADirectory("Not a directory (os error 20)"), "'d' is not a directory"],
    [new Deno.errors.PermissionDenied("Permission denied (os error 13)"), "that is not allowed here"],
    [
      new Deno.errors.NotCapable("Requires all access, run again with --allow-all"),
      "that is not allowed here",
    ],
    [new Error("Strange thing (os error 999): open 'd/.enchufe-1.part'"), "Strange thing"],
  ];
  for (const [thrown, reason] of rows) assertEquals(localReason(thrown, "d/x"), reason);
});
