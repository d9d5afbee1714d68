/** `INFO` in Redis's format, and what it counts. */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { runClient, startServer } from "../helpers/processes.ts";
import type { Plain } from "../helpers/replies.ts";
import { RespClient, type RespServer } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { noise, UploadClient } from "./uploads_fixture.ts";

/** The fields of a section. */
async function section(client: { call(...parts: string[]): Promise<Plain> }, name: string) {
  const text = String(await client.call("INFO", name));
  return Object.fromEntries(
    text.split("\r\n").filter((line) => line.includes(":")).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
}

/** A download that is cut after some bytes. */
async function breakOff({ host, port }: { host: string; port: number }, path: string): Promise<void> {
  using connection = await Deno.connect({ hostname: host, port });
  await connection.write(new TextEncoder().encode(`GET ${path}\r\n`));
  await connection.read(new Uint8Array(1000));
}

Deno.test("INFO: the fields that Redis's tools read have Redis's names and shapes", async () => {
  await using server = await startServer();
  using client = await RespClient.connect(server);
  await client.call("PING");
  await client.call("GET");
  await client.call("GET", "../x");
  const text = String(await client.call("INFO"));
  for (
    const name of ["redis_version", "redis_mode", "os", "arch_bits", "process_id", "run_id", "tcp_port"]
      .concat("server_time_usec", "uptime_in_seconds", "uptime_in_days", "connected_clients", "maxclients")
      .concat("blocked_clients", "used_memory", "used_memory_rss", "total_connections_received", "role")
      .concat("rejected_connections", "total_commands_processed", "total_net_input_bytes", "loading")
      .concat("total_net_output_bytes")
  ) assertMatch(text, new RegExp(`^${name}:\\S+\\r$`, "m"));
  const stats = await section(client, "commandstats");
  // redis_exporter splits at commas and takes what stands at each place.
  const shape = /^calls=(\d+),usec=(\d+),usec_per_call=(\d+\.\d\d),rejected_calls=(\d+),failed_calls=(\d+)$/;
  for (const line of Object.values(stats)) assertMatch(line, shape);
  assertEquals(shape.exec(stats.cmdstat_ping ?? "")?.[1], "1");
  const [, calls, usec, , rejected, failed] = shape.exec(stats.cmdstat_get ?? "") ?? [];
  assertEquals([calls, rejected, failed], ["1", "1", "1"]);
  assert(Number(usec) > 0, "A command takes time");
});

Deno.test("INFO transfers: uploads by what became of them, files and bytes each way", async () => {
  const content = noise(300_000);
  await using folder = await tempDir({ "large.bin": content, "small.txt": "12345" });
  const args = ["--access", "write", "--keep-free", "0", "--drop-box", "box"];
  await using server = await startServer({ folder: folder.path, args });
  using ana = await UploadClient.connect(server, "ana");
  const one = await ana.begin("one.bin", content);
  await ana.writeAll(one.id, content);
  assertEquals((await section(ana, "transfers")).uploads_unfinished, "1");
  await ana.begin("one.bin", content);
  await ana.commit(one.id);
  const boxed = await ana.begin("box/b.bin", content);
  await ana.writeAll(boxed.id, content);
  await ana.commit(boxed.id);
  const two = await ana.begin("two.bin", content);
  await ana.call("UPLOAD.ABORT", two.id);
  const three = await ana.begin("three.bin", content);
  await ana.writeAll(three.id, content.toReversed());
  assertMatch(String(await ana.call("UPLOAD.COMMIT", three.id)), /^-DIGEST /);
  await ana.begin("four.bin", content);
  await ana.call("SET", "set.txt", "abc");

  await ana.call("GET", "small.txt");
  await ana.call("GET", "large.bin");
  await ana.call("GETRANGE", "large.bin", "0", "99999");
  await ana.call("GET", "missing");
  assertEquals(await section(ana, "transfers"), {
    uploads_unfinished: "1",
    uploads_begun: "5",
    uploads_resumed: "1",
    uploads_committed: "2",
    uploads_aborted: "1",
    uploads_failed: "1",
    uploads_expired: "0",
    files_received: "3",
    hand_ins: "1",
    file_bytes_received: String(3 * content.length + 3),
    downloads: "2",
    downloads_parts: "1",
    downloads_broken: "0",
    file_bytes_sent: String(5 + content.length + 100_000),
  });
});

Deno.test("INFO transfers: a download that breaks off is one, with the bytes that left", async () => {
  const size = 64 * 1024 * 1024;
  await using folder = await tempDir({ "huge.bin": new Uint8Array(size) });
  await using server = await startServer({ folder: folder.path });
  await breakOff({ host: "127.0.0.1", port: server.port() }, "huge.bin");
  await server.stderr.until((log) => log.includes("session end"), "end of the download");
  using client = await RespClient.connect(server as RespServer);
  const { downloads, downloads_broken: broken, file_bytes_sent: sent } = await section(client, "transfers");
  assertEquals([downloads, broken], ["0", "1"]);
  assert(Number(sent) > 0 && Number(sent) < size, `${sent} bytes of ${size}`);
});

Deno.test("client status: a few lines for people in their language, all of INFO as JSON", async () => {
  await using folder = await tempDir({ "a.txt": "12345" });
  await using server = await startServer({ folder: folder.path, args: ["--drop-box", "homework"] });
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runClient(["--port", String(server.port()), ...args]);
    assertEquals([code, stderr], [0, ""]);
    return stdout;
  };
  await run("get", "a.txt", "-o", "-");
  const rows: [language: string, lines: RegExp][] = [
    [
      "en",
      /^Enchufe \S+\nUp since .*\n.*homework takes what you hand in.*\n1 connection, 0 members, 1 room, 0 messages kept\n1 file fetched, 5 B .*\n0 files handed in, 0 B .*\n.* of memory, \d+ commands done\n$/,
    ],
    [
      "es",
      /^Enchufe \S+\nEn marcha desde .*\n.*homework recibe.*\n1 conexión, .*\n1 archivo descargado, 5 B/,
    ],
    ["pt", /^Enchufe \S+\nEm execução desde .*\n.*homework recebe.*\n1 conexão, .*\n1 arquivo baixado, 5 B/],
  ];
  for (const [language, lines] of rows) assertMatch(await run("status", "--lang", language), lines);
  const info = JSON.parse(await run("status", "--json")) as Record<string, Record<string, string>>;
  assertEquals(info.transfers?.downloads, "1");
  assertEquals(info.server?.drop_box, "homework");
  assertMatch(await run("raw", "INFO", "transfers"), /downloads:1/);
});
