import { Share } from "../../../lib/share/share.ts";
import { makeLimits } from "../../../lib/limits.ts";
import { assertEquals, assertStringIncludes } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { bytes, namesIn, openShare, refuses, ROOT_MAY_ALL } from "./fixture.ts";
import { EnchufeError } from "../../../lib/errors.ts";

const READ = { access: "read", hidden: false, limits: makeLimits() } as const;

/** The one line that an operator gets, and its code. */
async function refusal(folder: string, access: "read" | "write" = "read"): Promise<[string, string]> {
  try {
    await Share.open(folder, { ...READ, access });
  } catch (error) {
    if (error instanceof EnchufeError) return [error.code, error.message];
    throw error;
  }
  return ["", ""];
}

Deno.test("Share.open() opens a folder, also through a link", async () => {
  await using dir = await tempDir({ share: { a: "" }, link: new Link("share", "dir") });
  for (const name of ["share", "link"]) {
    const share = await Share.open(dir.join(name), READ);
    assertEquals([share.root, share.access], [dir.join("share"), "read"]);
    assertEquals(share.stat("a").type, "file");
  }
});

Deno.test("Share.open() tells the operator in one line what is wrong with the folder", async () => {
  await using dir = await tempDir({ file: "" });
  for (
    const [name, code, does] of [["gone", "NOTFOUND", "give one"], ["file", "WRONGTYPE", "give the folder"]]
  ) {
    const [found, message] = await refusal(dir.join(name as string));
    assertEquals(found, code as string);
    assertStringIncludes(message, does as string);
    assertStringIncludes(message, name as string);
    assertEquals(message.includes("\n"), false);
  }
});

Deno.test(
  "Share.open() refuses a folder that its user may not read or write (skipped as root, who may do all)",
  {
    ignore: ROOT_MAY_ALL,
  },
  async () => {
    await using dir = await tempDir({ closed: {}, fixed: {} });
    Deno.chmodSync(dir.join("closed"), 0o000);
    Deno.chmodSync(dir.join("fixed"), 0o500);
    assertEquals((await refusal(dir.join("closed")))[0], "NOPERM");
    assertEquals((await refusal(dir.join("fixed")))[0], "");
    assertEquals((await refusal(dir.join("fixed"), "write"))[0], "NOPERM");
    for (const name of ["closed", "fixed"]) Deno.chmodSync(dir.join(name), 0o700);
  },
);

Deno.test("Share.find() and stat() know files and directories, the root included", async () => {
  await using dir = await tempDir({ d: { f: "abc" }, ".hid": "", out: new Link("/etc/passwd") });
  const { share } = await openShare(dir.path);
  assertEquals(share.find("d/f")?.size, 3);
  for (const path of [".", "/"]) {
    const { path: shown, name, type, size } = share.stat(path);
    assertEquals([shown, name, type, size], [".", ".", "dir", 0]);
  }
  for (const path of ["nope", ".hid", "out", "d/f/x"]) {
    assertEquals(share.find(path), undefined);
    await refuses(() => share.stat(path), "NOTFOUND", JSON.stringify(path));
  }
  for (const path of ["", "../x", "a\\b"]) {
    await refuses(() => share.find(path), "BADPATH", JSON.stringify(path));
  }
});

Deno.test("Share refuses every change without write access, before anything else", async () => {
  await using dir = await tempDir({ f: "f", d: {} });
  const { share, changes } = await openShare(dir.path, { access: "read" });
  const by = "ana";
  const writes = [
    () => share.write("f", bytes("x"), { existing: "replace", by }),
    () => share.writeAt("f", 0, bytes("x"), by),
    () => share.append("f", bytes("x"), by),
    () => share.stage("new", 1),
    () => share.mkdir("new", by),
    () => share.move("f", "new", by),
    () => share.remove("f", { by }),
    () => share.remove("../bad", { by }),
  ];
  for (const write of writes) {
    await refuses(write, "NOPERM", "Writing is off; start the server with --access write");
  }
  assertEquals([namesIn(dir.path), changes], [["d", "f"], []]);
});
