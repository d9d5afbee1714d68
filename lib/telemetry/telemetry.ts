/**
 * OpenTelemetry: metrics of the server, and a span for each file that is sent or received. Deno exports them itself;
 * this module is loaded only where that is switched on (`OTEL_DENO=true`).
 *
 * @module
 */
import { metrics, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Fetch, Services } from "../commands/context.ts";
import type { UploadEvent } from "../share/share.ts";
import { VERSION } from "../version.ts";
import { INSTRUMENTS } from "./instruments.ts";

/** Name of the meter and the tracer. */
const SCOPE = "enchufe";
/** Seconds; most commands take microseconds, which the buckets that are usual would not tell apart. */
const DURATIONS = [0.00001, 0.0001, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];

/**
 * Begins to measure. What is counted anyway is read when it is exported; only the time that commands take is told of
 * at each of them.
 *
 * @param services What is measured.
 */
export function measure(services: Services): void {
  const meter = metrics.getMeter(SCOPE, VERSION);
  for (const [name, { kind, read, ...options }] of Object.entries(INSTRUMENTS)) {
    const instrument = kind === "sum"
      ? meter.createObservableCounter(name, options)
      : meter.createObservableUpDownCounter(name, options);
    instrument.addCallback((result) => {
      for (const [value, attributes] of read(services)) result.observe(value, attributes);
    });
  }
  const durations = meter.createHistogram("enchufe.command.duration", {
    unit: "s",
    description: "Time from a command to its reply, the sending of a file aside",
    advice: { explicitBucketBoundaries: DURATIONS },
  });
  const attributes = new Map<string, { command: string }>();
  services.stats.onCommand = (command, milliseconds) => {
    let own = attributes.get(command);
    if (own === undefined) attributes.set(command, own = { command });
    durations.record(milliseconds / 1000, own);
  };
  services.transfers.onUpload = uploadSpan;
}

/**
 * Makes a span of each file that was streamed to somebody, behind its back.
 *
 * @param next Is told of it as well.
 * @returns Takes what `onFetch` tells.
 */
export function spanningFetches(next: ((fetch: Fetch) => void) | undefined): (fetch: Fetch) => void {
  return (fetch) => {
    const { began, path, size, part, whole, by } = fetch;
    // A small file is sent with other replies, and takes no time of its own.
    if (began !== undefined) {
      const span = begin("download", began, { path, size, by, part, whole });
      end(span, whole ? undefined : "broken off");
    }
    next?.(fetch);
  };
}

function uploadSpan({ stage, path, size, began }: UploadEvent): void {
  if (stage === "begun" || stage === "resumed") return;
  end(begin("upload", began, { path, size, outcome: stage }), stage === "committed" ? undefined : stage);
}

function begin(name: string, startTime: number, fields: Record<string, string | number | boolean>): Span {
  const attributes = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [`enchufe.${field}`, value]),
  );
  return trace.getTracer(SCOPE, VERSION).startSpan(name, { startTime, root: true, attributes });
}

function end(span: Span, failure: string | undefined): void {
  if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
  span.end();
}
