import { fileSystemOf, parseProcessor, thisMachine } from "../../../bench/machine.ts";
import { programVersion, versionIn } from "../../../bench/programs.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

Deno.test("parseProcessor() takes the first processor's name", () => {
  assertEquals(
    parseProcessor("processor\t: 0\nmodel name\t: Chip A 3000\nmodel name\t: Chip B\n"),
    "Chip A 3000",
  );
  assertEquals(parseProcessor(""), undefined);
});

Deno.test("fileSystemOf() takes the nearest mount above, and of two at one place the later", () => {
  const mounts =
    "/dev/a / ext4 rw 0 0\nproc /proc proc rw 0 0\nt /tmp tmpfs rw 0 0\nx /tmpfiles xfs rw 0 0\n";
  assertEquals(fileSystemOf("/tmp/a", mounts), "tmpfs");
  assertEquals(fileSystemOf("/tmp", mounts), "tmpfs");
  assertEquals(fileSystemOf("/tmpfiles/a", mounts), "xfs");
  assertEquals(fileSystemOf("/home", mounts), "ext4");
  assertEquals(fileSystemOf("/tmp", `${mounts}o /tmp overlay rw 0 0\n`), "overlay");
  assertEquals(fileSystemOf("/tmp", ""), undefined);
});

Deno.test("thisMachine() knows this one", () => {
  const machine = thisMachine();
  assert(machine.cores >= 1 && machine.memoryGib > 0 && machine.processor !== "");
  assertEquals(new Date(machine.date).toISOString(), machine.date);
});

Deno.test("versionIn() finds the version among other words", () => {
  for (
    const [words, version] of [
      ["Redis server v=7.0.15 sha=00000000:0", "7.0.15"],
      ["nginx version: nginx/1.22.1", "1.22.1"],
      ["wrk debian/4.1.0-3+b2 [epoll]", "4.1.0-3+b2"],
      ["Ncat: Version 7.93 ( https://nmap.org/ncat )", "7.93"],
      ["no idea", undefined],
    ] as const
  ) assertEquals(versionIn(words), version);
});

Deno.test("programVersion() has none of a program that is not there", () => {
  assertEquals(programVersion("enchufe-no-such-program"), undefined);
});
