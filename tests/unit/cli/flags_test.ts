import {
  asksFor,
  flagName,
  parseFlags,
  type SwitchFlag,
  valueFlag,
  variableName,
} from "../../../lib/cli/flags.ts";
import { flagMarkdown, flagRows, helpColumns } from "../../../lib/cli/flag_help.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "../../helpers/assert.ts";

const TABLE = {
  chatPort: valueFlag<number, number>({
    placeholder: "PORT",
    fallback: 7,
    shown: "7",
    want: () => "a number",
    parse: (text) => /^\d+$/.test(text) ? Number(text) : undefined,
  }),
  output: valueFlag<string, undefined>({
    placeholder: "FILE|-",
    short: "o",
    fallback: undefined,
    want: () => "a file",
    parse: (text) => text,
  }),
  json: {} as SwitchFlag,
  help: { short: "h", environment: false } as SwitchFlag,
};

const SUMMARIES = { chatPort: "a port", output: "a file", json: "JSON", help: "help" };

const NO_ENV = () => undefined;
const env = (variables: Record<string, string>) => (name: string) => variables[name];

const GOOD: readonly (readonly [args: string[], values: Record<string, unknown>, positionals: string[]])[] = [
  [[], {}, []],
  [["a", "b"], {}, ["a", "b"]],
  [["007", "1e3", "0x10"], {}, ["007", "1e3", "0x10"]],
  [["--chat-port", "9"], { chatPort: 9 }, []],
  [["--chat-port=9", "a"], { chatPort: 9 }, ["a"]],
  [["a", "--chat-port", "9", "b"], { chatPort: 9 }, ["a", "b"]],
  [["--json", "a"], { json: true }, ["a"]],
  [["--json", "true"], { json: true }, ["true"]],
  [["--json", "--json"], { json: true }, []],
  [["-o", "f"], { output: "f" }, []],
  [["-o=f"], { output: "f" }, []],
  [["-o", "-"], { output: "-" }, []],
  [["--output", "-", "x"], { output: "-" }, ["x"]],
  [["--output=-x"], { output: "-x" }, []],
  [["--output=a=b"], { output: "a=b" }, []],
  [["--output", "007"], { output: "007" }, []],
  [["--output=a\nb"], { output: "a\nb" }, []],
  [["-"], {}, ["-"]],
  [["--", "--json", "-o", "--"], {}, ["--json", "-o", "--"]],
  [["a", "--json", "--", "-x"], { json: true }, ["a", "-x"]],
  [["-h"], { help: true }, []],
  [[""], {}, [""]],
];

for (const [args, values, positionals] of GOOD) {
  Deno.test(`parseFlags() reads ${JSON.stringify(args)}`, () => {
    const parsed = parseFlags(TABLE, args, NO_ENV);
    assertEquals({ ...parsed.values }, {
      chatPort: 7,
      output: undefined,
      json: false,
      help: false,
      ...values,
    });
    assertEquals([...parsed.positionals], positionals);
  });
}

const BAD: readonly (readonly [args: string[], message: string])[] = [
  [["--chat-prt", "1"], "Flag '--chat-prt' is unknown: did you mean '--chat-port'?"],
  [["--jsno"], "Flag '--jsno' is unknown: did you mean '--json'?"],
  [["--zzz"], "Flag '--zzz' is unknown: see --help"],
  [["--no-json"], "Flag '--no-json' is unknown: see --help"],
  [["--chatPort=1"], "Flag '--chatPort' is unknown: did you mean '--chat-port'?"],
  [["-x"], "Flag '-x' is unknown: see --help, or put -- before what begins with a dash"],
  [["-5"], "Flag '-5' is unknown: see --help, or put -- before what begins with a dash"],
  [["-oh"], "Flag '-oh' is unknown: see --help, or put -- before what begins with a dash"],
  [["--\u001b[2J"], "Flag '--\\u{1b}[2J' is unknown: see --help"],
  [["--__proto__=1"], "Flag '--__proto__' is unknown: see --help"],
  [["--chat-port"], "Flag '--chat-port' lacks its value: want a number"],
  [["--chat-port", "--json"], "Flag '--chat-port' lacks its value: want a number"],
  [["--chat-port", "--", "5"], "Flag '--chat-port' lacks its value: want a number"],
  [["--chat-port=", "5"], "Flag '--chat-port' lacks its value: want a number"],
  [["--chat-port", ""], "Flag '--chat-port' lacks its value: want a number"],
  [["--chat-port", "x"], "Flag '--chat-port' has the bad value 'x': want a number"],
  [["--chat-port=\u202ex"], "Flag '--chat-port' has the bad value '\\u{202e}x': want a number"],
  [["--chat-port", "1", "--chat-port", "1"], "Flag '--chat-port' is given more than once: want it once"],
  [["-o", "a", "--output=b"], "Flag '--output' is given more than once: want it once"],
  [["--json=yes"], "Flag '--json' takes no value, but has 'yes'"],
];

for (const [args, message] of BAD) {
  Deno.test(`parseFlags() refuses ${JSON.stringify(args)}`, () => {
    const error = assertThrows(() => parseFlags(TABLE, args, NO_ENV), EnchufeError);
    assertInstanceOf(error, EnchufeError);
    assertEquals([error.code, error.message], ["USAGE", message]);
  });
}

Deno.test("parseFlags() a flag beats its variable, the variable beats the fallback", () => {
  const read = env({ ENCHUFE_CHAT_PORT: "8", ENCHUFE_JSON: "yes", ENCHUFE_OUTPUT: "", ENCHUFE_HELP: "1" });
  assertEquals({ ...parseFlags(TABLE, [], read).values }, {
    chatPort: 8,
    output: undefined,
    json: true,
    help: false,
  });
  assertEquals(parseFlags(TABLE, ["--chat-port", "9"], read).values.chatPort, 9);
  for (const off of ["0", "false", "NO", "off", ""]) {
    assertEquals(parseFlags(TABLE, [], env({ ENCHUFE_JSON: off })).values.json, false);
  }
});

Deno.test("parseFlags() refuses a bad variable by its name", () => {
  assertThrows(
    () => parseFlags(TABLE, [], env({ ENCHUFE_CHAT_PORT: "x" })),
    EnchufeError,
    "Variable 'ENCHUFE_CHAT_PORT' has the bad value 'x': want a number",
  );
  assertThrows(
    () => parseFlags(TABLE, [], env({ ENCHUFE_JSON: "maybe" })),
    EnchufeError,
    "Variable 'ENCHUFE_JSON' has the bad value 'maybe': want 1 or 0",
  );
});

Deno.test("flagName() and variableName() write camelCase out", () => {
  assertEquals(flagName("outboxSoftTime"), "--outbox-soft-time");
  assertEquals(variableName("outboxSoftTime"), "ENCHUFE_OUTBOX_SOFT_TIME");
});

Deno.test("asksFor() looks before -- only", () => {
  assertEquals(asksFor(["x", "-h"], ["--help", "-h"]), true);
  assertEquals(asksFor(["x", "--", "-h"], ["--help", "-h"]), false);
});

Deno.test("flagRows() and flagMarkdown() show each flag, its default and its variable", () => {
  const help = helpColumns(flagRows(TABLE, SUMMARIES));
  assertStringIncludes(help, "  --chat-port PORT            a port [7]\n");
  assertStringIncludes(help, "  -o, --output FILE|-         a file\n");
  const markdown = flagMarkdown(TABLE, SUMMARIES);
  assertStringIncludes(markdown, "| `--chat-port PORT` | `7` | `ENCHUFE_CHAT_PORT` | a port |\n");
  assertStringIncludes(markdown, "| `-o, --output FILE\\|-` |  | `ENCHUFE_OUTPUT` | a file |\n");
  assertStringIncludes(markdown, "| `-h, --help` |  |  | help |\n");
});
