/**
 * `/help` of the session, as wide as the terminal.
 *
 * @module
 */
import { commandHelp, findCommand } from "../cli/client_commands.ts";
import { wrapWords } from "../cli/flag_help.ts";
import { texts } from "../texts/texts.ts";

/** Most columns that help fills: longer lines are hard to read. */
const MOST_COLUMNS = 100;

/**
 * The help.
 *
 * @param columns Columns of the terminal.
 * @param word A command to tell about, with or without its slash; default all.
 * @returns Lines, without the last line break.
 */
export function sessionHelp(columns: number, word?: string): string {
  // One column less: a terminal may go to the next row once the last one is filled.
  const width = Math.min(MOST_COLUMNS, columns - 1);
  const only = word === undefined ? undefined : findCommand(word.replace(/^\//, ""), "session");
  if (only !== undefined) return commandHelp("session", { width, only }).trimEnd();
  const { before, after } = texts.session.sessionHelp();
  const commands = commandHelp("session", { width }).trimEnd();
  return [...wrapWords(before, width), commands, ...wrapWords(after, width)].join("\n");
}
