/** Completion in real shells: what Tab makes of a line, with names that are hard to quote. @module */
import { clientCompletions, serverCompletions } from "../../lib/cli/completions.ts";
import { COMMAND_ROWS, SHELLS } from "../../lib/cli/client_commands.ts";
import { CLIENT_FLAGS } from "../../lib/cli/client_flag_table.ts";
import { flagName } from "../../lib/cli/flags.ts";
import { LANGUAGES } from "../../lib/texts/language.ts";
import { speak } from "../helpers/texts.ts";
import { assert, assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { installed, runProgram, startServer } from "../helpers/processes.ts";
import { NO_SCRIPT, runScript } from "../helpers/script.ts";
import { programFolder, quoted } from "../helpers/shell.ts";
import { tempDir } from "../helpers/temp.ts";

/** Elsewhere shells are older. */
const LINUX = Deno.build.os === "linux";

/** Names that a shell would take apart, run, or expand, and what one types of them before Tab. */
const NAMES: readonly (readonly [typed: string, name: string])[] = [
  ["con", "con espacio.txt"],
  ["it", `it's "q".txt`],
  ["b", "b`touch pwned`.txt"],
  ["k", "k$(touch pwned)$HOME.txt"],
  ["m", "m&n;o|p.txt"],
  ["12:", "12:30.txt"],
  ["ñ", "ñandú 😀.txt"],
  ["e", "e!1*?[x]{a,b}~#.txt"],
  ["docs/", "docs/in side.txt"],
];

/** Typed with a quote that is still open. */
const QUOTED: readonly (readonly [typed: string, name: string])[] = [
  [`"it`, `it's "q".txt`],
  [`'it`, `it's "q".txt`],
  [`"b`, "b`touch pwned`.txt"],
  [`'k`, "k$(touch pwned)$HOME.txt"],
];

/** A shell on a terminal, with the script read in. */
interface ShellKind {
  readonly program: (typeof SHELLS)[number];
  /** Files of a configuration folder. */
  readonly files: (client: string) => Record<string, string>;
  /** How it is started there. */
  readonly start: (folder: string) => string;
}

const KINDS: readonly ShellKind[] = [
  {
    program: "bash",
    files: (client) => ({ rc: `${client}\nPS1='ready> '\n` }),
    start: (folder) => `bash --noprofile --rcfile ${quoted(`${folder}/rc`)} -i`,
  },
  {
    program: "zsh",
    files: (client) => ({
      ".zshrc": `autoload -Uz compinit; compinit -u -D\nsource "$ZDOTDIR/client"\nPS1='ready> '\n`,
      client,
    }),
    start: (folder) => `ZDOTDIR=${quoted(folder)} zsh -i`,
  },
  {
    program: "fish",
    files: (client) => ({
      "fish/completions/enchufe.fish": client,
      "fish/config.fish": "set -g fish_greeting\nfunction fish_prompt; echo -n 'ready> '; end\n",
    }),
    start: (folder) => `XDG_CONFIG_HOME=${quoted(folder)} fish -i`,
  },
];

for (const { program, files, start } of KINDS) {
  Deno.test({
    name: `completions ${program}: Tab makes names of the server whole, whatever is in them`,
    ignore: NO_SCRIPT || !installed(program),
    async fn() {
      await using share = await tempDir(Object.fromEntries(NAMES.map(([, name]) => [name, name])));
      await using server = await startServer({ folder: share.path });
      await using programs = await programFolder();
      await using folder = await tempDir(files(clientCompletions(program)));
      await using here = await tempDir();
      await using shell = runScript(start(folder.path), {
        cwd: here.path,
        env: {
          ...programs.env,
          ENCHUFE_PORT: String(server.port()),
          ENCHUFE_JSON: "1",
          HOME: folder.path,
          TERM: "xterm",
          LC_ALL: "C.UTF-8",
        },
      });
      const { stdout } = shell;
      await stdout.until((text) => text.includes("ready> "), "prompt");
      for (const [typed, name] of [...NAMES, ...QUOTED]) {
        const before = stdout.text.split('"sha256"').length;
        await shell.write(`enchufe get ${typed}\t\r`);
        const done = (text: string) => text.split('"sha256"').length > before || text.includes('"error"');
        await stdout.until(done, `fetching of ${name}`);
        assert(!stdout.text.includes('"error"'), stdout.text.slice(-500));
        const local = name.split("/").at(-1) as string;
        assertEquals(Deno.readTextFileSync(here.join(local)), name);
        Deno.removeSync(here.join(local));
      }
      // A command and its argument, and a flag's value.
      await Deno.symlink(programs.path, folder.join("bin"));
      await shell.write("~/bin/enchufe --host=127.0.0.1 get con\t\r");
      await stdout.until(
        (text) => text.split('"sha256"').length > NAMES.length + QUOTED.length + 1,
        "fetching by path",
      );
      Deno.removeSync(here.join("con espacio.txt"));
      await shell.write("enchufe completi\tpower\t --lang=p\t\r");
      await stdout.until((text) => text.includes("Completion of enchufe in PowerShell"), "the script");
      await shell.write("exit\r");
      await shell.ended();
      assertEquals([...Deno.readDirSync(here.path)], []);
    },
  });
}

/** What is offered for a line, in any order; those of the client, then those of the server. */
const OFFERED: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["enchufe sta", ["stat", "status"]],
  ["enchufe lis", ["listar", "listar_arquivos"]],
  ["enchufe --la", ["--lang"]],
  ["enchufe --lang ", ["en", "es", "pt"]],
  ["enchufe --lang=e", ["en", "es"]],
  ["enchufe get --out", ["--output"]],
  ["enchufe ls --out", []],
  ["enchufe --name ana ls --na", ["--name", "--names"]],
  ["enchufe rm --rec", ["--recursive"]],
  ["enchufe completions ", ["bash", "fish", "powershell", "zsh"]],
  ["enchufe ayuda hi", ["history"]],
  ["enchufe stat m", ["m&n;o|p.txt"]],
  ["enchufe stat d", ["docs/"]],
  ["enchufe stat docs/", ["docs/in side.txt"]],
  ["enchufe --host 127.0.0.1 --port=1 stat ", []],
  ["enchufe history ", ["club", "plaza"]],
  ["enchufe --room c", ["club"]],
  ["enchufe --roo", ["--room"]],
  ["enchufe time ", []],
  ["enchufe-server --acc", ["--access"]],
  ["enchufe-server --access ", ["drop", "read", "write"]],
  ["enchufe-server --completions z", ["zsh"]],
  ["enchufe-server --max-n", ["--max-name"]],
];

/** Calls bash's function as bash does; the words are cut at `=` as it cuts them. */
function bashLine(line: string): string {
  const words = line.split(/\s+|(=)/).filter((word) => word !== undefined);
  const cut = words.filter((word, index) => word !== "" || index === words.length - 1);
  return `COMP_LINE=${quoted(line)} COMP_POINT=${line.length} COMP_WORDS=(${cut.map(quoted).join(" ")})
COMP_CWORD=${cut.length - 1}; "_\${COMP_WORDS[0]//-/_}"; printf '%s\\n' "\${COMPREPLY[@]}"; echo ==`;
}

/** What a shell offers for each of some lines, beside a server that has these files and rooms. */
async function offeredBy(
  program: "bash" | "fish",
  { names, rooms = [], lines }: {
    readonly names: readonly string[];
    readonly rooms?: readonly string[];
    readonly lines: readonly string[];
  },
): Promise<string[][]> {
  await using share = await tempDir(Object.fromEntries(names.map((name) => [name, ""])));
  await using server = await startServer({ folder: share.path });
  await using programs = await programFolder();
  await using folder = await tempDir({
    client: clientCompletions(program),
    server: serverCompletions(program),
  });
  const env = { ...programs.env, ENCHUFE_PORT: String(server.port()), HOME: folder.path };
  for (const room of rooms) await programs.run(`enchufe say ${room} hola`, { env });
  const sources = `source ${quoted(folder.join("client"))}; source ${quoted(folder.join("server"))}`;
  const each = lines.map((line) =>
    program === "bash" ? bashLine(line) : `complete -C ${quoted(line).replaceAll("'\\''", "\\'")}; echo ==`
  );
  const script = [sources, ...each].join("\n");
  const args = program === "bash" ? ["--norc", "-c", script] : ["--no-config", "-c", script];
  const { stdout } = await runProgram(program, args, { env, cwd: folder.path });
  return stdout.split("==\n").slice(0, -1).map((part) => {
    const candidates = part.split("\n").filter((each) => each !== "").map((each) =>
      each.split("\t")[0] as string
    );
    return candidates.map((each) =>
      (program === "bash" ? each.replaceAll(/\\(.)/g, "$1") : each).replace(/^--lang=/, "")
    ).sort();
  });
}

for (const program of ["bash", "fish"] as const) {
  Deno.test({
    name: `completions ${program}: commands, flags, their values, rooms and paths are offered where they fit`,
    ignore: !LINUX || !installed(program),
    async fn() {
      const offered = await offeredBy(program, {
        names: NAMES.map(([, name]) => name),
        rooms: ["plaza", "club"],
        lines: OFFERED.map(([line]) => line),
      });
      OFFERED.forEach(([line, expected], index) => assertEquals(offered[index], [...expected], line));
    },
  });

  Deno.test({
    name: `completions ${program}: names that would be taken for flags are not offered`,
    ignore: !LINUX || !installed(program),
    async fn() {
      const offered = await offeredBy(program, {
        names: ["--output=.bashrc", "-r", "--host=evil", "a.txt"],
        lines: ["enchufe get ", "enchufe rm a.txt "],
      });
      assertEquals(offered, [["a.txt"], ["a.txt"]]);
    },
  });
}

for (const program of ["bash", "zsh", "fish"] as const) {
  Deno.test({
    name: `completions ${program}: the scripts can be read, in every language`,
    ignore: !LINUX || !installed(program),
    async fn() {
      for (const language of LANGUAGES) {
        speak(language);
        const scripts = [clientCompletions(program), serverCompletions(program)];
        speak("en");
        for (const script of scripts) {
          await using folder = await tempDir({ script });
          const { code, stderr } = await runProgram(program, ["-n", folder.join("script")]);
          assertEquals([code, stderr], [0, ""]);
        }
      }
    },
  });
}

for (const shell of SHELLS) {
  Deno.test(`completions ${shell}: every command, alias and flag is there`, () => {
    const script = clientCompletions(shell);
    for (const [name, { place, aliases = [] }] of COMMAND_ROWS) {
      if (place !== "session") { for (const word of [name, ...aliases]) assertStringIncludes(script, word); }
    }
    for (const name of Object.keys(CLIENT_FLAGS)) assertStringIncludes(script, flagName(name).slice(2));
    for (const word of ["read", "write", "chat-port", "max-name"]) {
      assertStringIncludes(serverCompletions(shell), word);
    }
  });
}

Deno.test("completions powershell: quotes and braces are in pairs, in every language", () => {
  for (const language of LANGUAGES) {
    speak(language);
    const scripts = [clientCompletions("powershell"), serverCompletions("powershell")];
    speak("en");
    for (const script of scripts) {
      const code = script.replace(/^\s*#.*$/gm, "").replace(/'(?:[^']|'')*'|"[^"]*"/g, "");
      assert(!/['"]/.test(code), code);
      assert(!code.includes(".Replace("), "Replace() knows only one of the quotes that end a string");
      for (const [open, close] of ["{}", "()", "[]"]) {
        assertEquals(
          code.split(open as string).length,
          code.split(close as string).length,
          `${open}${close}`,
        );
      }
    }
  }
});

Deno.test({
  name: "completions powershell: what it offers",
  ignore: !installed("pwsh"),
  async fn() {
    await using programs = await programFolder();
    await using folder = await tempDir({ "client.ps1": clientCompletions("powershell") });
    const ask = (line: string) =>
      `[System.Management.Automation.CommandCompletion]::CompleteInput('${line}', ${line.length}, $null)` +
      ".CompletionMatches | ForEach-Object CompletionText; '--'";
    const script = [`. '${folder.join("client.ps1")}'`, ask("enchufe sta"), ask("enchufe --lang ")].join(
      "\n",
    );
    const { stdout } = await runProgram("pwsh", ["-NoProfile", "-Command", script], {
      env: { ...programs.env },
    });
    assertEquals(stdout.split(/\r?\n/), ["stat", "status", "--", "en", "es", "pt", "--", ""]);
  },
});
