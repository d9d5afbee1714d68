/** The decoder and the encoder against a real Python. @module */
import { decodePickle, encodePickle, type PickleValue, Tuple } from "../../../../lib/framing/pickle.ts";
import { assert, assertEquals } from "../../../helpers/assert.ts";
import { decode, fromHex } from "./fixture.ts";

const PYTHON = `
import pickle, sys
text = "ñ€😀\\\\\\n\\r\\0'\\"" + "x" * 300
shared = ["a", "b"]
values = [
  ["HORA", None], ["ARQUIVO", "não.txt"], [], (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), text, "",
  0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, -2**31, 2**31, 2**53 - 1, -2**53, 2**63, -2**63, 2**3000, -2**3000,
  1.5, -0.0, 1e300, float("inf"), True, False, None, [shared, shared, [shared]], list(range(3000)), [[[[["x"]]]]],
]
if sys.argv[1] == "dump":
  for protocol in range(6):
    for value in values:
      print(pickle.dumps(value, protocol).hex())
  for protocol in range(3, 6):
    for value in (b"", bytes(range(256)) * 2):
      print(pickle.dumps(value, protocol).hex())
  print(pickle.dumps(bytearray(b"abc"), 5).hex())
else:
  for line in sys.stdin:
    data, expected = line.split(" ", 1)
    got = pickle.loads(bytes.fromhex(data))
    want = eval(expected)
    assert repr(got) == repr(want), (got, want)
    print("ok")
`;

const SHARED = ["a", "b"];
const PYTHON_TEXT = "ñ€😀\\\n\r\0'\"" + "x".repeat(300);
const PYTHON_VALUES: readonly PickleValue[] = [
  ["HORA", null],
  ["ARQUIVO", "não.txt"],
  [],
  ...[0, 1, 2, 3, 4].map((count) => new Tuple(Array.from({ length: count }, (_, index) => index + 1))),
  PYTHON_TEXT,
  "",
  ...[0, 1, -1, 255, 256, 65535, 65536, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1],
  ...[-(1n << 53n), 1n << 63n, -(1n << 63n), 1n << 3000n, -(1n << 3000n)],
  ...[1.5, -0, 1e300, Infinity, true, false, null],
  [SHARED, SHARED, [SHARED]],
  Array.from({ length: 3000 }, (_, index) => index),
  [[[[["x"]]]]],
];
const ALL_BYTES = Uint8Array.from({ length: 512 }, (_, index) => index & 0xff);

/** Lines that the program prints, or `undefined` where there is no Python. */
async function python(mode: string, input: string): Promise<string[] | undefined> {
  const command = new Deno.Command("python3", {
    args: ["-c", PYTHON, mode],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  let child: Deno.ChildProcess;
  try {
    child = command.spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    // deno-lint-ignore no-console -- the reason for a skip belongs in the test's output
    console.log("skipped: no python3 on the PATH");
    return undefined;
  }
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim().split("\n");
}

Deno.test("decodePickle() reads what Python writes at protocols 0 to 5", async () => {
  const lines = await python("dump", "");
  if (lines === undefined) return;
  const wanted: PickleValue[] = [0, 1, 2, 3, 4, 5].flatMap(() => PYTHON_VALUES);
  for (let protocol = 3; protocol < 6; protocol++) wanted.push(new Uint8Array(0), ALL_BYTES);
  wanted.push(new TextEncoder().encode("abc"));
  assertEquals(lines.length, wanted.length);
  for (const [index, line] of lines.entries()) {
    const bytes = fromHex(line);
    assertEquals(decode(bytes), wanted[index] as PickleValue, line.slice(0, 200));
    const step = Math.max(1, Math.floor(bytes.length / 100));
    for (let end = 0; end < bytes.length; end += step) {
      assertEquals(decodePickle(bytes.subarray(0, end)), undefined);
    }
  }
});

Deno.test("encodePickle() writes what Python reads", async () => {
  const rows: [PickleValue, string][] = PYTHON_VALUES.map((value, index) => [value, `values[${index}]`]);
  rows.push([new Uint8Array(0), "b''"], [ALL_BYTES, "bytes(range(256)) * 2"]);
  rows.push([new Tuple(["a.txt", ALL_BYTES]), "('a.txt', bytes(range(256)) * 2)"]);
  rows.push([1, "1"], [0.1, "0.1"], [NaN, "float('nan')"], [10n, "10"], [-129, "-129"], [
    1n << 2039n,
    "2**2039",
  ]);
  const input = rows.map(([value, expected]) => `${hexOf(encodePickle(value))} ${expected}\n`).join("");
  const lines = await python("load", input);
  if (lines !== undefined) assertEquals(lines, rows.map(() => "ok"));
});

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
