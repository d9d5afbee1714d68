/** The benchmark's own load generators, with servers that answer rightly and servers that do not. */
import { text } from "../../bench/load/dialect.ts";
import type { ReadTask } from "../../bench/load/file_reader.ts";
import { fanOut } from "../../bench/load/fan_out.ts";
import type { ListTask } from "../../bench/load/lister.ts";
import { measureOnce } from "../../bench/load/own_generator.ts";
import { entryName, manyFiles } from "../../bench/many_files.ts";
import { ageAnew, insistOnSame, largeFile } from "../../bench/large_file.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../helpers/assert.ts";
import { startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";

const ignore = Deno.build.os !== "linux";
const MIB = 1024 * 1024;

/** What a member gets of a line. */
type Spoil = (line: string, member: number) => string;

/** A server that sends each line to everybody else, not quite as it came. */
async function broadcasting(spoil: Spoil, use: (port: number) => Promise<void>): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const members: Deno.Conn[] = [];
  const serve = async (member: Deno.Conn) => {
    const decoder = new TextDecoder(), buffer = new Uint8Array(MIB);
    let rest = "";
    for (let count; (count = await member.read(buffer)) !== null;) {
      const lines = (rest + decoder.decode(buffer.subarray(0, count))).split("\n");
      rest = lines.pop() ?? "";
      for (const [index, other] of members.entries()) {
        if (other === member) continue;
        const bytes = new TextEncoder().encode(lines.map((line) => spoil(line + "\n", index)).join(""));
        // Who has gone gets no more.
        await other.write(bytes).catch(() => {});
      }
    }
  };
  const accepting = (async () => {
    for await (const member of listener) {
      members.push(member);
      serve(member).catch(() => {});
    }
  })();
  try {
    await use((listener.addr as Deno.NetAddr).port);
  } finally {
    listener.close();
    await accepting;
    for (const member of members) member.close();
  }
}

const LINES = { way: "lines", members: 5, messages: 40, pipeline: 4 } as const;

Deno.test({
  name: "fanOut() measures a server of lines that is right",
  ignore,
  async fn() {
    await broadcasting((line) => line, async (port) => assert(await fanOut({ ...LINES, port }) > 0));
  },
});

const WRONG: readonly [what: string, message: string, spoil: Spoil][] = [
  [
    "one member gets another byte",
    "differ",
    (line, at) => at === 2 && line.startsWith(text(17)) ? line.replace("e", "E") : line,
  ],
  [
    "everybody gets another byte",
    "Answer 17 is",
    (line) => line.replace(text(17), text(18)),
  ],
  [
    "one member gets a line twice",
    "differ",
    (line, at) => at === 1 && line.startsWith(text(17)) ? line + line : line,
  ],
  [
    "one member gets a line too many",
    "too many|More came",
    (line, at) => at === 1 && line.startsWith(text(39)) ? line + line : line,
  ],
];

for (const [what, message, spoil] of WRONG) {
  Deno.test({
    name: `fanOut() rejects when ${what}`,
    ignore,
    async fn() {
      await broadcasting(spoil, async (port) => {
        const failure = await fanOut({ ...LINES, port }).then(() => "", String);
        assert(new RegExp(message).test(failure), failure);
      });
    },
  });
}

Deno.test({
  name: "fanOut() measures PUBLISH and ROOM.SAY of our server",
  ignore,
  async fn() {
    await using server = await startServer({ args: ["--chat-rate", "1000000"] });
    for (const way of ["publish", "room"] as const) {
      assert(await fanOut({ port: server.port(), way, members: 5, messages: 40, pipeline: 4 }) > 0);
    }
  },
});

Deno.test({
  name: "file_reader.ts takes the right bytes, and no others",
  ignore,
  async fn() {
    await using file = await largeFile(2 * MIB);
    await using server = await startServer({ folder: file.folder });
    const { name, size, sha256 } = file;
    const task: ReadTask = { port: server.port(), protocol: "resp", name, size, sha256, times: 2 };
    assert(await measureOnce("file_reader.ts", task) > 0);
    const digest = { ...task, sha256: "0".repeat(64) }, length = { ...task, size: size + 1 };
    await assertRejects(() => measureOnce("file_reader.ts", digest), Error, "Wrong bytes");
    await assertRejects(() => measureOnce("file_reader.ts", length), Error, "Wrong answer");
  },
});

Deno.test({
  name: "lister.ts wants every entry, in order",
  ignore,
  async fn() {
    await using files = await manyFiles(50);
    await using server = await startServer({ folder: files.folder });
    const task: ListTask = { port: server.port(), path: files.name, entries: 50, count: 20, first: false };
    assert(await measureOnce("lister.ts", task) > 0);
    assert(await measureOnce("lister.ts", { ...task, first: true }) > 0);
    await Deno.rename(`${files.path}/${entryName(30)}`, `${files.path}/other`);
    ageAnew(files.path);
    await assertRejects(() => measureOnce("lister.ts", task), Error, entryName(30));
  },
});

Deno.test("insistOnSame() throws where a byte differs, or the length", async () => {
  await using folder = await tempDir({ one: "abc", other: "abd", longer: "abcd", same: "abc" });
  insistOnSame(folder.join("one"), folder.join("same"));
  assertThrows(() => insistOnSame(folder.join("one"), folder.join("other")), Error, "Wrong bytes");
  assertThrows(() => insistOnSame(folder.join("one"), folder.join("longer")), Error, "Wrong size");
});

Deno.test("ageAnew() gives a file another time in the past, each time", async () => {
  await using folder = await tempDir({ file: "x" });
  const path = folder.join("file");
  const times = [0, 1].map(() => (ageAnew(path), Deno.statSync(path).mtime?.getTime() ?? 0));
  assertEquals((times[0] as number) - (times[1] as number), 3_600_000);
});
