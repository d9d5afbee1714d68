import { serveList, splitIntroduction } from "../../../lib/classic/list.ts";
import { LIST_TEXTS } from "../../../lib/classic/texts.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import type { Entry, Share } from "../../../lib/share/share.ts";
import { assert, assertEquals, assertLess } from "../../helpers/assert.ts";
import { Link, type Tree } from "../../helpers/temp.ts";
import { makeWorld, MANNERS, silence, type TestPeer, until } from "./fixture.ts";

const TREE: Tree = {
  "b.txt": "b",
  "a.txt": "a",
  ".oculto": "x",
  vacío: {},
  docs: { "ñandú.txt": "1", "zeta 🙂.txt": "2", más: { "hondo.txt": "3" }, ".secreto": "4" },
  sólo_ocultos: { ".a": "", ".b": "" },
  fuera: new Link("/etc", "dir"),
};

const ROWS: readonly { path: string; answer: string }[] = [
  { path: "/", answer: "a.txt\nb.txt\ndocs\nsólo_ocultos\nvacío" },
  { path: ".", answer: "a.txt\nb.txt\ndocs\nsólo_ocultos\nvacío" },
  { path: "/docs", answer: "más\nzeta 🙂.txt\nñandú.txt" },
  { path: "docs", answer: "más\nzeta 🙂.txt\nñandú.txt" },
  { path: "/docs/", answer: "más\nzeta 🙂.txt\nñandú.txt" },
  { path: "//docs", answer: "más\nzeta 🙂.txt\nñandú.txt" },
  { path: "/docs/más", answer: "hondo.txt" },
  { path: "/vacío", answer: "\n" },
  { path: "/sólo_ocultos", answer: "\n" },
  { path: "/nada", answer: LIST_TEXTS.notFound },
  { path: "/a.txt", answer: LIST_TEXTS.notDirectory },
  { path: "/a.txt/b", answer: LIST_TEXTS.notFound },
  { path: "/..", answer: LIST_TEXTS.notFound },
  { path: "../../etc", answer: LIST_TEXTS.notFound },
  { path: "/fuera", answer: LIST_TEXTS.notFound },
  { path: "/etc", answer: LIST_TEXTS.notFound },
  { path: "/docs\0", answer: LIST_TEXTS.notFound },
];

Deno.test("LIST_TEXTS are those of the specification", () => {
  assertEquals(LIST_TEXTS.notFound, "El directorio no fue encontrado.");
});

for (const manner of MANNERS) {
  Deno.test(`serveList() answers each path: ${manner.name}`, async () => {
    await using world = await makeWorld({ tree: TREE });
    const { peer, session } = world.connect(serveList);
    await manner.send(peer, "ana");
    for (const { path, answer } of ROWS) {
      const [, got] = await Promise.all([manner.send(peer, path), peer.next()]);
      assertEquals(got, answer, path);
    }
    assertEquals(peer.waiting, 0);
    assertEquals(session.name, "ana");
    assertEquals(session.commands, ROWS.length + 1);
    assertEquals(peer.ended, false);
    peer.end();
    assertEquals(await peer.rest(), "");
  });
  Deno.test(`serveList() takes name and path out of one message: ${manner.name}`, async () => {
    await using world = await makeWorld({ tree: TREE });
    const { peer, session } = world.connect(serveList);
    const [, got] = await Promise.all([manner.send(peer, "ana/docs/más"), peer.next()]);
    assertEquals([got, session.name], ["hondo.txt", "ana"]);
    await manner.send(peer, "/vacío");
    assertEquals(await peer.next(), "\n");
  });
}

Deno.test("splitIntroduction() splits before the first slash", () => {
  assertEquals(splitIntroduction("ana"), ["ana", undefined]);
  assertEquals(splitIntroduction("ana/docs/más"), ["ana", "/docs/más"]);
  assertEquals(splitIntroduction("/docs"), ["", "/docs"]);
  assertEquals(splitIntroduction("ana/"), ["ana", "/"]);
});

Deno.test("serveList() says nothing to a name", async () => {
  await using world = await makeWorld({ tree: TREE });
  const { peer } = world.connect(serveList);
  peer.send("ana\n");
  await silence();
  assertEquals(peer.writes.length, 0);
});

Deno.test("serveList() answers a path that comes at once where the name should be", async () => {
  await using world = await makeWorld({ tree: TREE });
  const { peer, session } = world.connect(serveList);
  peer.send("/docs/más\n");
  assertEquals([await peer.next(), session.name], ["hondo.txt", ""]);
});

Deno.test("serveList() leaves out of lists and log a name that is none", async () => {
  await using world = await makeWorld({ tree: TREE });
  for (const name of ["ana maría", "a\x1b[2J", "x".repeat(33), " "]) {
    const { peer, session } = world.connect(serveList);
    peer.send(`${name}\n/docs/más\n`);
    assertEquals([await peer.next(), session.name], ["hondo.txt", ""]);
  }
  assertEquals(world.logged, []);
});

Deno.test("serveList() answers all that a half-closed peer has asked", async () => {
  await using world = await makeWorld({ tree: TREE });
  const { peer } = world.connect(serveList);
  peer.send("ana\n/docs/más\n/vacío");
  peer.end();
  assertEquals(await peer.rest(), "hondo.txt\n");
});

async function refusedThenClosed(peer: TestPeer, answer: string): Promise<void> {
  assertEquals(await peer.rest(), answer);
}

Deno.test("serveList() refuses what is not UTF-8, and closes", async () => {
  await using world = await makeWorld({ tree: TREE });
  for (const bad of [[0x2f, 0xff, 0x0a], [0x2f, 0xc3, 0x28, 0x0a], [0xed, 0xa0, 0x80, 0x0a]]) {
    const { peer } = world.connect(serveList);
    peer.send("ana\n");
    peer.send(Uint8Array.from(bad));
    await refusedThenClosed(peer, LIST_TEXTS.notFound);
  }
});

Deno.test("serveList() takes a path of maxLine bytes and refuses a longer one", async () => {
  await using world = await makeWorld({ tree: TREE, limits: { maxLine: 10 } });
  const { peer } = world.connect(serveList);
  peer.send("ana\n/123456789\n");
  assertEquals(await peer.next(), LIST_TEXTS.notFound);
  peer.send("/1234567890");
  await refusedThenClosed(peer, LIST_TEXTS.tooLong);
});

Deno.test("serveList() tells of a missing permission and of a disk that fails", async () => {
  await using world = await makeWorld();
  const { peer } = world.connect(serveList);
  peer.send("ana\n");
  for (const [code, text] of [["NOPERM", LIST_TEXTS.noPermission], ["IO", LIST_TEXTS.failed]] as const) {
    world.services.share.list = () => Promise.reject(new EnchufeError(code, "No"));
    peer.send("/\n");
    assertEquals(await peer.next(), text);
  }
});

Deno.test({
  name: "serveList() leaves out names that would pass for two, or steer a terminal",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using world = await makeWorld({ tree: { "a\nb": "", "c\rd": "", "\x1b[2Jf": "", e: "" } });
    const { peer } = world.connect(serveList);
    peer.send("ana\n/\n");
    assertEquals(await peer.next(), "e");
  },
});

Deno.test("serveList() lists a directory of several pages in one write", async () => {
  const names = Array.from({ length: 10_001 }, (_, index) => `f${String(index).padStart(5, "0")}`);
  await using world = await makeWorld({ tree: Object.fromEntries(names.map((name) => [name, ""])) });
  const { peer } = world.connect(serveList);
  peer.send("ana\n/\n");
  assertEquals(await peer.next(), names.join("\n"));
  assertEquals(peer.waiting, 0);
});

/** Pages of a directory so large that no test could make it. */
function pages(count: number, page: (number: number) => readonly string[]): Share["list"] {
  return (_path, { cursor = "0" } = {}) => {
    const number = Number(cursor);
    const entries = page(number).map((name): Entry => ({
      path: name,
      name,
      type: "file",
      size: 0,
      mtime: 0,
    }));
    return Promise.resolve({ entries, cursor: number + 1 < count ? String(number + 1) : "0" });
  };
}

Deno.test("serveList() does not hold a huge answer in memory for a peer that does not read", async () => {
  await using world = await makeWorld();
  let listed = 0;
  const names = Array.from({ length: 1000 }, () => "n".repeat(100));
  world.services.share.list = pages(50, () => (listed++, names));
  const { peer, session } = world.connect(serveList);
  const resume = peer.stall();
  peer.send("ana\n/\n");
  await until(() => listed > 1);
  await silence();
  assertLess(listed, 5);
  assertEquals(session.busy, true);
  resume();
  peer.end();
  assertEquals((await peer.rest()).length, 50 * 1000 * 101 - 1);
});

Deno.test("serveList() closes rather than let a list that broke off look complete", async () => {
  await using world = await makeWorld();
  world.services.share.list = pages(2, (number) => {
    if (number === 0) return ["a", "b"];
    throw new EnchufeError("IO", "The disk failed");
  });
  const { peer, session, done } = world.connect(serveList);
  peer.send("ana\n/\n/\n");
  assertEquals(await peer.rest(), "a\nb");
  peer.end();
  await done;
  assertEquals(session.endReason, "listing failed");
  assertEquals(world.logged.at(-1)?.fields.error, "IO The disk failed");
});

Deno.test("serveList() waits for a peer that does not read", async () => {
  const tree = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [`${"n".repeat(90)}${index}`, ""]),
  );
  await using world = await makeWorld({ tree });
  const { peer, session } = world.connect(serveList);
  const resume = peer.stall();
  peer.send("ana\n" + "/\n".repeat(20));
  await until(() => session.outbox.pending !== 0);
  await silence();
  assert(session.outbox.pending < 1024 * 1024, `${session.outbox.pending} bytes wait`);
  resume();
  peer.end();
  assertEquals((await peer.rest()).length, 20 * (Object.keys(tree).join("\n").length));
});

Deno.test("serveList() logs at most 20 refusals of a session", async () => {
  await using world = await makeWorld({ tree: TREE });
  const { peer } = world.connect(serveList, "list");
  peer.send("ana\n" + "/nada\n".repeat(30));
  peer.end();
  await peer.rest();
  const refusals = world.logged.filter(({ event }) => event === "command error");
  assertEquals(refusals.length, 20);
  assertEquals(refusals[0]?.fields.command, "list");
  assertEquals(refusals[0]?.fields.name, "ana");
  assertEquals(refusals.at(-1)?.fields.last, true);
});
