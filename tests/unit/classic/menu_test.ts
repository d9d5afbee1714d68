import { serveMenu } from "../../../lib/classic/menu.ts";
import { MENU_TEXTS } from "../../../lib/classic/texts.ts";
import { decodePickle, encodePickle, type PickleValue, Tuple } from "../../../lib/framing/pickle.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import type { ListPage } from "../../../lib/share/share.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../helpers/assert.ts";
import { Link, type Tree } from "../../helpers/temp.ts";
import { bytes, makeWorld, silence, type TestPeer, until } from "./fixture.ts";
import { pause } from "../../helpers/patience.ts";

const MIB = 1024 * 1024;
const TREE: Tree = {
  "b.txt": "b",
  "ñandú.txt": "contenido",
  vacío: "",
  docs: { "hondo.txt": "hondo" },
  ".oculto": "x",
  fuera: new Link("/etc/passwd"),
  justo: new Uint8Array(MIB),
  grande: new Uint8Array(MIB + 1),
};

/** Answers are read as a client with one `recv` does: one write is one pickle. Content comes as the call that Python writes. */
async function answer(peer: TestPeer): Promise<PickleValue | undefined> {
  const data = await peer.nextBytes();
  if (data === undefined) return undefined;
  assertEquals([data[0], data[1]], [0x80, 2]);
  const decoded = decodePickle(data, { maxBytes: data.length });
  assertEquals(decoded?.length, data.length);
  return decoded?.value;
}

const ROWS: readonly { request: PickleValue; answer: PickleValue }[] = [
  { request: ["CONSULTA", null], answer: "Servidor online 24 horas" },
  { request: ["LISTAR", null], answer: ["b.txt", "grande", "justo", "vacío", "ñandú.txt"] },
  { request: ["ARQUIVO", "nada"], answer: "Arquivo não encontrado!" },
  { request: ["ARQUIVO", "docs"], answer: "Arquivo não encontrado!" },
  { request: ["ARQUIVO", ""], answer: "Arquivo não encontrado!" },
  { request: ["ARQUIVO", ".oculto"], answer: "Arquivo não encontrado!" },
  { request: ["ARQUIVO", "fuera"], answer: "Arquivo não encontrado!" },
  { request: ["ARQUIVO", "/etc/passwd"], answer: "Arquivo não encontrado!" },
  { request: ["ARQUIVO", "../b.txt"], answer: "Arquivo não encontrado!" },
  { request: ["ARQUIVO", "grande"], answer: "Arquivo grande demais!" },
  { request: ["ARQUIVO", null], answer: "Comando desconhecido." },
  { request: ["ARQUIVO", 7], answer: "Comando desconhecido." },
  { request: ["BORRAR", "b.txt"], answer: "Comando desconhecido." },
  { request: [], answer: "Comando desconhecido." },
  { request: "HORA", answer: "Comando desconhecido." },
  { request: null, answer: "Comando desconhecido." },
  { request: [["HORA", null], null], answer: "Comando desconhecido." },
  { request: new Tuple(["CONSULTA", null]), answer: "Servidor online 24 horas" },
];

for (const byteByByte of [false, true]) {
  Deno.test(`serveMenu() answers each request: ${byteByByte ? "byte by byte" : "whole"}`, async () => {
    await using world = await makeWorld({ tree: TREE });
    const { peer, session } = world.connect(serveMenu);
    for (const row of ROWS) {
      const request = encodePickle(row.request);
      if (!byteByByte) peer.send(request);
      else {
        for (const byte of request) {
          peer.send(Uint8Array.of(byte));
          await pause(0);
        }
      }
      assertEquals(await answer(peer), row.answer, JSON.stringify(row.request));
    }
    assertEquals([session.commands, session.busy, peer.waiting], [ROWS.length, false, 0]);
    peer.end();
    assertEquals(await answer(peer), MENU_TEXTS.bye);
    assertEquals(await answer(peer), undefined);
  });
}

/** What Python's `pickle.dumps(["CONSULTA", None], protocol)` makes. */
const FROM_PYTHON = [
  "286c70300a56434f4e53554c54410a70310a614e612e",
  "5d7100285808000000434f4e53554c544171014e652e",
  "80025d7100285808000000434f4e53554c544171014e652e",
  "80035d7100285808000000434f4e53554c544171014e652e",
  "80049511000000000000005d94288c08434f4e53554c5441944e652e",
  "80059511000000000000005d94288c08434f4e53554c5441944e652e",
];

FROM_PYTHON.forEach((hex, protocol) => {
  Deno.test(`serveMenu() reads protocol ${protocol}, cut anywhere`, async () => {
    await using world = await makeWorld();
    const { peer } = world.connect(serveMenu);
    const request = Uint8Array.fromHex(hex);
    for (let cut = 1; cut < request.length; cut++) {
      peer.send(request.subarray(0, cut));
      await pause(0);
      peer.send(request.subarray(cut));
      assertEquals(await answer(peer), MENU_TEXTS.status);
    }
  });
});

Deno.test("serveMenu() tells the local time", async () => {
  const now = new Date(2026, 10, 21, 4, 5, 6).getTime();
  await using world = await makeWorld({ now: () => now });
  const { peer } = world.connect(serveMenu);
  peer.send(encodePickle(["HORA", null]));
  assertEquals(await answer(peer), "04:05:06");
});

Deno.test("serveMenu() sends name and content of a file", async () => {
  await using world = await makeWorld({ tree: TREE });
  const { peer } = world.connect(serveMenu);
  const files: [string, Uint8Array][] = [
    ["ñandú.txt", bytes("contenido")],
    ["/ñandú.txt", bytes("contenido")],
    ["docs/hondo.txt", bytes("hondo")],
    ["vacío", new Uint8Array(0)],
    ["justo", new Uint8Array(MIB)],
  ];
  for (const [name, content] of files) {
    peer.send(encodePickle(["ARQUIVO", name]));
    assertEquals(await peer.nextBytes(), encodePickle(new Tuple([name, content])));
  }
});

Deno.test("serveMenu() lists a root of several pages, and an empty one", async () => {
  await using full = await makeWorld();
  full.services.share.list = (path, { cursor } = {}) => {
    assertEquals(path, ".");
    const name = cursor === "next" ? "b" : "a";
    const entries = [{ path: name, name, type: "file", size: 0, mtime: 0 }] as const;
    return Promise.resolve({ entries, cursor: cursor === "next" ? "0" : "next" });
  };
  await using empty = await makeWorld({ tree: { docs: {} } });
  for (const [world, list] of [[full, ["a", "b"]], [empty, []]] as const) {
    const { peer } = world.connect(serveMenu);
    peer.send(encodePickle(["LISTAR", null]));
    assertEquals(await answer(peer), [...list]);
  }
});

Deno.test("serveMenu() answers several requests of one read, then the end of input", async () => {
  await using world = await makeWorld();
  const { peer } = world.connect(serveMenu);
  const request = [...encodePickle(["CONSULTA", null])];
  peer.send(Uint8Array.from([...request, ...request, ...request]));
  peer.end();
  const status = [...encodePickle(MENU_TEXTS.status)];
  const all: number[] = [];
  for (let part = await peer.nextBytes(); part; part = await peer.nextBytes()) all.push(...part);
  assertEquals(all, [...status, ...status, ...status, ...encodePickle(MENU_TEXTS.bye)]);
});

const CALL = "80025d71002863706f7369780a73797374656d0a71015810000000" +
  "746f756368202f746d702f70776e656471028571035271044e652e";

const REFUSED: readonly { what: string; request: Uint8Array; reason: string }[] = [
  {
    what: "a call of os.system at protocol 2",
    request: Uint8Array.fromHex(CALL),
    reason: "Pickle opcode 'GLOBAL'",
  },
  {
    what: "a call of os.system at protocol 4",
    request: Uint8Array.fromHex(
      "8004952b000000000000008c05706f736978948c0673797374656d9493948c10746f756368202f746d702f70776e656494859452942e",
    ),
    reason: "Pickle opcode 'STACK_GLOBAL'",
  },
  { what: "plain text", request: bytes("HORA\n"), reason: "Pickle opcode" },
  {
    what: "text that is not UTF-8",
    request: Uint8Array.of(0x80, 2, 0x58, 1, 0, 0, 0, 0xff, 0x2e),
    reason: "",
  },
  {
    what: "a length over 64 KiB",
    request: Uint8Array.of(0x80, 2, 0x58, 0, 0, 1, 0),
    reason: "Pickle is too big",
  },
];

for (const { what, request, reason } of REFUSED) {
  Deno.test(`serveMenu() refuses ${what}, and closes`, async () => {
    await using world = await makeWorld();
    const { peer, session, done } = world.connect(serveMenu);
    peer.send(request);
    assertEquals(await answer(peer), undefined);
    peer.end();
    await done;
    const refusal = world.logged.find(({ event }) => event === "command error");
    assertStringIncludes(String(refusal?.fields.error), reason);
    assertEquals(session.endReason, refusal?.fields.error);
  });
}

Deno.test("serveMenu() answers what came before a pickle that it refuses", async () => {
  await using world = await makeWorld();
  const { peer } = world.connect(serveMenu);
  peer.send(Uint8Array.from([...encodePickle(["CONSULTA", null]), ...bytes("\n")]));
  assertEquals(await answer(peer), MENU_TEXTS.status);
  assertEquals(await answer(peer), undefined);
});

/** A request of so many bytes in all. */
function requestOf(size: number): Uint8Array {
  const fixed = encodePickle(["CONSULTA", ""]).length;
  return encodePickle(["CONSULTA", "x".repeat(size - fixed)]);
}

Deno.test("serveMenu() takes a request of 64 KiB and refuses a larger one", async () => {
  await using world = await makeWorld();
  const { peer } = world.connect(serveMenu);
  peer.send(requestOf(64 * 1024));
  assertEquals(await answer(peer), MENU_TEXTS.status);
  peer.send(requestOf(64 * 1024 + 1));
  assertEquals(await answer(peer), undefined);
});

Deno.test("serveMenu() closes without a word when the input ends within a pickle", async () => {
  await using world = await makeWorld();
  const { peer, session, done } = world.connect(serveMenu);
  peer.send(encodePickle(["CONSULTA", null]).subarray(0, -1));
  peer.end();
  assertEquals(await answer(peer), undefined);
  await done;
  assertMatch(session.endReason ?? "", /ends within it/);
});

Deno.test("serveMenu() is busy while it makes an answer, and stopping lets it end", async () => {
  await using world = await makeWorld();
  const { promise, resolve } = Promise.withResolvers<ListPage>();
  world.services.share.list = () => promise;
  const { peer, session, done } = world.connect(serveMenu);
  const request = encodePickle(["LISTAR", null]);
  peer.send(Uint8Array.from([...request, ...request]));
  await until(() => session.busy);
  session.stopping = true;
  resolve({ entries: [], cursor: "0" });
  assertEquals(await answer(peer), []);
  assertEquals(await answer(peer), undefined);
  peer.end();
  await done;
  assertEquals([session.endReason, session.busy], ["server stopped", false]);
});

Deno.test("serveMenu() tells of a disk that fails", async () => {
  await using world = await makeWorld();
  world.services.share.open = () => {
    throw new EnchufeError("IO", "The disk failed");
  };
  const { peer } = world.connect(serveMenu);
  peer.send(encodePickle(["ARQUIVO", "f"]));
  assertEquals(await answer(peer), MENU_TEXTS.failed);
});

Deno.test("serveMenu() waits for a peer that does not read", async () => {
  await using world = await makeWorld({ tree: { f: new Uint8Array(100_000) } });
  const { peer, session } = world.connect(serveMenu);
  const resume = peer.stall();
  const request = encodePickle(["ARQUIVO", "f"]);
  for (let sent = 0; sent < 100; sent++) peer.send(request);
  await silence();
  await until(() => session.outbox.pending >= 200_000);
  await silence();
  assert(session.outbox.pending < MIB, `${session.outbox.pending} bytes wait`);
  resume();
  peer.end();
  let received = 0;
  for (let part = await peer.nextBytes(); part; part = await peer.nextBytes()) received += part.length;
  const content = encodePickle(new Tuple(["f", new Uint8Array(100_000)])).length;
  assertEquals(received, 100 * content + encodePickle(MENU_TEXTS.bye).length);
});
