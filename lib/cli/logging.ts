/**
 * Log lines, over LogTape: one event is one line, as text or as JSON, with everything escaped.
 *
 * @module
 */
import { configureSync, getLogger, type LogRecord } from "@logtape/logtape";
import { escapeJson, escapeText } from "../escape.ts";
import type { Log, LogFields } from "../log.ts";
import { BoundedWriter } from "./bounded_writer.ts";

/** How log lines are written. */
export type LogFormat = "text" | "json";

/** How much a log line matters. */
export type LogLevel = "info" | "warn" | "error";

/** Takes one log line, which ends in a line break. */
export type WriteLine = (line: string, level: LogLevel) => void;

const CATEGORY = "enchufe";
/** Milliseconds that a reader of the log who stands still may hold up the end. */
const PATIENCE_MS = 2000;

/**
 * Opens the log of the process.
 *
 * @param format How lines are written.
 * @param show Takes the lines in place of stderr, to which they go behind the back of whoever writes them.
 * @returns The log; and what waits until it is written, or its reader stands still.
 */
export function openLog(format: LogFormat, show?: WriteLine): { log: Log; flush: () => Promise<void> } {
  if (show !== undefined) return { log: createLog(format, show), flush: () => Promise.resolve() };
  const writer = new BoundedWriter({
    sink: Deno.stderr,
    onLost: (count) => log.warn("log lines lost", { count }),
  });
  const log = createLog(format, (line) => writer.write(line));
  return { log, flush: () => writer.flush(PATIENCE_MS) };
}

/**
 * Sets up logging for the whole process and returns the log. LogTape keeps its configuration per process, so this
 * is called once, by the entry file: a second call sends the lines of the first log to the new place too.
 *
 * @param format How lines are written.
 * @param write Takes each line.
 * @returns The log.
 */
export function createLog(format: LogFormat, write: WriteLine): Log {
  const shape = format === "json" ? jsonLine : textLine;
  configureSync({
    reset: true,
    sinks: { lines: (record) => write(shape(record), levelOf(record)) },
    loggers: [
      { category: CATEGORY, sinks: ["lines"], lowestLevel: "info" },
      // What LogTape says of itself is of use only when a sink fails; by default it goes to the console.
      { category: ["logtape", "meta"], sinks: ["lines"], lowestLevel: "error" },
    ],
  });
  const logger = getLogger(CATEGORY);
  // A template would read `{…}` in an event as a placeholder; events are constants of ours and have none.
  return {
    info: (event, fields) => logger.info(event, dense(fields)),
    warn: (event, fields) => logger.warn(event, dense(fields)),
    error: (event, fields) => logger.error(event, dense(fields)),
  };
}

function dense(fields: LogFields | undefined): Record<string, unknown> {
  return { ...fields };
}

/** LogTape has more levels than we use; its own word for `warn` is longer. */
function levelOf({ level }: LogRecord): LogLevel {
  return level === "warning" ? "warn" : level === "error" || level === "fatal" ? "error" : "info";
}

function heading(record: LogRecord): { time: string; level: LogLevel; event: string } {
  return {
    time: new Date(record.timestamp).toISOString(),
    level: levelOf(record),
    event: record.message.map(String).join(""),
  };
}

/** `2026-11-21T04:00:00.123Z info session start id=1 address=127.0.0.1:4242` */
function textLine(record: LogRecord): string {
  const { time, level, event } = heading(record);
  let line = `${time} ${level.padEnd(5)} ${escapeText(event)}`;
  for (const [name, value] of Object.entries(record.properties)) {
    if (value !== undefined) line += ` ${escapeText(name)}=${textValue(value)}`;
  }
  return `${line}\n`;
}

/** Characters of a value, stack traces of our own aside: a peer must not fill the disk by what it is refused. */
const MOST_LOGGED = 4000;

function cut(value: string): string {
  return value.length <= MOST_LOGGED ? value : `${value.slice(0, MOST_LOGGED)}…`;
}

function cutValue(value: unknown): unknown {
  return typeof value === "string" ? cut(value) : value;
}

function textValue(value: unknown): string {
  if (typeof value !== "string") return String(value);
  const text = escapeText(cut(value));
  // Quoted also when empty or when a quote or equals sign could be taken for the next field.
  return /^[^\s"=]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function jsonLine(record: LogRecord): string {
  const properties = Object.entries(record.properties).map(([name, value]) => [name, cutValue(value)]);
  return `${escapeJson(JSON.stringify({ ...heading(record), ...Object.fromEntries(properties) }))}\n`;
}
