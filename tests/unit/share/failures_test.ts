import { EnchufeError, type ErrorCode } from "../../../lib/errors.ts";
import { diskError, isMissing } from "../../../lib/share/failures.ts";
import { assert, assertEquals, assertStringIncludes } from "../../helpers/assert.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(`Broken (os error 1): open '/srv/secret/place/a'`), { code });
}

Deno.test("diskError() gives each kind of error its code and names the entry, never the place on disk", () => {
  const rows: [thrown: unknown, code: ErrorCode][] = [
    [systemError("EACCES"), "NOPERM"],
    [systemError("EPERM"), "NOPERM"],
    [systemError("EROFS"), "NOPERM"],
    [new Deno.errors.PermissionDenied("/srv/secret"), "NOPERM"],
    [new Deno.errors.NotCapable("/srv/secret"), "NOPERM"],
    [systemError("ENOSPC"), "NOSPACE"],
    [systemError("EDQUOT"), "NOSPACE"],
    [systemError("ENOENT"), "NOTFOUND"],
    [new Deno.errors.NotFound("/srv/secret"), "NOTFOUND"],
    [systemError("EIO"), "IO"],
    [new Error("/srv/secret"), "IO"],
    ["/srv/secret", "IO"],
  ];
  for (const [thrown, code] of rows) {
    const error = diskError(thrown, "dir/\na");
    assertEquals(error.code, code);
    assertEquals(error.cause, thrown);
    assertStringIncludes(error.message, '"dir/\\na"');
    assert(!error.message.includes("secret"));
  }
});

Deno.test("diskError() leaves errors for the peer as they are", () => {
  const error = new EnchufeError("EXISTS", "It is there");
  assertEquals(diskError(error, "a"), error);
});

Deno.test("isMissing() knows what the system says", () => {
  const missing = [systemError("ENOENT"), systemError("ENOTDIR"), new Deno.errors.NotFound()];
  assertEquals(missing.map(isMissing), [true, true, true]);
  assertEquals([systemError("EACCES"), new Error("x"), undefined].map(isMissing), [false, false, false]);
});
