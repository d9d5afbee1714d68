import { commandFor, FileNews } from "../../../lib/client/file_news.ts";
import { readLine } from "../../../lib/client/session_lines.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { last, settled, start } from "./fake_rooms.ts";

/** News whose time stands still until it is let go. */
function gathering(): { news: FileNews; lines: string[]; waits: number[]; pass: () => Promise<void> } {
  const lines: string[] = [], waits: number[] = [];
  let time = 0, go = () => {};
  const clock = {
    now: () => time,
    wait(ms: number): Promise<void> {
      waits.push(ms);
      return new Promise((resolve) => {
        go = () => {
          time += ms;
          resolve();
        };
      });
    },
  };
  const isTold = (path: string, by: string) => by === "yo" && path === "own";
  const news = new FileNews({
    show: (line) => lines.push(line),
    isTold,
    clock,
    signal: new AbortController().signal,
  });
  return {
    news,
    lines,
    waits,
    pass: async () => (go(), await new Promise((resolve) => setTimeout(resolve))),
  };
}

function created(path: string, by = "ana", size = 1024) {
  return { channel: `file:${path}`, event: "created", path, type: "file", size, by };
}

Deno.test("FileNews: a line for each of few files, as they are by then", async () => {
  const { news, lines, pass } = gathering();
  for (const path of ["notas.txt", "gone.txt", "con espacio.txt"]) news.take(created(path));
  news.take(created("own", "yo"));
  news.take(created("a mano.txt", ""));
  news.take({ ...created("notas.txt"), event: "changed", size: 12 * 1024 });
  news.take({ ...created("old.txt"), event: "changed" });
  news.take({ ...created("gone.txt"), event: "removed" });
  news.take({ ...created("dir"), type: "dir" });
  assertEquals(lines, []);
  await pass();
  assertEquals(lines, [
    "· ana handed in notas.txt (12 KiB): /get notas.txt",
    '· ana handed in con espacio.txt (1 KiB): /get "con espacio.txt"',
    '· New file: a mano.txt (1 KiB): /get "a mano.txt"',
  ]);
});

Deno.test("FileNews: many files are one line, and a flood is told ever more seldom", async () => {
  const { news, lines, waits, pass } = gathering();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 5000; i++) news.take(created(`fotos/${round}/${i}`, "10.0.0.1:4000", 1));
    await pass();
  }
  assertEquals(
    lines,
    [0, 1, 2].map((round) =>
      `· 10.0.0.1 handed in 5000 files in fotos/${round}/ (4.9 KiB): /ls fotos/${round}`
    ),
  );
  assertEquals(waits, [1000, 2000, 4000]);
  lines.length = 0;
  for (let i = 0; i < 500; i++) news.take(created(`tarea/${i}/x`, `n${i}`, 0));
  await pass();
  assertEquals(lines, ["· 500 new files in tarea/ (0 B): /ls tarea"]);
});

Deno.test("commandFor(): can be typed as it is", () => {
  for (const path of ["a", "a b", "it's", 'a "b"', "'a' b", "d/é ü.txt"]) {
    const line = commandFor("get", path);
    assertEquals(readLine(line, undefined), { kind: "command", command: "get", args: [path] }, line);
  }
  assertEquals(commandFor("get", "d/\u001b[2J"), "/ls d");
  assertEquals(commandFor("get", "\u202e"), "/ls");
});

Deno.test("Session.run() tells of new files, escaped, and subscribes anew over each connection", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await settled(terminal);
  assert(last(rooms).requests.some((words) => words.join(" ") === "PSUBSCRIBE file:*"));
  last(rooms).push("file:x\u001b[2J", {
    event: "created",
    path: "x\u001b[2J",
    type: "file",
    size: 1,
    by: "luz\u202e",
  });
  await terminal.until("handed in");
  assertEquals(terminal.count("· luz\\u{202e} handed in x\\u{1b}[2J (1 B): /ls"), 1);
  last(rooms).close();
  await terminal.until("Connected again");
  await settled(terminal);
  assertEquals(rooms.server.sessions.length, 2);
  last(rooms).push("file:b.txt", { event: "created", path: "b.txt", type: "file", size: 1, by: "" });
  await terminal.until("New file: b.txt");
});
