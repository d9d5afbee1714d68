import { createLog } from "../../../lib/cli/logging.ts";
import { assertEquals, assertMatch } from "../../helpers/assert.ts";

function collect(format: "text" | "json"): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  return { lines, log: createLog(format, (line) => lines.push(line)) };
}

Deno.test("createLog() text: one line, fields in order, odd values quoted and escaped", () => {
  const { lines, log } = collect("text");
  log.info("session start", { id: 1, address: "127.0.0.1:4242", name: undefined, first: true });
  log.warn("slow reader", { name: "a b", empty: "", quote: 'a"b', sign: "a=b" });
  log.error("odd {name}", { text: "a\nb\u001b[31m\u202e" });
  assertEquals(lines.length, 3);
  assertMatch(
    lines[0] ?? "",
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info {2}session start id=1 address=127\.0\.0\.1:4242 first=true\n$/,
  );
  assertMatch(lines[1] ?? "", /Z warn {2}slow reader name="a b" empty="" quote="a\\"b" sign="a=b"\n$/);
  assertMatch(lines[2] ?? "", /Z error .*text=a\\nb\\u\{1b\}\[31m\\u\{202e\}\n$/);
});

Deno.test("createLog() json: one object a line that is safe on a terminal and means the same", () => {
  const { lines, log } = collect("json");
  const text = "a\nb\u001b\u009b\u202e\u2028ñ😀";
  log.warn("command error", { id: 7, ok: false, text, none: undefined });
  assertEquals(lines.length, 1);
  const line = lines[0] ?? "";
  // deno-lint-ignore no-control-regex -- that none is left is the point
  assertEquals(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/.test(line), false);
  assertEquals(line.indexOf("\n"), line.length - 1);
  const { time, ...rest } = JSON.parse(line);
  assertEquals(rest, { level: "warn", event: "command error", id: 7, ok: false, text });
  assertMatch(time, /Z$/);
});
