import { makeLimits } from "../../../lib/limits.ts";
import { openParts, type ShareOptions } from "../../../lib/share/parts.ts";
import { ownerOfUser, type Rights } from "../../../lib/share/share.ts";
import { Viewer } from "../../../lib/share/viewer.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";

const SEES_ALL: Rights = { changes: true, handsIn: true, seesAll: true };

async function partsOf(folder: string, options: Partial<ShareOptions> = {}) {
  return await openParts(folder, {
    access: "read",
    dropBox: "box",
    hidden: false,
    limits: makeLimits({ keepFree: 0 }),
    ...options,
  });
}

Deno.test("Viewer: the operator sees and writes as the share is", async () => {
  await using folder = await tempDir();
  const parts = await partsOf(folder.path);
  const operator = new Viewer(parts);
  assert(operator.disk === parts.disk && operator.scanner === parts.scanner);
  assert(operator.writer === parts.writer);
  assert(operator.rights === parts.policy.usual);
});

Deno.test("Viewer: somebody sees their own part, through a disk and a scanner of their own", async () => {
  await using folder = await tempDir();
  const parts = await partsOf(folder.path);
  let name = "ana";
  const viewer = new Viewer(parts, () => ownerOfUser(name));
  const { disk, scanner } = viewer;
  assert(disk !== parts.disk && scanner !== parts.scanner);
  assert(viewer.disk === disk, "the same each time");
  name = "ben";
  assert(viewer.disk !== disk, "but not for another");
});

Deno.test("Viewer.writer is kept until who writes, or what they may do, is another", async () => {
  await using folder = await tempDir();
  const parts = await partsOf(folder.path);
  let name = "ana";
  let rights: Rights | undefined = undefined;
  const viewer = new Viewer(parts, () => ownerOfUser(name), () => rights);
  const first = viewer.writer;
  assert(first !== parts.writer && viewer.writer === first);
  name = "ben";
  const second = viewer.writer;
  assert(second !== first && viewer.writer === second);
  rights = SEES_ALL;
  assertEquals(viewer.rights, SEES_ALL);
  assert(viewer.writer !== second);
  assert(viewer.disk === parts.disk, "who sees all looks as the operator does");
});

Deno.test("Viewer.writer is the share's own where nobody keeps a record", async () => {
  await using folder = await tempDir();
  const parts = await partsOf(folder.path, { dropBox: undefined });
  const viewer = new Viewer(parts, () => ownerOfUser("ana"));
  assert(viewer.writer === parts.writer && viewer.disk === parts.disk);
});
