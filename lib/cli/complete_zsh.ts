/**
 * Completion in zsh.
 *
 * @module
 */
import { SHELLS } from "./client_commands.ts";
import type { CommandToComplete, FlagToComplete, LineToComplete } from "./completions.ts";

/**
 * The script.
 *
 * @param line What to complete.
 * @returns Lines for `~/.zshrc`, or a file `_PROGRAM` in `fpath`.
 */
export function zshScript({ program, flags, common, valued, commands }: LineToComplete): string {
  const name = `_${program.replaceAll("-", "_")}`;
  return `#compdef ${program}
# Completion of ${program} in zsh.
${commands.length === 0 ? "" : asking(name, commands)}
${name}() {
  local word skip command
  local -a connect specs
  for word in "\${(@Q)words[2,CURRENT-1]}"; do
    if [[ -n $skip ]]; then
      [[ $skip == (--host|--port) ]] && connect+=($skip $word)
      skip=
      continue
    fi
    case $word in
      (--host=*|--port=*) connect+=($word) ;;
      (${valued.join("|")}) skip=$word ;;
      (-*) ;;
      (*) [[ -n $command ]] || command=$word ;;
    esac
  done
  specs=(
${common.map((flag) => `    ${spec(name, flag)}\n`).join("")}  )
${ownFlags(commands, flags, name)}${args(name, commands)}  _arguments -S $specs
}

# Read by a start-up file, or found in fpath.
if [[ $funcstack[1] == ${name} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}

function asking(name: string, commands: readonly CommandToComplete[]): string {
  const rows = commands.flatMap(({ words, summary }) =>
    words.map((word) => `    ${quote(`${word}:${summary.replaceAll(":", "\\:")}`)}\n`)
  );
  return `
# Asks the server, silently and for a second at most. A name that would be taken for a flag is not offered.
${name}_ask() {
  local line
  ENCHUFE_JSON= ENCHUFE_REPEAT= \${\${(Q)words[1]}/#\\~/$HOME} $connect --timeout 1 "$@" </dev/null 2>/dev/null |
    while IFS= read -r line; do [[ $line == -* ]] || print -r -- "$line"; done
}

${name}_paths() {
  local directory=\${(Q)PREFIX}
  local -a found
  [[ $directory == */* ]] && directory=\${directory%/*} || directory=/
  found=("\${(@f)$(${name}_ask ls --names -- $directory)}")
  compadd -S '' -- "\${(@M)found:#*/}"
  compadd -- "\${(@)found:#(*/|)}"
}

${name}_rooms() {
  local -a found
  found=("\${(@f)$(${name}_ask rooms --names)}")
  compadd -- "\${(@)found:#}"
}

${name}_members() {
  local -a found
  found=("\${(@f)$(${name}_ask who --names)}")
  compadd -- "\${(@)found:#}"
}

${name}_commands() {
  local -a all
  all=(
${rows.join("")}  )
  _describe command all
}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `'(-o --output)'{-o,--output=}'[where get writes]:value:_files'`. */
function spec(name: string, { long, short, summary, takesValue, choices, kind }: FlagToComplete): string {
  const act = choices.length > 0
    ? `(${choices.join(" ")})`
    : kind === "file"
    ? "_files"
    : kind === "room"
    ? `${name}_rooms`
    : " ";
  const rest = `[${summary.replace(/[\][:\\]/g, "\\$&")}]${takesValue ? `:value:${act}` : ""}`;
  const typed = takesValue ? `${long}=` : long;
  if (short === undefined) return quote(typed + rest);
  return `${quote(`(${short} ${long})`)}{${short},${typed}}${quote(rest)}`;
}

function ownFlags(
  commands: readonly CommandToComplete[],
  flags: readonly FlagToComplete[],
  name: string,
): string {
  const rows = commands.filter(({ own }) => own.length > 0).map(({ words, own }) =>
    `    (${words.join("|")}) specs+=(${
      flags.filter(({ long }) => own.includes(long)).map((flag) => spec(name, flag)).join(" ")
    }) ;;\n`
  );
  return rows.length === 0 ? "" : `  case $command in\n${rows.join("")}  esac\n`;
}

function args(name: string, commands: readonly CommandToComplete[]): string {
  if (commands.length === 0) return `  specs+=('1:folder:_files -/')\n`;
  const acts: Readonly<Record<string, string>> = {
    path: `${name}_paths`,
    room: `${name}_rooms`,
    member: `${name}_members`,
    local: "_files",
    shell: `(${SHELLS.join(" ")})`,
    command: `${name}_commands`,
  };
  const rows = commands.filter(({ kind }) => kind !== undefined).map(({ words, kind }) =>
    `    (${words.join("|")}) specs+=(${quote(`*:argument:${acts[kind as string]}`)}) ;;\n`
  );
  return `  specs+=(${quote(`1:command:${name}_commands`)})\n  case $command in\n${rows.join("")}  esac\n`;
}
