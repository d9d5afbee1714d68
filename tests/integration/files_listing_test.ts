/** FILE.LIST, SCAN and KEYS over the wire: which names are shown, and pages. @module */
import { assert, assertEquals } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";
import { tempDir } from "../helpers/temp.ts";

const NAMES = [
  "two words.txt",
  " leading",
  `"quoted"`,
  "it's",
  "line\nbreak",
  "tab\tand\rreturn",
  "🙂👩‍👩‍👧.txt",
  "año.txt",
  "cañón.txt".normalize("NFD"),
  "Å-both",
  "Å-both".normalize("NFD"),
  "日本語.txt",
  "\u202eright-to-left",
  "-rf",
  "*",
  "[a-z]?",
  "%2e%2e",
  "$(x); `y` & z | #",
  "ab:c",
  "{x}",
  "x".repeat(255),
];

Deno.test({
  name: "FILE.LIST: what is listed under any name can be fetched by the listed path",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using folder = await tempDir(Object.fromEntries(NAMES.map((name, i) => [name, `content ${i}`])));
    await using server = await startServer({ folder: folder.path });
    for (const version of [2, 3] as const) {
      await using peer = await connectPeer(server.port(), { version });
      const [, entries] = plain(await peer.call("FILE.LIST", ".")) as [string, unknown[]];
      const paths = entries.map((entry) =>
        version === 3 ? (entry as { path: string }).path : (entry as string[])[1]!
      );
      const contents = new Set<unknown>();
      for (const path of paths) contents.add(plain(await peer.call("GET", path)));
      assertEquals(contents, new Set(NAMES.map((_, i) => `content ${i}`)));
      assertEquals(paths.length, NAMES.length);
      assertEquals(await peer.call("EXISTS", ...paths), NAMES.length);
      // Stored in NFD, listed in NFC, found by both.
      assert(paths.includes("cañón.txt"));
      const both = ["NFC", "NFD"].map((form) => peer.call("GET", "cañón.txt".normalize(form)).then(plain));
      assertEquals(await Promise.all(both), ["content 8", "content 8"]);
      const keys = plain(await peer.call("KEYS", "*")) as string[];
      assertEquals(keys.sort(), paths.toSorted());
    }
  },
});

Deno.test({
  name: "FILE.LIST, SCAN, KEYS: a name that no path may have is not shown",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const names = ["C:x", "a:b", "x.", "a\\b", "CON", "nul.txt", "end "];
    await using folder = await tempDir({
      ...Object.fromEntries(names.map((name) => [name, "x"])),
      "dir/C:x": "below",
      "fine.txt": "x",
      "dir/x.": "x",
    });
    await using server = await startServer({ folder: folder.path });
    await using peer = await connectPeer(server.port(), { version: 3 });
    // Whether "dir/C:x" may be fetched is the rules' affair; whatever is shown must be.
    const fetched = async (path: string) => plain(await peer.call("GET", path));
    const shown = [await fetched("dir/C:x") === "below" ? "dir/C:x" : "", "fine.txt"].filter((path) =>
      path !== ""
    );
    const [, entries] = plain(await peer.call("FILE.LIST", ".", "RECURSIVE")) as [string, { path: string }[]];
    assertEquals(entries.map(({ path }) => path).filter((path) => path !== "dir"), shown);
    assertEquals(plain(await peer.call("KEYS", "*")), shown);
    const [, scanned] = plain(await peer.call("SCAN", "0", "COUNT", "1000")) as [string, string[]];
    assertEquals(scanned.sort(), shown);
    assertEquals(await peer.call("DBSIZE"), shown.length);
  },
});

Deno.test("FILE.LIST and SCAN: 3,000 entries, the whole is the union of the pages", async () => {
  await using folder = await tempDir();
  const names = Array.from({ length: 3000 }, (_, i) => `f${String(i).padStart(4, "0")}`);
  for (const name of names) Deno.writeTextFileSync(folder.join(name), "");
  await using server = await startServer({ folder: folder.path });
  await using peer = await connectPeer(server.port(), { version: 3 });
  const pages = async (page: (cursor: string) => Promise<[string, string[]]>): Promise<string[]> => {
    const found: string[] = [];
    let cursor = "0", rounds = 0;
    do {
      const [next, paths] = await page(cursor);
      found.push(...paths);
      cursor = next;
      assert(++rounds < 10_000, "the cursor never ends");
    } while (cursor !== "0");
    return found;
  };
  const list = (...options: string[]) => async (cursor: string): Promise<[string, string[]]> => {
    const [next, entries] = plain(await peer.call("FILE.LIST", ".", "CURSOR", cursor, ...options)) as [
      string,
      { path: string }[],
    ];
    return [next, entries.map(({ path }) => path)];
  };
  assertEquals(await pages(list()), names);
  assertEquals(await pages(list("COUNT", "7")), names);
  assertEquals(await pages(list("COUNT", "3000")), names);
  assertEquals(await pages(list("COUNT", "100", "RECURSIVE")), names);
  assertEquals(
    await pages(list("COUNT", "10", "MATCH", "f1?00")),
    ["f1000", "f1100", "f1200", "f1300", "f1400"]
      .concat(["f1500", "f1600", "f1700", "f1800", "f1900"]),
  );
  const [first, entries] = plain(await peer.call("FILE.LIST", ".")) as [string, unknown[]];
  assert(first !== "0" && entries.length === 1000, "a page has 1,000 entries unless told");
  for (const count of ["1", "100", "5000"]) {
    const scan = async (cursor: string) =>
      plain(await peer.call("SCAN", cursor, "COUNT", count)) as [string, string[]];
    assertEquals((await pages(scan)).sort(), names);
  }
  assertEquals((plain(await peer.call("KEYS", "*")) as string[]).length, 3000);
  assertEquals(await peer.call("DBSIZE"), 3000);
});
