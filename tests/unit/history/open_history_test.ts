import { DatabaseSync } from "node:sqlite";
import { isSameBoot } from "../../../lib/history/boot.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { refused } from "../rooms/peers.ts";
import { Files } from "./fixture.ts";

Deno.test("openHistory() refuses what is not a history of ours, and leaves it as it is", async () => {
  await using files = await Files.make();
  Deno.writeTextFileSync(files.at("text"), "A letter. ".repeat(1_000));
  Deno.writeTextFileSync(files.at("short"), "A note.");
  const database = new DatabaseSync(files.at("foreign.db"));
  database.exec("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  database.close();
  const own = files.start({ file: "newer.db" });
  await own.store.close();
  const newer = new DatabaseSync(files.at("newer.db"));
  newer.exec("PRAGMA user_version = 2");
  newer.close();
  const rows = [
    ["text", "is not a history"],
    ["short", "is not a history"],
    ["foreign.db", "is not a history"],
    ["newer.db", "another version"],
  ] as const;
  for (const [file, message] of rows) {
    const before = Deno.readFileSync(files.at(file));
    refused(() => files.start({ file }), "IO", message);
    assertEquals(Deno.readFileSync(files.at(file)), before, file);
  }
  refused(() => files.start({ file: "." }), "IO", "is not a history");
});

Deno.test("openHistory() refuses a file that is damaged behind its header", async () => {
  await using files = await Files.make();
  const first = files.start();
  await first.store.close();
  using file = Deno.openSync(files.at("h.db"), { write: true });
  file.seekSync(100, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(8_000).fill(0xee));
  refused(() => files.start(), "IO", "is damaged");
});

Deno.test("openHistory() refuses the shared folder, a missing folder, and a file in use", async () => {
  await using files = await Files.make();
  refused(() => files.start({ file: "share/h.db" }), "USAGE", "in the shared folder");
  refused(() => files.start({ file: "share/../share/h.db" }), "USAGE", "in the shared folder");
  refused(() => files.start({ file: "nowhere/h.db" }), "IO", "folder that is not there");
  const first = files.start();
  refused(() => files.start(), "IO", "in use by another server");
  await first.store.close();
  files.start();
});

Deno.test({
  name: "openHistory() follows links, and makes files that only their owner can read",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using files = await Files.make();
    Deno.symlinkSync(files.at("share"), files.at("link"));
    refused(() => files.start({ file: "link/h.db" }), "USAGE", "in the shared folder");
    Deno.writeTextFileSync(files.at("share/h.db"), "");
    Deno.symlinkSync(files.at("share/h.db"), files.at("h2.db"));
    refused(() => files.start({ file: "h2.db" }), "USAGE", "in the shared folder");
    files.start().say("plaza", "x");
    for (const suffix of ["", "-wal", "-shm", "-lock"]) {
      assertEquals((Deno.statSync(files.at(`h.db${suffix}`)).mode ?? 0) & 0o777, 0o600, suffix);
    }
  },
});

Deno.test("isSameBoot() knows a run of the machine again by its name or the time when it began", () => {
  const rows: [string, string, boolean][] = [
    ["a", "a", true],
    ["a", "b", false],
    ["", "", false],
    ["a", "", false],
    ["started 1000000", "started 1090000", true],
    ["started 1000000", "started 1900000", false],
    ["started 1000000", "a", false],
  ];
  for (const [one, other, same] of rows) assertEquals(isSameBoot(one, other), same, `${one} ${other}`);
});
