/**
 * Completion in bash, 4.1 or newer.
 *
 * @module
 */
import type { CommandToComplete, FlagToComplete, LineToComplete } from "./completions.ts";
import { SHELLS } from "./client_commands.ts";

/**
 * The script.
 *
 * @param line What to complete.
 * @returns Lines for `~/.bashrc`.
 */
export function bashScript({ program, flags, common, valued, commands }: LineToComplete): string {
  const name = `_${program.replaceAll("-", "_")}`;
  return `# Completion of ${program} in bash, 4.1 or newer.

# Sets REPLY to a word without its quotes, and open to the quote that is still open.
${name}_plain() {
  local text=$1 character
  REPLY= open=
  while [[ -n $text ]]; do
    character=\${text:0:1} text=\${text:1}
    if [[ $open == "'" && $character != "'" ]]; then
      REPLY+=$character
    elif [[ $character == \\\\ ]]; then
      REPLY+=\${text:0:1} text=\${text:1}
    elif [[ $character == "$open" ]]; then
      open=
    elif [[ -z $open && ( $character == "'" || $character == '"' ) ]]; then
      open=$character
    else
      REPLY+=$character
    fi
  done
}

# Offers those of its arguments that go on from what was typed.
${name}_offer() {
  local word
  for word in "$@"; do
    [[ $word == "$typed"* ]] && COMPREPLY+=("$word")
  done
}

# Offers the lines of its input: names, which others may have chosen. Bash itself quotes all of a name only within
# quotes, so elsewhere it is done here.
${name}_offer_lines() {
  local word at
  while IFS= read -r word; do
    ${name}_offer "$word"
  done
  if [[ -z $open ]]; then
    for at in "\${!COMPREPLY[@]}"; do printf -v "COMPREPLY[at]" %q "\${COMPREPLY[at]}"; done
  elif [[ \${words[n]} == "$open"* ]]; then
    compopt -o filenames 2>/dev/null
  else
    # A quote that opens within the word: what bash would replace is not clear.
    COMPREPLY=()
  fi
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
}
${commands.length === 0 ? "" : asking(name)}
${name}() {
  local words=() n=-1 i rest=$COMP_LINE typed prefix= cut previous= command= connect=() REPLY open
  COMPREPLY=()
  # Bash cuts words at = and : as well; here they are put together again.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if [[ $n -lt 0 || $rest == [[:blank:]]* ]]; then words[++n]=; fi
    words[n]+=\${COMP_WORDS[i]}
    rest=\${rest#"\${rest%%[![:blank:]]*}"}
    rest=\${rest#"\${COMP_WORDS[i]}"}
  done
  for ((i = 1; i < n; i++)); do
    ${name}_plain "\${words[i]}"
    case $REPLY in
      --host | --port)
        connect+=("$REPLY")
        ${name}_plain "\${words[++i]}"
        connect+=("$REPLY")
        ;;
      --host=* | --port=*) connect+=("$REPLY") ;;
      ${valued.join(" | ")}) ((i++)) ;;
      -*) ;;
      *) [[ -n $command ]] || command=$REPLY ;;
    esac
  done
  ${name}_plain "\${words[n]}"
  typed=$REPLY
  previous=\${words[n - 1]}
  if [[ $typed == --*=* ]]; then
    previous=\${typed%%=*} typed=\${typed#*=}
    [[ $COMP_WORDBREAKS == *=* ]] || prefix=$previous=
  fi
  case $previous in
${flags.filter((flag) => flag.takesValue).map((flag) => valueCase(name, flag)).join("\n")}
    *)
      if [[ $typed == -* ]]; then
        ${name}_offer ${common.flatMap(({ spellings }) => spellings).join(" ")}
${ownFlags(name, commands)}      else
${args(name, commands)}      fi
      ;;
  esac
  # Bash replaces only what stands behind the last of its word breaks.
  printf -v cut %q "\${typed%"\${typed##*:}"}"
  [[ $typed != *:* || $COMP_WORDBREAKS != *:* ]] || COMPREPLY=("\${COMPREPLY[@]#"$cut"}")
  [[ -z $prefix ]] || COMPREPLY=("\${COMPREPLY[@]/#/$prefix}")
}

complete -F ${name} ${program}
`;
}

/** What is asked of the server must not hold the person up, nor print anything. */
function asking(name: string): string {
  return `
# Asks the server, silently and for a second at most. A name that would be taken for a flag is not offered.
${name}_ask() {
  local program=\${words[0]/#\\~/$HOME} line
  ENCHUFE_JSON= ENCHUFE_REPEAT= "$program" \${connect[@]+"\${connect[@]}"} --timeout 1 "$@" </dev/null 2>/dev/null |
    while IFS= read -r line; do [[ $line == -* ]] || printf '%s\\n' "$line"; done
}

${name}_paths() {
  local directory=/
  [[ $typed == */* ]] && directory=\${typed%/*}
  ${name}_offer_lines < <(${name}_ask ls --names -- "$directory")
}
`;
}

function valueCase(name: string, flag: FlagToComplete): string {
  const pattern = flag.spellings.join(" | ");
  const act = flag.choices.length > 0
    ? `${name}_offer ${flag.choices.join(" ")}`
    : flag.kind === "file"
    ? "compopt -o default 2>/dev/null"
    : flag.kind === "room"
    ? `${name}_offer_lines < <(${name}_ask rooms --names)`
    : ":";
  return `    ${pattern}) ${act} ;;`;
}

function ownFlags(name: string, commands: readonly CommandToComplete[]): string {
  const rows = commands.filter(({ own }) => own.length > 0).map(({ words, own }) =>
    `          ${words.join(" | ")}) ${name}_offer ${own.join(" ")} ;;\n`
  );
  return rows.length === 0 ? "" : `        case $command in\n${rows.join("")}        esac\n`;
}

function args(name: string, commands: readonly CommandToComplete[]): string {
  if (commands.length === 0) {
    return `        ${name}_offer_lines < <(compgen -d -- "$typed")\n        compopt -o plusdirs 2>/dev/null\n`;
  }
  const all = commands.flatMap(({ words }) => words).join(" ");
  const acts: Readonly<Record<string, string>> = {
    path: `${name}_paths`,
    room: `${name}_offer_lines < <(${name}_ask rooms --names)`,
    member: `${name}_offer_lines < <(${name}_ask who --names)`,
    local: "compopt -o default 2>/dev/null",
    shell: `${name}_offer ${SHELLS.join(" ")}`,
    command: `${name}_offer ${commands.map(({ words }) => words[0]).join(" ")}`,
  };
  const rows = commands.filter(({ kind }) => kind !== undefined).map(({ words, kind }) =>
    `          ${words.join(" | ")}) ${acts[kind as string]} ;;\n`
  );
  return `        case $command in\n          "") ${name}_offer ${all} ;;\n${rows.join("")}        esac\n`;
}
