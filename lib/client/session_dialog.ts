/**
 * What the session is asking the person: the menu, which stands until it is left, and the file that is to be fetched.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { answersMenu, type LineMeaning, type Question, readLine } from "./session_lines.ts";

/** What a line means, and what the person is told before it is carried out. */
export interface DialogTurn {
  /** What the line means. */
  readonly meaning: LineMeaning;
  /** Lines to show, not escaped. */
  readonly notes: readonly string[];
}

/** Remembers what was asked. */
export class Dialog {
  #question: Question;
  #menu = false;
  /** The line that was last thought to be a command without its slash. */
  #doubted: string | undefined;

  /**
   * Opens the menu: numbers answer it until something else is typed.
   *
   * @returns The menu.
   */
  openMenu(): string {
    this.#menu = true;
    return texts.session.menu();
  }

  /**
   * Takes a line.
   *
   * @param line As it was typed.
   * @returns What it means here.
   */
  take(line: string): DialogTurn {
    const question = this.#question ?? (this.#menu ? "menu" : undefined);
    const meaning = this.#trusted(readLine(line, question), line);
    const notes = this.#leaveMenu(line, question, meaning) ? [texts.session.menuOver()] : [];
    if (meaning.kind === "nothing" && question === "path") notes.push(texts.session.noFile());
    if (meaning.kind === "doubt") notes.push(texts.session.doubt(line.trim(), meaning.command));
    if (meaning.kind === "wrong") notes.push(meaning.text);
    if (meaning.kind === "ask") notes.push(texts.session.whichFile());
    this.#question = meaning.kind === "ask" ? "path" : undefined;
    return { meaning, notes };
  }

  /** Who types it once more means it. */
  #trusted(meaning: LineMeaning, line: string): LineMeaning {
    const again = meaning.kind === "doubt" && line === this.#doubted;
    this.#doubted = meaning.kind === "doubt" && !again ? line : undefined;
    return again ? { kind: "say", text: line } : meaning;
  }

  /** Closes the menu if the line was no answer to it, nor to what it asked; returns whether to say so. */
  #leaveMenu(line: string, question: Question, meaning: LineMeaning): boolean {
    const command = meaning.kind === "command" ? meaning.command : undefined;
    const stays = question === "menu" ? answersMenu(line) : meaning.kind === "nothing" || command === "get";
    if (!this.#menu || stays) return false;
    this.#menu = false;
    return command !== "menu" && command !== "quit";
  }
}
