import { createHash } from "node:crypto";
import type { Share, Uploader } from "../../../lib/share/share.ts";
import { Unfinished } from "../../../lib/share/unfinished.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { bytes, namesIn, openShare, refuses } from "./fixture.ts";

const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");
const ana = (): Uploader => ({ owner: "ana@10.0.0.1", holder: {}, admin: false });
const eve: Uploader = { owner: "eve@10.0.0.2", holder: {}, admin: false };
const by = "ana";

function begin(
  share: Share,
  who: Uploader,
  content: Uint8Array,
  more: { store?: (path: string) => string } = {},
) {
  return share.uploads.begin("f", who, {
    size: content.length,
    sha256: sha256(content),
    exists: "error",
    ...more,
  });
}

Deno.test("Uploads: somebody else's upload does not exist", async () => {
  await using dir = await tempDir();
  const { share } = await openShare(dir.path);
  const content = bytes("hello"), who = ana();
  const { id } = await begin(share, who, content);
  const { uploads } = share;
  for (const other of [eve, { ...eve, owner: "ana@10.0.0.2" }]) {
    await refuses(() => uploads.stat(id, other), "NOUPLOAD");
    await refuses(() => uploads.write(id, other, { offset: 0, bytes: content }), "NOUPLOAD");
    await refuses(() => uploads.receive(id, other, { offset: 0, size: 5 }), "NOUPLOAD");
    await refuses(() => uploads.commit(id, other, { by }), "NOUPLOAD");
    await refuses(() => uploads.abort(id, other), "NOUPLOAD");
    assertEquals(uploads.list(other), []);
  }
  assertEquals(await uploads.write(id, who, { offset: 0, bytes: content }), 5);
  await uploads.commit(id, who, { by });
  await refuses(() => uploads.commit(id, eve, { by }), "NOUPLOAD");
  await refuses(() => uploads.stat(id, eve), "NOUPLOAD");
  assertEquals(uploads.stat(id, who).offset, 5, "who lost the answer may ask");
  // An administrator sees all and gives up any, but writes to none.
  const admin = { ...eve, admin: true };
  const other = await begin(share, ana(), bytes("x")).catch(() => undefined);
  assertEquals(other, undefined, "the name is taken");
  const more = await share.uploads.begin("g", who, { size: 1, sha256: sha256(content), exists: "error" });
  assertEquals(uploads.list(admin).map(({ path, owner }) => [path, owner]), [["g", "ana@10.0.0.1"]]);
  await refuses(() => uploads.write(more.id, admin, { offset: 0, bytes: bytes("x") }), "NOUPLOAD");
  await refuses(() => uploads.commit(more.id, admin, { by }), "NOUPLOAD");
  await uploads.abort(more.id, admin);
  assertEquals(namesIn(dir.path), ["f"]);
});

Deno.test("Uploads: who guesses somebody else's upload does not feel that it is busy", async () => {
  await using dir = await tempDir();
  const { share } = await openShare(dir.path);
  const content = bytes("hello"), who = ana(), { uploads } = share;
  const { id } = await begin(share, who, content);
  await uploads.write(id, who, { offset: 0, bytes: content });
  const order: string[] = [];
  const committed = uploads.commit(id, who, { by }).then(() => order.push("committed"));
  const guesses = [
    uploads.commit(id, eve, { by }),
    uploads.abort(id, eve),
    uploads.receive(id, eve, { offset: 0, size: 1 }),
  ].map((guess) => guess.then(() => order.push("found"), () => order.push("refused")));
  await Promise.all([committed, ...guesses]);
  assertEquals(order, ["refused", "refused", "refused", "committed"]);
});

Deno.test("Uploads: two sessions of one owner that write at once put every byte in its place or none", async () => {
  await using dir = await tempDir();
  const { share } = await openShare(dir.path);
  const content = bytes("0123456789");
  const one = ana(), two = ana();
  const { id } = await begin(share, one, content);
  const outcomes = await Promise.allSettled([
    share.uploads.write(id, one, { offset: 0, bytes: content.subarray(0, 5) }),
    begin(share, two, content),
    share.uploads.write(id, one, { offset: 5, bytes: bytes("wrong") }),
    share.uploads.commit(id, one, { by }),
  ]);
  assertEquals(outcomes.map(({ status }) => status).slice(1), ["fulfilled", "rejected", "rejected"]);
  // The first may still have come before the newer session did.
  const { offset } = await begin(share, two, content);
  assertEquals(offset, outcomes[0]?.status === "fulfilled" ? 5 : 0);
  await share.uploads.write(id, two, { offset, bytes: content.subarray(offset) });
  const [a, b] = await Promise.all([
    share.uploads.commit(id, two, { by }),
    share.uploads.commit(id, two, { by }),
  ]);
  assertEquals(a, b);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "0123456789");
});

Deno.test("Uploads.leave() lets another session of the owner go on, and the one that left too", async () => {
  await using dir = await tempDir();
  const { share } = await openShare(dir.path);
  const who = ana(), content = bytes("hello");
  const { id } = await begin(share, who, content);
  const piece = await share.uploads.receive(id, who, { offset: 0, size: 5 });
  await piece.write(bytes("hel"));
  await piece.abort();
  await share.uploads.leave(who.holder);
  await share.uploads.leave(who.holder);
  await refuses(() => share.uploads.write(id, who, { offset: 3, bytes: bytes("lo") }), "NOUPLOAD");
  assertEquals(await begin(share, who, content), { id, offset: 3 });
  await share.uploads.write(id, who, { offset: 3, bytes: bytes("lo") });
  await share.uploads.leave(who.holder);
  assertEquals(
    (await share.uploads.commit(id, ana(), { by })).path,
    "f",
    "whole: whoever of them asks for it",
  );
});

Deno.test("Uploads: a name that is taken between BEGIN and COMMIT is not overwritten, and nothing is left", async () => {
  await using dir = await tempDir();
  const { share } = await openShare(dir.path);
  const who = ana(), content = bytes("hello");
  const { id } = await begin(share, who, content);
  await share.uploads.write(id, who, { offset: 0, bytes: content });
  dir.fill({ f: "other" });
  await refuses(() => share.uploads.commit(id, who, { by }), "EXISTS");
  assertEquals([namesIn(dir.path), Deno.readTextFileSync(dir.join("f"))], [["f"], "other"]);
});

Deno.test("Unfinished takes bytes while it reads again what an earlier server received", async () => {
  await using dir = await tempDir();
  // Much, so that it is read in many turns where the next bytes take one or two.
  const content = new Uint8Array(49_000_000);
  for (let at = 0; at < content.length; at += 1009) content[at] = at >> 9;
  const id = "0".repeat(32);
  const state = {
    path: "f",
    owner: "ana",
    began: 0,
    size: content.length,
    sha256: sha256(content),
    exists: "error" as const,
  };
  const first = new Unfinished(id, dir.path, state);
  await first.create(true);
  first.open();
  await first.append(content.subarray(0, 48_000_000));
  first.close();
  assertEquals([first.offset, first.behind], [48_000_000, 0]);
  first.open();
  assertEquals(first.behind, 0, "what went through our hands is not read again");
  first.close();
  const second = new Unfinished(id, dir.path, state);
  second.open();
  assertEquals([second.offset, second.behind], [48_000_000, 48_000_000]);
  await second.append(content.subarray(48_000_000, 48_100_000));
  assert(second.behind > 0, "bytes are taken although it has not caught up");
  assertEquals(second.offset, 48_100_000);
  await second.append(content.subarray(48_100_000));
  second.close();
  await second.finish(true);
  assertEquals(second.behind, 0);
  second.drop();
  assertEquals(namesIn(dir.path), []);
});
