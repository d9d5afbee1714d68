/**
 * Completion in PowerShell, of Windows and elsewhere.
 *
 * @module
 */
import { SHELLS } from "./client_commands.ts";
import type { CommandToComplete, FlagToComplete, LineToComplete } from "./completions.ts";

/**
 * The script.
 *
 * @param line What to complete.
 * @returns Lines for `$PROFILE`.
 */
export function powershellScript({ program, flags, common, valued, commands }: LineToComplete): string {
  return `# Completion of ${program} in PowerShell.
Register-ArgumentCompleter -Native -CommandName '${program}', '${program}.exe' -ScriptBlock {
    param($typed, $line, $cursor)
    $words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $plain = $typed.Trim("'", '"')
    $command = ''
    $connect = @()
    for ($at = 1; $at -lt $words.Count; $at++) {
        switch -CaseSensitive -Regex ($words[$at]) {
            '^--(host|port)$' { $connect += $words[$at]; if ($at + 1 -lt $words.Count) { $connect += $words[++$at] }; break }
            '^--(host|port)=' { $connect += $words[$at]; break }
            '^(${valued.join("|")})$' { $at++; break }
            '^-' { break }
            default { if ($command -eq '') { $command = $words[$at] } }
        }
    }
    # Asks the server, silently and for a second at most. A name that would be taken for a flag is not offered.
    function ask { & $words[0] @connect --timeout 1 @args 2>$null | Where-Object { -not $_.StartsWith('-') } }
    function offer($text, $about, $kind) {
        if (-not $text.StartsWith($plain, [StringComparison]::Ordinal)) { return }
        $shown = if ($text -match '[^\\w./-]') {
            # Quotes of a printed text end a string here, too.
            "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($text) + "'"
        } else { $text }
        [System.Management.Automation.CompletionResult]::new($shown, $text, $kind, $about)
    }
    function offerAll { foreach ($text in $input) { if ($text) { offer $text $text 'ParameterValue' } } }
    $previous = if ($words.Count -gt 1) { $words[-1] } else { '' }
    switch -CaseSensitive ($previous) {
${flags.filter((flag) => flag.takesValue).map(valueCase).join("")}    }
    if ($typed.StartsWith('-')) {
${common.map((flag) => offerFlag(flag, 8)).join("")}${ownFlags(commands, flags)}        return
    }
${args(commands)}}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function offerFlag({ long, summary }: FlagToComplete, indent: number): string {
  return `${" ".repeat(indent)}offer ${quote(long)} ${quote(summary)} 'ParameterName'\n`;
}

/** Nothing to offer leaves PowerShell to offer files. */
function valueCase({ spellings, choices, kind }: FlagToComplete): string {
  const act = choices.length > 0
    ? `${choices.map(quote).join(", ")} | offerAll; return`
    : kind === "room"
    ? "ask rooms --names | offerAll; return"
    : "return";
  return spellings.map((word) => `        ${quote(word)} { ${act} }\n`)
    .join("");
}

function ownFlags(commands: readonly CommandToComplete[], flags: readonly FlagToComplete[]): string {
  const rows = commands.filter(({ own }) => own.length > 0).map(({ words, own }) => {
    const offers = flags.filter(({ long }) => own.includes(long)).map((flag) => offerFlag(flag, 0).trimEnd());
    return `            { $_ -in ${words.map(quote).join(", ")} } { ${offers.join("; ")} }\n`;
  });
  return rows.length === 0 ? "" : `        switch ($command) {\n${rows.join("")}        }\n`;
}

function args(commands: readonly CommandToComplete[]): string {
  if (commands.length === 0) return "";
  const names = commands.map(({ words }) => quote(words[0] as string)).join(", ");
  const acts: Readonly<Record<string, string>> = {
    path: "ask ls --names -- $(if ($plain -match '^(.*)/') { $Matches[1] } else { '/' }) | offerAll",
    room: "ask rooms --names | offerAll",
    member: "ask who --names | offerAll",
    local: "return",
    shell: `${SHELLS.map(quote).join(", ")} | offerAll`,
    command: `${names} | offerAll`,
  };
  const rows = commands.filter(({ kind }) => kind !== undefined).map(({ words, kind }) =>
    `        { $_ -in ${words.map(quote).join(", ")} } { ${acts[kind as string]} }\n`
  );
  const all = commands.flatMap(({ words, summary }) =>
    words.map((word) => `        offer ${quote(word)} ${quote(summary)} 'ParameterValue'\n`)
  );
  return `    if ($command -eq '') {\n${all.join("")}        return\n    }\n    switch ($command) {\n${
    rows.join("")
  }    }\n`;
}
