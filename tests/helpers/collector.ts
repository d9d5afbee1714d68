/**
 * A collector of OpenTelemetry on this machine's loopback: takes OTLP over HTTP as JSON and remembers it.
 *
 * @module
 */
import { within } from "./patience.ts";

/** A value with the attributes that set it apart. */
export interface Point {
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** The number, or how many a histogram has counted. */
  readonly value: number;
}

/** A span that has ended. */
export interface Span extends Pick<Point, "attributes"> {
  readonly name: string;
  readonly milliseconds: number;
  /** Whether its status is an error. */
  readonly failed: boolean;
}

type Json = { readonly [name: string]: Json } & readonly Json[] & (string | number);

/** Attributes as OTLP writes them: a list of names, each with a value under the name of its type. */
function attributesOf(list: Json | undefined): Record<string, string | number | boolean> {
  return Object.fromEntries((list ?? []).map(({ key, value }: Json) => {
    const [[type, content] = []] = Object.entries(value ?? {});
    return [String(key), type === "intValue" ? Number(content) : content as unknown as string];
  }));
}

/** Listens until it is disposed of. */
export class Collector implements AsyncDisposable {
  readonly spans: Span[] = [];
  /** By name; what was sent last. */
  readonly metrics = new Map<string, Point[]>();
  /** Attributes of the one who sends. */
  resource: Point["attributes"] = {};
  #changed = Promise.withResolvers<void>();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      this.#take(await request.json() as Json);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
      return Response.json({});
    },
  );

  /** What a process needs in its environment to send here. */
  get env(): Readonly<Record<string, string>> {
    return {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.#server.addr.port}`,
      OTEL_METRIC_EXPORT_INTERVAL: "100",
      OTEL_BSP_SCHEDULE_DELAY: "100",
    };
  }

  /** Waits until something is true of what has come. */
  async until(isTrue: () => boolean, what: string): Promise<void> {
    while (!isTrue()) await within(this.#changed.promise, what);
  }

  /** The value of a metric with these attributes. */
  value(name: string, attributes: Point["attributes"] = {}): number | undefined {
    const wanted = Object.entries(attributes);
    return this.metrics.get(name)?.find((point) =>
      wanted.every(([key, value]) => point.attributes[key] === value)
    )
      ?.value;
  }

  #take(sent: Json): void {
    for (const { resource, scopeMetrics } of sent.resourceMetrics ?? []) {
      this.resource = attributesOf(resource?.attributes);
      for (const { metrics } of scopeMetrics ?? []) {
        for (const metric of metrics ?? []) {
          const data: Json | undefined = metric.sum ?? metric.gauge ?? metric.histogram;
          this.metrics.set(
            String(metric.name),
            (data?.dataPoints ?? []).map((point: Json) => ({
              attributes: attributesOf(point.attributes),
              value: Number(point.asInt ?? point.asDouble ?? point.count),
            })),
          );
        }
      }
    }
    for (const { scopeSpans } of sent.resourceSpans ?? []) {
      for (const { spans } of scopeSpans ?? []) {
        for (const span of spans ?? []) {
          this.spans.push({
            name: String(span.name),
            attributes: attributesOf(span.attributes),
            milliseconds: (Number(span.endTimeUnixNano) - Number(span.startTimeUnixNano)) / 1e6,
            failed: Number(span.status?.code ?? 0) === 2,
          });
        }
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
