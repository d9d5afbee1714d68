import { makeLimits } from "../../../lib/limits.ts";
import { ownerOfUser, type Rights, Share } from "../../../lib/share/share.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";

const NONE: Rights = { changes: false, handsIn: false, seesAll: false };
const REPLACE = { existing: "replace", by: "x" } as const;
const bytes = new TextEncoder().encode("x");

/** What somebody may do: the code of what they may not. */
async function tried(run: () => unknown): Promise<string> {
  try {
    await run();
    return "+";
  } catch (thrown) {
    return thrown instanceof EnchufeError ? thrown.code : String(thrown);
  }
}

/** Outside a box: write, make, move, remove; in it: hand in, remove; and whether others' files there are seen. */
const ROWS: readonly (readonly [what: string, rights: Rights | undefined, outcome: string])[] = [
  ["nothing", NONE, "NOPERM NOPERM NOPERM NOPERM NOPERM NOPERM NOTFOUND"],
  ["hands in", { ...NONE, handsIn: true }, "NOPERM NOPERM NOPERM NOPERM + NOPERM NOTFOUND"],
  ["changes", { ...NONE, handsIn: true, changes: true }, "+ + + + + NOPERM NOTFOUND"],
  ["sees all", { handsIn: true, changes: true, seesAll: true }, "+ + + + + NOPERM +"],
  ["what all may", undefined, "NOPERM NOPERM NOPERM NOPERM + NOPERM NOTFOUND"],
];

for (const [what, rights, outcome] of ROWS) {
  Deno.test(`Share.seenBy(): rights of one in a share that all may read: ${what}`, async () => {
    await using folder = await tempDir({ "a.txt": "a", "b.txt": "b" });
    const share = await Share.open(folder.path, {
      access: "read",
      dropBox: "box",
      users: true,
      hidden: false,
      limits: makeLimits({ keepFree: 0 }),
    });
    const other = share.seenBy(() => ownerOfUser("eva"));
    await other.write("box/e.txt", bytes, REPLACE);
    const [received = ""] = await share.paths("box/*", 10);
    const one = share.seenBy(() => ownerOfUser("ana"), () => rights);
    const tries = [
      () => one.write("a.txt", bytes, REPLACE),
      () => one.mkdir("dir", "x"),
      () => one.move("b.txt", "c.txt", "x"),
      () => one.remove("a.txt", { by: "x" }),
      () => one.write("box/mine.txt", bytes, REPLACE),
      () => one.remove(received, { by: "x" }),
      () => one.stat(received),
    ];
    const got: string[] = [];
    for (const each of tries) got.push(await tried(each));
    assertEquals(got.join(" "), outcome);
  });
}

Deno.test("Share.seenBy(): rights that change in mid-session hold at once, and a quota counts a user's files", async () => {
  await using folder = await tempDir();
  const limits = makeLimits({ keepFree: 0, quota: 3 });
  const share = await Share.open(folder.path, { access: "read", users: true, hidden: false, limits });
  let rights: Rights = { ...NONE, changes: true };
  const one = share.seenBy(() => ownerOfUser("ana"), () => rights);
  assertEquals(await tried(() => one.write("a.txt", new Uint8Array(2), REPLACE)), "+");
  assertEquals(await tried(() => one.write("b.txt", new Uint8Array(2), REPLACE)), "QUOTA");
  rights = NONE;
  assertEquals([one.takesFiles, await tried(() => one.write("a.txt", bytes, REPLACE))], [false, "NOPERM"]);
});
