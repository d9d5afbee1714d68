/** OpenTelemetry: what a collector receives. */
import { assert, assertEquals } from "../helpers/assert.ts";
import { Collector } from "../helpers/collector.ts";
import { startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { noise, UploadClient } from "./uploads_fixture.ts";

/** An executable can export only if it was made with OTEL_DENO=true: Deno reads it when it compiles. */
const compiled = Deno.env.get("SERVER_BIN") !== undefined;
// deno-lint-ignore no-console -- a skip says why
if (compiled) console.warn("tests/integration/telemetry_test.ts skipped: executables do not export");

Deno.test({
  name: "OpenTelemetry: a collector gets metrics, and a span for each file, with OTEL_DENO=true",
  ignore: compiled,
  async fn() {
    const content = noise(300_000);
    await using folder = await tempDir({ "large.bin": content });
    await using collector = new Collector();
    const args = ["--access", "write", "--keep-free", "0"];
    await using server = await startServer({
      folder: folder.path,
      args,
      env: { ...collector.env, OTEL_SERVICE_NAME: "class" },
    });
    using ana = await UploadClient.connect(server, "ana");
    await ana.call("GET", "large.bin");
    for (let i = 0; i < 100; i++) await ana.call("PING");
    await ana.call("GET");
    await ana.call("GET", "../x");
    const { id } = await ana.begin("new.bin", content);
    await ana.writeAll(id, content);
    await ana.commit(id);
    const other = await ana.begin("other.bin", content);
    await ana.call("UPLOAD.ABORT", other.id);
    await ana.call("ROOM.SAY", "plaza", "hello");

    await collector.until(() => collector.spans.length >= 3, "three spans");
    const [download, upload, aborted] = collector.spans;
    assertEquals(download?.name, "download");
    assertEquals(download?.attributes, {
      "enchufe.path": "large.bin",
      "enchufe.size": content.length,
      "enchufe.by": "ana",
      "enchufe.part": false,
      "enchufe.whole": true,
    });
    assertEquals([upload?.name, upload?.attributes["enchufe.outcome"], upload?.failed], [
      "upload",
      "committed",
      false,
    ]);
    assertEquals([aborted?.attributes["enchufe.outcome"], aborted?.failed], ["aborted", true]);
    assert((upload?.milliseconds ?? -1) >= 0, "It ends behind its beginning");

    const said = { command: "room.say", outcome: "ok" };
    await collector.until(() => collector.value("enchufe.commands", said) === 1, "the last command");
    assertEquals(collector.resource["service.name"], "class");
    const rows: [name: string, attributes: Record<string, string>, value: number][] = [
      ["enchufe.sessions", {}, 1],
      ["enchufe.connections", { outcome: "refused" }, 0],
      ["enchufe.commands", { command: "ping", outcome: "ok" }, 100],
      ["enchufe.commands", { command: "get", outcome: "ok" }, 1],
      ["enchufe.commands", { command: "get", outcome: "failed" }, 1],
      ["enchufe.commands", { command: "get", outcome: "rejected" }, 1],
      ["enchufe.command.duration", { command: "ping" }, 100],
      ["enchufe.command.duration", { command: "upload.commit" }, 1],
      ["enchufe.file.io", { direction: "receive" }, content.length],
      ["enchufe.file.io", { direction: "transmit" }, content.length],
      ["enchufe.downloads", { outcome: "whole" }, 1],
      ["enchufe.uploads", { stage: "committed" }, 1],
      ["enchufe.uploads", { stage: "aborted" }, 1],
      ["enchufe.uploads.unfinished", {}, 0],
      ["enchufe.rooms", {}, 1],
      ["enchufe.messages", {}, 1],
    ];
    for (const [name, attributes, value] of rows) {
      assertEquals(collector.value(name, attributes), value, `${name} ${JSON.stringify(attributes)}`);
    }
    assert((collector.value("process.memory.usage") ?? 0) > 1_000_000, "Memory is measured");
    assertEquals(server.stdout.text.replace(/^listening .*\n/gm, ""), "", "stdout is as ever");
  },
});

Deno.test({
  name: "OpenTelemetry: a span that was not exported yet is when the server stops",
  ignore: compiled || Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir({ "large.bin": noise(300_000) });
    await using collector = new Collector();
    const never = { OTEL_METRIC_EXPORT_INTERVAL: "3600000", OTEL_BSP_SCHEDULE_DELAY: "3600000" };
    await using server = await startServer({ folder: folder.path, env: { ...collector.env, ...never } });
    using ana = await UploadClient.connect(server, "ana");
    await ana.call("GET", "large.bin");
    assertEquals(await server.stop("SIGTERM"), 0);
    assertEquals(collector.spans.map(({ name }) => name), ["download"]);
  },
});

Deno.test({
  name: "OpenTelemetry: a collector that is not there costs no session anything",
  ignore: compiled,
  async fn() {
    const env = {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      OTEL_METRIC_EXPORT_INTERVAL: "10",
    };
    await using server = await startServer({ env });
    using ana = await UploadClient.connect(server, "ana");
    for (let i = 0; i < 100; i++) assertEquals(await ana.call("PING"), "PONG");
  },
});

Deno.test({
  name: "OpenTelemetry: the command of docs/operating.md shows the metrics on stderr",
  ignore: compiled,
  async fn() {
    const page = await Deno.readTextFile(new URL("../../docs/operating.md", import.meta.url));
    const [, variables = ""] = /^((?:[A-Z_]+=\S+ )+)deno task server/m.exec(page) ?? [];
    const env = Object.fromEntries(variables.trim().split(" ").map((each) => each.split("=")));
    assertEquals(env, { OTEL_DENO: "true", OTEL_EXPORTER_OTLP_PROTOCOL: "console" });
    await using server = await startServer({ env: { ...env, OTEL_METRIC_EXPORT_INTERVAL: "200" } });
    await server.stderr.until((text) => text.includes("enchufe.sessions"), "metrics");
    assertEquals(server.stdout.text, `listening resp 127.0.0.1:${server.port()}\n`);
  },
});
