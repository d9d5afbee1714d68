import { clientMarkdown } from "../../lib/cli/client_flags.ts";
import { clientHelp } from "../../lib/cli/client_pages.ts";
import { clientMan, serverMan } from "../../lib/cli/man.ts";
import { serverMarkdown } from "../../lib/cli/server_flags.ts";
import { serverHelp } from "../../lib/cli/server_pages.ts";
import { commandsHelp, commandsMarkdown } from "../../lib/commands/table.ts";
import { ERRORS } from "../../lib/error_table.ts";
import { ERROR_CODES } from "../../lib/errors.ts";
import { LIMIT_NAMES } from "../../lib/limits.ts";
import { join } from "../../lib/std/path.ts";
import { assertEquals, assertStringIncludes } from "../helpers/assert.ts";

const ROOT = join(import.meta.dirname as string, "../..");

/** Blocks that are made from a table. `UPDATE_DOCS=1 deno task test tests/unit/docs_test.ts` writes them anew. */
const BLOCKS: [file: string, block: string, make: () => string][] = [
  ["docs/protocol.md", "commands", commandsMarkdown],
  ["docs/protocol.md", "errors", errorsMarkdown],
  ["README.md", "server flags", serverMarkdown],
  ["README.md", "commands", () => "```text\n" + commandsHelp() + "```\n"],
  ["README.md", "client flags", clientMarkdown],
];

/** Errors of the table that no RESP session is told: at the start, in a log, in the client, or to the menu service. */
const ELSEWHERE = /^(share|reply|pickle)[A-Z]|^(sendingOver|fileShrank|changedWhileSent|valueTooDeep)$/;

/** The codes with their meaning, and the messages of each. */
function errorsMarkdown(): string {
  const told = Object.entries(ERRORS).filter(([name]) => !ELSEWHERE.test(name)).map(([_name, row]) => row);
  const codes = Object.entries(ERROR_CODES).filter(([code]) => told.some((row) => row[0] === code));
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return [
    "| code | meaning |",
    "| --- | --- |",
    ...codes.map(([code, meaning]) => `| \`${code}\` | ${meaning} |`),
    "",
    "Each message, where a word in braces stands for what differs:",
    "",
    "| code | message | |",
    "| --- | --- | --- |",
    ...codes.flatMap(([code]) => told.filter((row) => row[0] === code)).map(([code, text, fatal]) =>
      `| \`${code}\` | \`${cell(text)}\` | ${fatal === undefined ? "" : "_closes_"} |`
    ),
    "",
  ].join("\n");
}

/** Columns of a table are padded by the formatter, so blanks do not count. */
function squeeze(markdown: string): string {
  return markdown.replace(/[ \t]+/g, " ").replace(/-{3,}/g, "---").replace(/\n+/g, "\n").trim();
}

for (const [file, block, make] of BLOCKS) {
  Deno.test(`${file} has the ${block} as the table has them`, () => {
    const path = join(ROOT, file);
    const text = Deno.readTextFileSync(path);
    const pattern = new RegExp(`(<!-- begin: ${block} -->\n)([^]*?)(<!-- end: ${block} -->)`);
    const found = pattern.exec(text);
    if (Deno.env.get("UPDATE_DOCS")) {
      Deno.writeTextFileSync(
        path,
        text.replace(pattern, (_, begin, _old, end) => `${begin}\n${make()}\n${end}`),
      );
      return;
    }
    assertEquals(squeeze(found?.[2] ?? "no such block"), squeeze(make()));
  });
}

/** Files that are made whole. */
const FILES: [file: string, make: () => string][] = [
  ["docs/man/enchufe.1", clientMan],
  ["docs/man/enchufe-server.1", serverMan],
];

for (const [file, make] of FILES) {
  Deno.test(`${file} is as the tables make it`, () => {
    const path = join(ROOT, file);
    if (Deno.env.get("UPDATE_DOCS")) Deno.writeTextFileSync(path, make());
    else assertEquals(Deno.readTextFileSync(path), make());
  });
}

Deno.test("README.md names every flag of --help", () => {
  const readme = Deno.readTextFileSync(join(ROOT, "README.md"));
  for (const help of [serverHelp(undefined, []), serverHelp("limits", []), clientHelp()]) {
    for (const [flag] of help.matchAll(/--[a-z][a-z-]+/g)) assertStringIncludes(readme, flag);
  }
});

Deno.test("README.md names every limit", () => {
  const readme = Deno.readTextFileSync(join(ROOT, "README.md"));
  for (const name of LIMIT_NAMES) {
    assertStringIncludes(readme, `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`);
  }
});

/** The names of a file's tests, as patterns where they are put together. */
function testNames(path: string): RegExp[] {
  const source = Deno.readTextFileSync(join(ROOT, path));
  const names = source.matchAll(/(?:Deno\.test\(\s*|\bname:\s*)(["'`])((?:\\.|(?!\1)[^\\])*)\1/g);
  // A name that is nothing but its variables would stand for any.
  const told = [...names].filter(([, , name = ""]) => name.replace(/\$\{[^}]*\}/g, "").length > 9);
  return told.map(([, , name = ""]) =>
    new RegExp(
      `^${name.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+")}$`,
    )
  );
}

Deno.test("docs/guarantees.md names only tests that exist, and each that it names is referred to", () => {
  const text = Deno.readTextFileSync(join(ROOT, "docs/guarantees.md"));
  const [prose = "", wrapped = ""] = text.split("<!-- begin: tests -->");
  const list = wrapped.replace(/\n[ ]+/g, " ");
  const named = [...list.matchAll(/^(\d+)\. (\S+): "((?:[^"]|"(?!\n))*)"$/gm)];
  const missing = named.filter(([, , path = "", name = ""]) =>
    !testNames(path).some((pattern) => pattern.test(name))
  );
  assertEquals(missing.map(([line]) => line), []);
  const numbers = (found: Iterable<RegExpMatchArray>) =>
    [...new Set(Array.from(found, ([, number]) => Number(number)))].sort((a, b) => a - b);
  assertEquals(numbers(prose.matchAll(/\[(\d+)\]/g)), numbers(named));
  assertEquals(named.length, [...list.matchAll(/^\d+\. /gm)].length);
  for (const row of prose.matchAll(/^\| (?!-|\s*\|)(.*) \|$/gm)) {
    for (const cell of (row[1] ?? "").split(" | ").slice(1)) {
      if (cell.includes("crash") || /^(?:server|power|full|partition)\b/.test(cell.trim())) continue;
      assertEquals(/\[\d+\]|not promised/.test(cell), true, `Neither shown nor given up: ${cell}`);
    }
  }
});

function* filesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(ROOT, folder))) {
    if (isDirectory) yield* filesIn(`${folder}/${name}`);
    else if (name.endsWith(".ts")) yield `${folder}/${name}`;
  }
}

Deno.test("docs/operating.md has every event of the log", () => {
  const table = Deno.readTextFileSync(join(ROOT, "docs/operating.md"));
  const sources = ["server.ts", ...filesIn("lib")];
  for (const path of sources) {
    const source = Deno.readTextFileSync(join(ROOT, path));
    for (const [, event] of source.matchAll(/\blog\.(?:info|warn|error)\("([^"]+)"/g)) {
      assertStringIncludes(table, `\`${event}\``);
    }
  }
});
