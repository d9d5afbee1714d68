/** The order in which the server asks the system to keep a file: what is left after a loss of power hangs on it. */
import { assert, assertEquals } from "../helpers/assert.ts";
import { installed, Output, programCommand } from "../helpers/processes.ts";
import { within } from "../helpers/patience.ts";
import { tempDir } from "../helpers/temp.ts";
import { noise, UploadClient } from "./uploads_fixture.ts";

/** Attaching to a process may be forbidden; starting one is not. */
const TRACES = Deno.build.os === "linux" && installed("strace", ["-V"]);
// deno-lint-ignore no-console -- a skipped test must say why
if (!TRACES) console.log("skipped: the calls to the system are read with strace, which is not here");

/** A server whose calls to the system are written down. */
async function traced<T>(
  folder: string,
  args: string[],
  use: (port: number) => Promise<T>,
): Promise<string[]> {
  await using notes = await tempDir();
  const file = notes.join("trace");
  const [program, own] = programCommand("server", [folder, "--port", "0", "--chat-port", "off", ...args]);
  const calls = "fsync,fdatasync,rename,renameat,renameat2,link,linkat,sendto,write,writev";
  const process = new Deno.Command("strace", {
    args: ["-f", "-qq", "-y", "-s", "200", "-e", `trace=${calls}`, "-o", file, program, ...own],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const stdout = new Output(process.stdout);
  await stdout.until((text) => /:\d+\n/.test(text), "listening line");
  const port = Number(/:(\d+)$/m.exec(stdout.text)?.[1]);
  try {
    await use(port);
  } finally {
    // A signal would go to strace, which waits for what it traces.
    using client = await UploadClient.connect({ port: () => port });
    await client.call("SERVER.SHUTDOWN");
    await within(Promise.all([process.status, stdout.done]), "end of the traced server");
  }
  return Deno.readTextFileSync(file).split("\n");
}

/** Where the first line behind a place is that matches. */
function find(lines: readonly string[], what: RegExp, from = 0): number {
  const at = lines.findIndex((line, index) => index >= from && what.test(line));
  assert(at >= 0, `No ${what} in the trace behind line ${from}`);
  return at;
}

for (const command of ["SET", "UPLOAD.COMMIT"] as const) {
  Deno.test({
    name: `${command}: bytes are synced before the name is given, the directory before the answer`,
    ignore: !TRACES,
    async fn() {
      await using folder = await tempDir();
      const content = noise(200_000);
      const lines = await traced(folder.path, ["--access", "write", "--keep-free", "0"], async (port) => {
        using client = await UploadClient.connect({ port: () => port });
        if (command === "SET") assertEquals(await client.call("SET", "a.bin", content), "OK");
        else {
          const { id } = await client.begin("a.bin", content);
          await client.writeAll(id, content);
          await client.commit(id);
        }
      });
      const bytes = find(lines, /\bf(?:data)?sync\(\d+<[^>]*\/\.enchufe-[^>]*\.part/);
      const named = find(lines, /\b(?:rename|link)\w*\(.*"[^"]*\/a\.bin"/, bytes);
      const kept = find(
        lines,
        new RegExp(`\\bf(?:data)?sync\\(\\d+<${await Deno.realPath(folder.path)}>`),
        named,
      );
      const answer = command === "SET" ? /(?:sendto|writev?)\(.*\+OK/ : /(?:sendto|writev?)\(.*replaced/;
      const told = find(lines, answer);
      assert(bytes < named && named < kept && kept < told, `${[bytes, named, kept, told]}`);
    },
  });
}
