/**
 * How far a transfer is, as a line with a bar. What measures text for it takes 20 ms to load, so plain lines are in a
 * module of their own.
 *
 * @module
 */
import { duration, percent } from "../texts/format.ts";
import { language } from "../texts/texts.ts";
import { cutMiddle, padColumns } from "../terminal/layout.ts";
import type { Meter } from "./meter.ts";
import { size } from "./render.ts";

/** Columns of the bar with its brackets; without room for it there is none. */
const BAR = 22;
/** Fewest columns in which a name can be told from others. */
const LEAST_NAME = 12;
const MOST_NAME = 40;
/** Columns of the figures, so that they stay where they are while they grow. */
const SIZES = 21, RATE = 12, LEFT = 9, PERCENT = 5;

/**
 * A transfer as a line with a bar.
 *
 * @param name What is transferred, escaped.
 * @param meter How far it is.
 * @param options The time, in milliseconds, and columns of the terminal.
 * @returns The line, narrower than the terminal: where there is no room, figures are left out.
 */
export function barLine(
  name: string,
  meter: Meter,
  { now, columns }: { readonly now: number; readonly columns: number },
): string {
  const { at, size: all } = meter;
  const part = all === undefined ? undefined : all === 0 ? 1 : Math.min(1, at / all);
  const rate = meter.rate(now), left = meter.left(now);
  const figures = {
    percent: (part === undefined ? "" : percent(part, language)).padStart(PERCENT),
    bar: part === undefined ? "" : bar(part, BAR),
    sizes: (all === undefined ? size(at) : `${size(at)}/${size(all)}`).padStart(SIZES),
    rate: (rate === undefined ? "" : `${size(rate)}/s`).padStart(RATE),
    left: (left === undefined ? "" : duration(left, language)).padStart(LEFT),
  };
  const { bar: drawn, percent: done, sizes, rate: speed, left: rest } = figures;
  const layouts = [[done, drawn, sizes, speed, rest], [done, sizes, speed, rest], [done, speed, rest], [
    done,
  ]];
  // The last column stays free: what a terminal does once it is filled differs.
  const width = columns - 1;
  const fits = (parts: readonly string[]) => width - widthOf(parts) >= LEAST_NAME;
  const shown = layouts.find(fits) ?? [];
  const room = Math.max(0, Math.min(MOST_NAME, width - widthOf(shown)));
  return [padColumns(cutMiddle(name, room), room), ...shown].join(" ").trimEnd();
}

/** Of the figures, which have a column for each character, with a blank before each. */
function widthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length + 1, 0);
}

function bar(part: number, width: number): string {
  const inner = width - 2, done = Math.floor(part * inner);
  const head = done > 0 && done < inner ? ">" : "";
  return `[${("=".repeat(Math.max(0, done - head.length)) + head).padEnd(inner)}]`;
}
