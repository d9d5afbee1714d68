/**
 * What the session shows: messages, events, results, each so that nobody's text can pass for another's. Everything
 * from the network is escaped here.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import type { Palette } from "../terminal/colors.ts";
import { fit, hang } from "../terminal/layout.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { dayName } from "../texts/format.ts";
import { language, texts } from "../texts/texts.ts";
import type { ServerEvent } from "./events.ts";
import { errorSentence } from "./exit.ts";
import { clock, eventLine } from "./render.ts";
import type { Message } from "./room_replies.ts";

/** Narrower than this, the seconds are left out of times. */
const ROOM_FOR_SECONDS = 60;
/** Goes before what went wrong; a message has its time there. */
const FAILURE = "! ";
/** What a tab is shown as. */
const TAB = "    ";

/** Options of {@linkcode SessionView}. */
export interface ViewOptions {
  /** Where to. */
  readonly terminal: Terminal;
  /** Its colours. */
  readonly palette: Palette;
  /** Milliseconds since 1970; days before this one are named. */
  readonly now: number;
}

/** Shows things on a terminal. */
export class SessionView {
  /** One's own name, which looks different. */
  self = "";
  readonly #terminal: Terminal;
  readonly #palette: Palette;
  /** The day of what was shown last. */
  #day: string;

  /**
   * Has shown nothing yet.
   *
   * @param options See {@linkcode ViewOptions}.
   */
  constructor({ terminal, palette, now }: ViewOptions) {
    this.#terminal = terminal;
    this.#palette = palette;
    this.#day = new Date(now).toDateString();
  }

  /**
   * Shows a message.
   *
   * @param message As it came.
   */
  message({ at, from, text }: Pick<Message, "at" | "from" | "text">): void {
    this.#at(at, texts.session.said(this.#nameOf(from), inLines(text)));
  }

  /**
   * Shows a private message of one's own.
   *
   * @param to Whom it was for.
   * @param text What it says.
   */
  sent(to: string, text: string): void {
    this.#at(Date.now(), texts.session.sent(this.#nameOf(this.self), this.#nameOf(to), inLines(text)));
  }

  /**
   * Shows something else that happened.
   *
   * @param event As it came.
   */
  event(event: ServerEvent): void {
    const { at = Date.now(), from = "?", text = "" } = event;
    if (event.event === "tell") {
      return this.#at(at, texts.session.told(this.#nameOf(from), inLines(text)));
    }
    const line = eventLine({ ...event, at });
    const timed = line.startsWith(`${clock(at)} `);
    if (timed) this.#at(at, this.#palette.dim(line.slice(clock(at).length + 1)));
    else this.output(this.#palette.dim(line));
  }

  /**
   * Shows what the session itself has to say.
   *
   * @param text Anything; escaped here, line breaks stay.
   */
  note(text: string): void {
    this.output(this.#palette.dim(escapeText(text, { keepNewlines: true })));
  }

  /**
   * Shows what a command answered.
   *
   * @param text Escaped lines.
   */
  output(text: string): void {
    const columns = this.#columns;
    this.#terminal.print(text.split("\n").map((line) => fit(line, columns)).join("\n"));
  }

  /**
   * Shows what went wrong.
   *
   * @param thrown Whatever was caught, or a sentence that says it, escaped.
   */
  error(thrown: unknown): void {
    const text = typeof thrown === "string" ? thrown : errorSentence(thrown);
    this.output(this.#palette.error(`${FAILURE}${text}`));
  }

  /**
   * Shows a line that was typed and is not said to anyone, where the terminal does not.
   *
   * @param line As it was typed.
   */
  typed(line: string): void {
    if (!this.#terminal.plain) this.output(this.#palette.dim(`> ${escapeText(line)}`));
  }

  get #columns(): number {
    return this.#terminal.plain ? Infinity : this.#terminal.columns;
  }

  #nameOf(from: string): string {
    const name = escapeText(from);
    return from === this.self ? this.#palette.own(name) : this.#palette.name(from, name);
  }

  /** Shows text behind a time; all of its rows but the first are set in by as much. */
  #at(at: number, text: string): void {
    this.#nameDay(at);
    const columns = this.#columns;
    const time = columns < ROOM_FOR_SECONDS ? clock(at).slice(0, 5) : clock(at);
    const rows = hang(`${time} `, text, { columns });
    this.#terminal.print(this.#palette.dim(time) + rows.slice(time.length));
  }

  #nameDay(at: number): void {
    const day = new Date(at).toDateString();
    if (day === this.#day) return;
    this.#day = day;
    this.output(this.#palette.dim(`── ${dayName(at, language)} ──`));
  }
}

function inLines(text: string): string {
  return text.trimEnd().split(/\r\n|\r|\n/).map((line) => escapeText(line.replaceAll("\t", TAB))).join("\n");
}
