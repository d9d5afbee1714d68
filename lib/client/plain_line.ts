/**
 * How far a transfer is, as a plain line.
 *
 * @module
 */
import { duration, percent } from "../texts/format.ts";
import { language, texts } from "../texts/texts.ts";
import type { Meter } from "./meter.ts";
import { size } from "./render.ts";

/**
 * A transfer as a plain line, for whoever has it read aloud or in a log.
 *
 * @param name What is transferred, escaped.
 * @param meter How far it is.
 * @param now Milliseconds.
 * @returns `big.bin: 45%, 12 MiB of 27 MiB, 5.4 MiB/s, 3s left`.
 */
export function plainLine(name: string, meter: Meter, now: number): string {
  const { at, size: all } = meter;
  const rate = meter.rate(now), left = meter.left(now);
  const parts = [
    ...all ? [percent(Math.min(1, at / all), language)] : [],
    all === undefined ? size(at) : texts.client.partOf(size(at), size(all)),
    ...rate === undefined ? [] : [`${size(rate)}/s`],
    ...left === undefined ? [] : [texts.client.timeLeft(duration(left, language))],
  ];
  return `${name}: ${parts.join(", ")}`;
}
