/**
 * Completion in fish.
 *
 * @module
 */
import { SHELLS } from "./client_commands.ts";
import type { CommandToComplete, FlagToComplete, LineToComplete } from "./completions.ts";

/**
 * The script.
 *
 * @param line What to complete.
 * @returns Lines for a file `PROGRAM.fish` in fish's folder of completions.
 */
export function fishScript({ program, flags, valued, commands }: LineToComplete): string {
  const name = `__${program.replaceAll("-", "_")}`;
  const owner = new Map<string, string[]>();
  for (const { words, own } of commands) {
    for (const flag of own) owner.set(flag, [...owner.get(flag) ?? [], ...words]);
  }
  const lines = flags.map((flag) => flagLine({ program, name, flag, owners: owner.get(flag.long) }));
  return `# Completion of ${program} in fish.
${commands.length === 0 ? "" : asking(name, valued)}
complete -c ${program} -f
${lines.join("")}${args({ program, name, commands })}`;
}

function asking(name: string, valued: readonly string[]): string {
  return `
# The command that was typed, if any.
function ${name}_command
    set -l skip
    for word in (commandline -opc)[2..]
        if test -n "$skip"
            set skip
            continue
        end
        switch $word
            case ${valued.join(" ")}
                set skip yes
            case '-*'
            case '*'
                echo -- $word
                return 0
        end
    end
    return 1
end

function ${name}_on
    contains -- (${name}_command) $argv
end

# Asks the server, silently and for a second at most. A name that would be taken for a flag or for somebody's home is
# not offered.
function ${name}_ask
    set -l words (commandline -opc)
    set -l connect
    for at in (seq (count $words))
        switch $words[$at]
            case '--host=*' '--port=*'
                set -a connect $words[$at]
            case --host --port
                set -a connect $words[$at] $words[(math $at + 1)]
        end
    end
    env ENCHUFE_JSON= ENCHUFE_REPEAT= (string replace -r '^~' $HOME -- $words[1]) $connect --timeout 1 $argv </dev/null 2>/dev/null |
        string match -rv '^[-~]'
end

function ${name}_paths
    set -l typed (commandline -ct)
    set -l plain (string unescape -- $typed; or string trim -lc '"\\'' -- $typed)
    set -l directory (string match -r '^(.*)/' -- $plain)[2]
    test -n "$directory"; or set directory /
    ${name}_ask ls --names -- $directory
end
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function flagLine(
  { program, name, flag, owners }: {
    readonly program: string;
    readonly name: string;
    readonly flag: FlagToComplete;
    readonly owners: readonly string[] | undefined;
  },
): string {
  const { long, short, summary, takesValue, choices, kind } = flag;
  const parts = [`complete -c ${program}`];
  if (owners !== undefined) parts.push(`-n ${quote(`${name}_on ${owners.join(" ")}`)}`);
  if (short !== undefined) parts.push(`-s ${short.slice(1)}`);
  parts.push(`-l ${long.slice(2)}`);
  if (takesValue) parts.push(kind === "file" ? "-r -F" : "-x");
  if (choices.length > 0) parts.push(`-a ${quote(choices.join(" "))}`);
  else if (kind === "room") parts.push(`-a ${quote(`(${name}_ask rooms --names)`)}`);
  return `${parts.join(" ")} -d ${quote(summary)}\n`;
}

function args(
  { program, name, commands }: {
    readonly program: string;
    readonly name: string;
    readonly commands: readonly CommandToComplete[];
  },
): string {
  if (commands.length === 0) return `complete -c ${program} -a '(__fish_complete_directories)'\n`;
  const acts: Readonly<Record<string, string>> = {
    path: `-a '(${name}_paths)'`,
    room: `-a '(${name}_ask rooms --names)'`,
    member: `-a '(${name}_ask who --names)'`,
    local: "-F",
    shell: `-a '${SHELLS.join(" ")}'`,
    command: `-a '${commands.map(({ words }) => words[0]).join(" ")}'`,
  };
  return commands.flatMap(({ words, summary, kind }) => [
    ...words.map((word) =>
      `complete -c ${program} -n 'not ${name}_command >/dev/null' -a ${word} -d ${quote(summary)}\n`
    ),
    ...kind === undefined
      ? []
      : [`complete -c ${program} -n '${name}_on ${words.join(" ")}' ${acts[kind]}\n`],
  ]).join("");
}
