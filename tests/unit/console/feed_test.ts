import { Feed } from "../../../lib/console/feed.ts";
import type { Changed, Note } from "../../../lib/console/notes.ts";
import { makePalette } from "../../../lib/terminal/colors.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

const PLAIN = makePalette(false);

/** A feed, its terminal and a clock that is turned by hand. */
class Scene {
  readonly shown: string[] = [];
  ready = true;
  #now = Date.UTC(2026, 10, 21, 12);
  #timers: { at: number; run: () => void }[] = [];
  readonly feed = new Feed({
    now: () => this.#now,
    later: (run, ms) => {
      const timer = { at: this.#now + ms, run };
      this.#timers.push(timer);
      return () => this.#timers.splice(this.#timers.indexOf(timer), 1);
    },
  });

  constructor() {
    const print = (text: string) => void this.shown.push(...text.split("\n"));
    const isReady = () => this.ready;
    this.feed.open({
      print,
      palette: PLAIN,
      get ready() {
        return isReady();
      },
    });
  }

  /** Lets time pass, running what is due. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.splice(this.#timers.indexOf(due), 1);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }

  /** What was shown since the last time, without the times of day. */
  take(): string[] {
    return this.shown.splice(0).map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""));
  }
}

const fetch = (path: string, more: Partial<Extract<Note, { kind: "fetch" }>> = {}): Note => ({
  kind: "fetch",
  path,
  size: 1024,
  sent: more.size ?? 1024,
  part: false,
  whole: true,
  by: "ana",
  ...more,
});
const message = (text: string): Note => ({ kind: "message", room: "plaza", name: "ana", text });

Deno.test("Feed: what happens is shown soon, in order, with its time", () => {
  const scene = new Scene();
  scene.feed.add({ kind: "join", room: "plaza", name: "ana", address: "192.168.1.5:40000" });
  scene.feed.add(message("hola"));
  scene.feed.add({ kind: "created", by: "ana", path: "a.txt", size: 3, type: "file" });
  scene.feed.add({ kind: "moved", by: "ana", from: "a.txt", path: "b.txt" });
  scene.feed.add({ kind: "removed", by: "[fd00::2]:1", path: "b.txt", size: 3, type: "file" });
  scene.feed.add({ kind: "leave", room: "plaza", name: "ana", address: "192.168.1.5:40000" });
  scene.pass(50);
  assert(scene.shown.every((line) => /^\d\d:00:00 /.test(line)), scene.shown.join("\n"));
  assertEquals(scene.take(), [
    "ana (192.168.1.5) has come into plaza",
    "[plaza] ana: hola",
    "ana handed in a.txt (3 B)",
    "ana moved a.txt to b.txt",
    "fd00::2 removed b.txt (3 B)",
    "ana (192.168.1.5) has left plaza",
  ]);
});

Deno.test("Feed: a thousand fetches in a second are one line", () => {
  const scene = new Scene();
  for (let i = 0; i < 1000; i++) {
    scene.feed.add(fetch(`f${i}.txt`, { by: `127.0.0.1:${40_000 + i}` }));
  }
  scene.pass(1000);
  assertEquals(scene.take(), ["127.0.0.1 fetched 1000 files (1,000 KiB): f0.txt, f1.txt, f2.txt, …"]);
  for (let i = 0; i < 500; i++) scene.feed.add(fetch("a.txt"));
  scene.pass(1000);
  assertEquals(scene.take(), ["ana fetched a.txt (1 KiB) × 500"]);
});

Deno.test("Feed: a file in many parts is one line when no more are asked for", () => {
  const scene = new Scene();
  for (let i = 0; i < 50; i++) {
    scene.feed.add(fetch("big.bin", { part: true }));
    scene.pass(100);
  }
  assertEquals(scene.take(), []);
  scene.pass(4000);
  assertEquals(scene.take(), ["ana fetched 50 KiB of big.bin in 50 parts"]);
});

Deno.test("Feed: parts count by the bytes that were sent, and what broke off is not told as fetched", () => {
  const scene = new Scene();
  scene.feed.add(fetch("big.bin", { part: true, size: 4096 }));
  scene.feed.add(fetch("big.bin", { part: true, size: 1 << 30, sent: 1024, whole: false }));
  scene.pass(4000);
  assertEquals(scene.take(), ["ana fetched 5 KiB of big.bin in 2 parts"]);
  for (const name of ["a", "b", "c", "d"]) scene.feed.add(fetch(name));
  for (const name of ["e", "f", "g", "h", "i"]) scene.feed.add(fetch(name, { whole: false, sent: 1 }));
  scene.pass(4000);
  assertEquals(scene.take(), [
    "ana fetched 4 files (4 KiB): a, b, c, …",
    "ana left before all of 5 files (5 KiB) was sent: e, f, g, …",
  ]);
});

Deno.test("Feed: a few lines a second, with a count of the rest; talk gives way", () => {
  const scene = new Scene();
  for (let second = 0; second < 3; second++) {
    for (let i = 0; i < 200; i++) scene.feed.add(message(`line ${i}`));
    scene.feed.add({ kind: "join", room: "plaza", name: "bea", address: "" });
    scene.pass(1000);
  }
  scene.pass(1000);
  const lines = scene.take();
  assertEquals(lines.length, 33);
  assertEquals(lines.filter((line) => line.includes("bea")).length, 3);
  const left = lines.filter((line) => line.includes("…"));
  assertEquals(left, Array(3).fill("         … left out: 191 messages"));
});

Deno.test("Feed: notes beyond a thousand are counted, not held", () => {
  const scene = new Scene();
  for (let i = 0; i < 5000; i++) scene.feed.add(fetch(`f${i}`, { size: 1 }));
  scene.pass(1000);
  assertEquals(scene.take(), ["ana fetched 5000 files (4.9 KiB): f0, f1, f2, …"]);
  for (let i = 0; i < 5000; i++) scene.feed.add(fetch(`f${i}`, { by: `p${i}` }));
  scene.pass(1000);
  const lines = scene.take();
  assertEquals(lines.length, 11);
  assertEquals(lines.at(-1), "         … left out: 4990 fetched");
});

Deno.test("Feed: a terminal that stands still gets nothing, and a count later", () => {
  const scene = new Scene();
  scene.ready = false;
  for (let i = 0; i < 60; i++) {
    for (let j = 0; j < 100; j++) scene.feed.add(message("x"));
    scene.pass(1000);
  }
  assertEquals(scene.take(), []);
  scene.ready = true;
  scene.pass(1000);
  assertEquals(scene.take().at(-1), "         … left out: 5990 messages");
});

Deno.test("Feed: nothing from a peer is shown raw, nor at any length", () => {
  const scene = new Scene();
  const evil = "\x1b[2J\r\n\u202e\u009b";
  scene.feed.add(message(evil + "y".repeat(100_000)));
  scene.feed.add({ kind: "join", room: evil, name: evil, address: evil });
  scene.feed.add({ kind: "leave", room: evil, name: evil, address: evil });
  for (let i = 0; i < 5; i++) scene.feed.add({ kind: "join", room: evil + "2", name: `n${i}`, address: "" });
  scene.feed.add(fetch(evil, { by: evil }));
  scene.feed.add(fetch(evil, { by: evil + "2", whole: false }));
  scene.feed.add(fetch(evil, { by: evil, part: true }));
  scene.feed.add({ kind: "moved", by: evil, from: evil, path: evil });
  for (const kind of ["created", "changed", "removed"] as const) {
    for (const type of ["file", "dir"] as const) {
      scene.feed.add({ kind, by: evil + type, path: evil, size: 1, type });
    }
  }
  scene.pass(5000);
  scene.feed.close();
  const lines = scene.take();
  assert(lines.length >= 10, lines.join("\n"));
  for (const line of lines) {
    // deno-lint-ignore no-control-regex -- that none is left is the point
    assertEquals(/[\u0000-\u001f\u007f-\u009f\u202e]/.test(line), false, line);
    assert(line.length < 1200);
  }
});

Deno.test("Feed.logged: warnings and errors only, without the date", () => {
  const scene = new Scene();
  scene.feed.logged("2026-11-21T04:00:00.123Z info  session start id=1\n", "info");
  scene.feed.logged("2026-11-21T04:00:00.123Z warn  command error id=1\n", "warn");
  scene.feed.logged("2026-11-21T04:00:00.123Z error session failed id=1\n", "error");
  scene.pass(1000);
  assertEquals(scene.take(), ["warn  command error id=1", "error session failed id=1"]);
});

const handIn = (path: string, by = "ana", more: Partial<Changed> = {}): Note => ({
  kind: "created",
  by,
  path,
  size: 2,
  type: "file",
  ...more,
});
const madeFolder = (path: string, by = "ana"): Note => handIn(path, by, { type: "dir", size: 0 });

Deno.test("Feed: a directory that was handed in is one line, with its place and the first names", () => {
  const scene = new Scene();
  const show = (...notes: Note[]): string[] => {
    for (const note of notes) scene.feed.add(note);
    scene.pass(1000);
    return scene.take();
  };
  const six = ["a", "b", "c", "d", "e", "f"].map((name) => handIn(`rosa9/${name}.txt`, "rosa"));
  assertEquals(show(madeFolder("rosa9", "rosa"), ...six), [
    "rosa handed in 6 files in rosa9/ (12 B): a.txt, b.txt, c.txt, …",
  ]);
  const tree = ["p/a", "p/src/b", "p/src/c", "p/src/lib/d"].map((path) => handIn(path));
  const folders = ["p", "p/src", "p/src/lib"].map((path) => madeFolder(path));
  assertEquals(show(...folders, ...tree), [
    "ana handed in 4 files and 2 directories in p/ (8 B): a, src/b, …",
  ]);
  assertEquals(show(madeFolder("q"), handIn("q/a"), handIn("q/b")), [
    "ana handed in q/a (2 B)",
    "ana handed in q/b (2 B)",
  ]);
  assertEquals(show(...["v", "w", "x", "y"].map((path) => madeFolder(path))), [
    "ana handed in 4 directories: v, w, x, …",
  ]);
  assertEquals(show(...["1/a", "1/b", "2/a", "ñ".repeat(60)].map((path) => handIn(path))), [
    "ana handed in 4 files (8 B): 1/a, 1/b, 2/a, …",
  ]);
  const long = "x".repeat(40);
  assertEquals(show(...["a", "b", "c", "d"].map((path) => handIn(`${long}/${path}`))), [
    `ana handed in 4 files in ${long}/ (8 B)`,
  ]);
  assertEquals(show(...["a", "b", "c", "d"].map((name) => handIn(`dir/${name}\x1b[2J`))), [
    "ana handed in 4 files in dir/ (8 B): a\\u{1b}[2J, b\\u{1b}[2J, …",
  ]);
});

Deno.test("Feed: what is handed in comes first, and what is left out is counted by kind", () => {
  const scene = new Scene();
  for (let i = 0; i < 40; i++) {
    scene.feed.add(message("x"));
    scene.feed.add(fetch("task.pdf", { by: `p${i}` }));
    scene.feed.add({ kind: "log", level: "warn", text: "warn  session refused" });
  }
  for (let i = 0; i < 8; i++) scene.feed.add(handIn(`p${i}.txt`, `p${i}`));
  scene.pass(50);
  const lines = scene.take();
  assertEquals(lines.length, 11);
  assertEquals(lines.filter((line) => line.includes("handed in p")).length, 8);
  assertEquals(lines.at(-1), "         … left out: 38 warnings, 40 fetched, 40 messages");
  for (let i = 0; i < 12; i++) {
    scene.feed.add(madeFolder(`d${i}`, `p${i}`));
    for (const name of ["a", "b", "c", "d"]) scene.feed.add(handIn(`d${i}/${name}`, `p${i}`));
  }
  scene.pass(1000);
  assertEquals(scene.take().at(-1), "         … left out: 8 handed in");
});

Deno.test("Feed: where there is too much to tell, one person has one line", () => {
  const scene = new Scene();
  for (let i = 0; i < 10; i++) {
    for (const name of ["a.txt", "b.txt"]) scene.feed.add(handIn(`hw/p${i}/${name}`, `p${i}`));
  }
  scene.pass(50);
  const lines = scene.take();
  assertEquals(lines.length, 10);
  assertEquals(lines[3], "p3 handed in 2 files in hw/p3/ (4 B): a.txt, b.txt");
});

Deno.test("Feed: however much else there is, what is handed in finds room", () => {
  const scene = new Scene();
  for (let i = 0; i < 3000; i++) scene.feed.add(fetch("a", { by: `p${i}` }));
  scene.feed.add(handIn("last.txt"));
  scene.pass(50);
  assert(scene.take().includes("ana handed in last.txt (2 B)"));
});

Deno.test("Feed.recent(): every file of the last transfers, also those for which the screen had no room", () => {
  const scene = new Scene();
  const recent = (wanted = {}) => scene.feed.recent(PLAIN, wanted).map((line) => line.slice(9));
  for (let i = 0; i < 600; i++) {
    scene.feed.add(fetch(`f${i}`, { by: `p${i}` }));
    scene.feed.add(message("x"));
  }
  assertEquals(recent().length, 500);
  assertEquals(recent().at(-1), "p599 fetched f599 (1 KiB)");
  scene.feed.add(madeFolder("r", "Rosa"));
  for (const name of ["a", "b", "c", "d"]) scene.feed.add(handIn(`r/${name}`, "Rosa"));
  assertEquals(recent({ most: 2 }), ["Rosa handed in r/c (2 B)", "Rosa handed in r/d (2 B)"]);
  for (const at of ["x", "y"]) {
    for (let i = 0; i < 5; i++) scene.feed.add(fetch(`part-${at}`, { part: true, size: 10 }));
    for (let i = 0; i < 3; i++) {
      scene.feed.add(fetch(`part-${at === "x" ? "y" : "x"}`, { part: true, size: 10 }));
    }
  }
  scene.feed.add({ kind: "moved", by: "[::1]:77", from: "r/d", path: "r/e" });
  for (let i = 0; i < 3; i++) scene.feed.add(fetch("same"));
  assertEquals(recent({ most: 4 }), [
    "ana fetched 80 B of part-x in 8 parts",
    "ana fetched 80 B of part-y in 8 parts",
    "::1 moved r/d to r/e",
    "ana fetched same (1 KiB) × 3",
  ]);
  assertEquals(recent({ way: "in" }), ["a", "b", "c", "d"].map((name) => `Rosa handed in r/${name} (2 B)`));
  assertEquals(recent({ by: "rosa", most: 1, way: "in" }), ["Rosa handed in r/d (2 B)"]);
  assertEquals(recent({ by: "::1" }).length, 1);
  assertEquals(recent({ by: "rosa", way: "out" }), []);
});

Deno.test("Feed: the lines of a message are set in, whatever is in them", () => {
  const scene = new Scene();
  scene.feed.add(message("one\r\n12:00:00 bea handed in x (1 B)\n> /stop\n"));
  scene.feed.add(message("1\n2\n3\n4\n5\n6"));
  scene.pass(50);
  assertEquals(scene.take(), [
    "[plaza] ana: one",
    "           12:00:00 bea handed in x (1 B)",
    "           > /stop",
    "[plaza] ana: 1",
    "           2",
    "           3",
    "           4…",
  ]);
});

Deno.test("Feed: colours of names, times, what is handed in, warnings and errors", () => {
  const palette = makePalette(true);
  const shown: string[] = [];
  const now = new Date(2026, 10, 21, 9, 8, 7).getTime();
  const feed = new Feed({ now: () => now, later: () => () => {} });
  feed.open({ ready: true, palette, print: (text) => shown.push(...text.split("\n")) });
  feed.add(message("hola"));
  feed.add(handIn("a.txt", "luz"));
  feed.add(fetch("a.txt", { by: "127.0.0.1:7" }));
  feed.logged("warn  session refused\n", "warn");
  feed.logged("error accept failed\n", "error");
  feed.close();
  const time = "\x1b[2m09:08:07\x1b[22m ";
  assertEquals(shown, [
    `${time}[plaza] ${palette.name("ana")}: hola`,
    `${time}\x1b[1m\x1b[38;5;130mluz\x1b[39m handed in a.txt (2 B)\x1b[22m`,
    `${time}127.0.0.1 fetched a.txt (1 KiB)`,
    `${time}${palette.warning("warn  session refused")}`,
    `${time}${palette.error("error accept failed")}`,
  ]);
});

Deno.test("Feed.close(): what was waiting is shown, then nothing more", () => {
  const scene = new Scene();
  scene.feed.add(fetch("a", { part: true }));
  scene.feed.add(message("last"));
  scene.feed.close();
  scene.feed.add(message("too late"));
  scene.pass(5000);
  assertEquals(scene.take(), ["[plaza] ana: last", "ana fetched 1 KiB of a in 1 part"]);
});

Deno.test("Feed: what was not done through the server is said of nobody", () => {
  const scene = new Scene();
  const change = (kind: Changed["kind"], path: string): Note => ({
    kind,
    path,
    type: "file",
    size: 2,
    by: "",
  });
  scene.feed.add(change("created", "a.txt"));
  scene.feed.add(change("removed", "b.txt"));
  for (let i = 0; i < 20; i++) scene.feed.add(change("changed", `fotos/${i}`));
  scene.pass(2000);
  assertEquals(scene.shown.map((line) => line.slice(9)), [
    "a.txt (2 B) came into the folder",
    "b.txt (2 B) was removed from the folder",
    "20 files in fotos/ (40 B) changed in the folder: 0, 1, 2, …",
  ]);
});
