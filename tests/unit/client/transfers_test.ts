import { createHash } from "node:crypto";
import { Connection } from "../../../lib/client/connection.ts";
import { exitStatus } from "../../../lib/client/exit.ts";
import { localReason } from "../../../lib/client/local_errors.ts";
import {
  fetchFile as fetchFrom,
  localName,
  planHandover,
  sendFile as sendTo,
  type Target,
} from "../../../lib/client/transfers.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { ErrorReply, OK, type Reply } from "../../../lib/framing/reply.ts";
import { assertEquals, assertRejects, assertThrows } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { fakeServer } from "./memory_transport.ts";

const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function connect(answer: (words: string[]) => Reply | undefined): Promise<Connection> {
  const transport = await fakeServer(answer).dial();
  return new Connection(transport, { timeout: 60_000, where: "test:1" });
}

function share(files: Record<string, string>): (words: string[]) => Reply | undefined {
  return ([command, path = "", value = ""]) => {
    switch (command) {
      case "GET":
        return files[path] === undefined ? null : new TextEncoder().encode(files[path]);
      case "SET":
        files[path] = value;
        return OK;
      case "FILE.HASH":
        return sha256(files[path] ?? "");
      case "TYPE":
        return path in files ? "string" : path === "docs" ? "dir" : "none";
      case "FILE.MKDIR":
        return 1;
      default:
        return new ErrorReply("ERR", `unknown command '${command}'`);
    }
  };
}

const options = { ifExists: "replace", signal: new AbortController().signal } as const;

function fetchFile(connection: Connection, path: string, target: Target) {
  return fetchFrom({ onPush: () => {}, get: () => Promise.resolve(connection) }, path, target, options);
}

function sendFile(connection: Connection, file: string, path: string) {
  return sendTo({ onPush: () => {}, get: () => Promise.resolve(connection) }, file, path, options);
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("fetchFile() writes the file whole, over an existing one", async () => {
  await using folder = await tempDir({ "a.txt": "old and longer" });
  const connection = await connect(share({ "d/a.txt": "nuevo ñ" }));
  const file = folder.join("a.txt");
  assertEquals(await fetchFile(connection, "d/a.txt", { file }), {
    path: "d/a.txt",
    file,
    size: 8,
    sha256: sha256("nuevo ñ"),
    replaced: true,
    resumed: 0,
  });
  assertEquals(Deno.readTextFileSync(file), "nuevo ñ");
  assertEquals(namesIn(folder.path), ["a.txt"]);
  connection.close();
});

Deno.test("fetchFile() an empty file", async () => {
  await using folder = await tempDir();
  const connection = await connect(share({ e: "" }));
  await fetchFile(connection, "e", { file: folder.join("e") });
  assertEquals(Deno.readFileSync(folder.join("e")).length, 0);
  connection.close();
});

Deno.test("fetchFile() bytes that do not match their digest: 4, the old file stays, no part is left", async () => {
  await using folder = await tempDir({ a: "old" });
  const connection = await connect(([command]) => command === "GET" ? new Uint8Array(3) : sha256("other"));
  const error = await assertRejects(
    () => fetchFile(connection, "a", { file: folder.join("a") }),
    EnchufeError,
  );
  assertEquals([error.code, exitStatus(error)], ["DIGEST", 4]);
  assertEquals(namesIn(folder.path), ["a"]);
  assertEquals(Deno.readTextFileSync(folder.join("a")), "old");
  connection.close();
});

const FAILURES: readonly (readonly [
  what: string,
  code: string,
  status: number,
  answer: (words: string[]) => Reply | undefined,
])[] = [
  ["a missing file", "NOTFOUND", 1, () => null],
  ["a directory", "WRONGTYPE", 1, () => new ErrorReply("WRONGTYPE", "a directory")],
  [
    "no digest",
    "ERR",
    1,
    ([command]) => command === "GET" ? "abc" : new ErrorReply("ERR", "unknown command"),
  ],
];

for (const [what, code, status, answer] of FAILURES) {
  Deno.test(`fetchFile() ${what}: ${code}, no part is left`, async () => {
    await using folder = await tempDir();
    const connection = await connect(answer);
    const error = await assertRejects(
      () => fetchFile(connection, "a", { file: folder.join("a") }),
      EnchufeError,
    );
    assertEquals([error.code, exitStatus(error)], [code, status]);
    assertEquals(namesIn(folder.path), []);
    connection.close();
  });
}

Deno.test("fetchFile() a connection lost in the middle: 3, no part is left", async () => {
  await using folder = await tempDir({ a: "old" });
  const server = fakeServer((_words, session) => {
    session.reply(new Uint8Array(100_000));
    session.close();
    return undefined;
  });
  const connection = new Connection(await server.dial(), { timeout: 60_000, where: "test:1" });
  const fetching = fetchFile(connection, "a", { file: folder.join("a") });
  // All bytes may have arrived before the close is seen; then it is the digest that cannot be asked for.
  const error = await assertRejects(() => fetching, EnchufeError);
  assertEquals([error.code, exitStatus(error)], ["LOST", 3]);
  assertEquals(namesIn(folder.path), ["a"]);
});

Deno.test("fetchFile() a target that is a directory is refused before anything is asked", async () => {
  await using folder = await tempDir({ sub: {} });
  const asked: string[][] = [];
  const connection = await connect((words) => void asked.push(words));
  const error = await assertRejects(
    () => fetchFile(connection, "a", { file: folder.join("sub") }),
    EnchufeError,
  );
  assertEquals([error.code, asked.length], ["IO", 0]);
  connection.close();
});

Deno.test("fetchFile() gives the pieces to a writer", async () => {
  const connection = await connect(share({ a: "hola" }));
  let text = "";
  await fetchFile(connection, "a", {
    write: (part) => Promise.resolve(void (text += new TextDecoder().decode(part))),
  });
  assertEquals(text, "hola");
  connection.close();
});

Deno.test("fetchFile() a writer that fails: what it threw, not a lost connection", async () => {
  const connection = await connect(share({ a: "hola" }));
  const write = () => Promise.reject(new Deno.errors.BrokenPipe("Broken pipe"));
  await assertRejects(() => fetchFile(connection, "a", { write }), Deno.errors.BrokenPipe);
});

Deno.test("fetchFile() a folder that is missing: the file that was named, in plain words", async () => {
  await using folder = await tempDir({ f: "" });
  const connection = await connect(share({ a: "hola" }));
  const file = folder.join("none", "x");
  const error = await assertRejects(() => fetchFile(connection, "a", { file }), EnchufeError);
  assertEquals(error.message, `Cannot write '${file}': there is no directory '${folder.join("none")}'`);
  connection.close();
});

Deno.test("localReason() says it without the runtime's words", () => {
  const rows: readonly (readonly [thrown: Error, reason: string])[] = [
    [
      new Deno.errors.NotFound("No such file (os error 2): open 'd/.enchufe-1.part'"),
      "there is no directory 'd'",
    ],
    [new Deno.errors.NotADirectory("Not a directory (os error 20)"), "'d' is not a directory"],
    [new Deno.errors.PermissionDenied("Permission denied (os error 13)"), "that is not allowed here"],
    [
      new Deno.errors.NotCapable("Requires all access, run again with --allow-all"),
      "that is not allowed here",
    ],
    [new Error("Strange thing (os error 999): open 'd/.enchufe-1.part'"), "Strange thing"],
  ];
  for (const [thrown, reason] of rows) assertEquals(localReason(thrown, "d/x"), reason);
});

Deno.test({
  name: "sendFile() a device or pipe is refused at once",
  ignore: Deno.build.os === "windows",
  async fn() {
    const connection = await connect(() => OK);
    const error = await assertRejects(() => sendFile(connection, "/dev/null", "a"), EnchufeError);
    assertEquals([error.code, error.message], [
      "USAGE",
      "'/dev/null' is not a regular file: want a file to hand in",
    ]);
    connection.close();
  },
});

Deno.test("localName() takes the last component", () => {
  for (const [path, name] of [["a", "a"], ["a/b c.txt", "b c.txt"], ["/ñ", "ñ"], ["a/..b", "..b"]]) {
    assertEquals(localName(path as string), name as string);
  }
});

for (const path of ["", "..", ".", "a/..", "a/", "/", "a/.", "..\\b", "a\\b", "a\0"]) {
  Deno.test(`localName() refuses ${JSON.stringify(path)}`, () => {
    assertEquals(assertThrows(() => localName(path), EnchufeError).code, "BADPATH");
  });
}

Deno.test("sendFile() sends the bytes and compares the digest", async () => {
  await using folder = await tempDir({ a: "hola ñ", e: "" });
  const files: Record<string, string> = {};
  const connection = await connect(share(files));
  const sent = await sendFile(connection, folder.join("a"), "d/x");
  await sendFile(connection, folder.join("e"), "e");
  assertEquals(files, { "d/x": "hola ñ", e: "" });
  assertEquals([sent?.size, sent?.sha256, sent?.replaced], [7, sha256("hola ñ"), false]);
  assertEquals((await sendFile(connection, folder.join("a"), "d/x"))?.replaced, true);
  connection.close();
});

Deno.test("sendFile() a server that has other bytes afterwards: 4", async () => {
  await using folder = await tempDir({ a: "hola" });
  const connection = await connect(([command]) => command === "SET" ? OK : sha256("other"));
  const error = await assertRejects(() => sendFile(connection, folder.join("a"), "a"), EnchufeError);
  assertEquals([error.code, exitStatus(error)], ["DIGEST", 4]);
  connection.close();
});

Deno.test("sendFile() a file that is missing, or a directory: 2, nothing is sent", async () => {
  await using folder = await tempDir({ sub: {} });
  const asked: string[][] = [];
  const connection = await connect((words) => void asked.push(words));
  for (const name of ["nope", "sub"]) {
    const error = await assertRejects(() => sendFile(connection, folder.join(name), "a"), EnchufeError);
    assertEquals([error.code, exitStatus(error)], ["USAGE", 2]);
  }
  assertEquals(asked, []);
  connection.close();
});

Deno.test("planHandover() decides where files go", async () => {
  await using folder = await tempDir({ "a.txt": "a", "b.txt": "b" });
  const connection = await connect(share({ "there.txt": "" }));
  const a = folder.join("a.txt"), b = folder.join("b.txt");
  const rows: readonly (readonly [words: string[], paths: string[]])[] = [
    [[a], ["a.txt"]],
    [[a, b], ["a.txt", "b.txt"]],
    [[a, "x.txt"], ["x.txt"]],
    [[a, "there.txt"], ["there.txt"]],
    [[a, "docs"], ["docs/a.txt"]],
    [[a, b, "docs"], ["docs/a.txt", "docs/b.txt"]],
    [[a, b, "docs/"], ["docs/a.txt", "docs/b.txt"]],
    [[a, "new/deep/"], ["new/deep/a.txt"]],
    [[a, b, "/"], ["a.txt", "b.txt"]],
  ];
  for (const [words, paths] of rows) {
    assertEquals((await planHandover(connection, words)).map(({ path }) => path), paths);
  }
  const refused = planHandover(connection, [a, b, "typo.txt"]);
  assertEquals((await assertRejects(() => refused, EnchufeError)).code, "USAGE");
  connection.close();
});
