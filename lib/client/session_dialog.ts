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
    const meaning = readLine(line, question);
    const notes = this.#leaveMenu(line, question, meaning) ? [texts.session.menuOver()] : [];
    if (meaning.kind === "nothing" && question === "path") notes.push(texts.session.noFile());
    if (meaning.kind === "wrong") notes.push(meaning.text);
    if (meaning.kind === "ask") notes.push(texts.session.whichFile());
    this.#question = meaning.kind === "ask" ? "path" : undefined;
    return { meaning, notes };
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
