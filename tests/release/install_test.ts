import { sha256, tarGz } from "../../.github/release/archive.ts";
import { archiveName, ownTarget, type Target } from "../../.github/release/targets.ts";
import { join } from "../../lib/std/path.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { type Finished, installed, runProgram } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";

const SCRIPT = join(import.meta.dirname as string, "../../.github/release/install.sh");
const ignore = Deno.build.os === "windows";
const DATE = new Date("2025-03-21T10:20:30Z");

/** Files over HTTP, and a folder that the script may install to. */
interface Site extends AsyncDisposable {
  readonly files: Map<string, Uint8Array | string>;
  readonly bin: string;
  /** Every file that is in the home now, and whatever is in the temporary folder. */
  left(): string[];
  /** Runs the script, with more or other variables. */
  run(env?: Record<string, string>): Promise<Finished>;
}

async function site(shell = "sh"): Promise<Site> {
  const home = await tempDir({ tmp: {}, "with space": {} });
  const files = new Map<string, Uint8Array | string>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const file = files.get(new URL(request.url).pathname.slice(1));
    return file === undefined ? new Response("no", { status: 404 }) : new Response(file as BodyInit);
  });
  const bin = home.join("with space", "bin");
  return {
    files,
    bin,
    left:
      () => [...filesBelow(home.path), ...[...Deno.readDirSync(home.join("tmp"))].map(({ name }) => name)],
    run: (env = {}) =>
      runProgram(shell, [SCRIPT], {
        env: {
          HOME: home.path,
          TMPDIR: home.join("tmp"),
          ENCHUFE_BIN_DIR: bin,
          ENCHUFE_URL: `http://127.0.0.1:${server.addr.port}/`,
          ...env,
        },
      }),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await home[Symbol.asyncDispose]();
    },
  };
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) =>
    entry.isDirectory ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]
  );
}

/** An archive as a release has it, with two scripts for programs. */
function archive(exit = 0): Promise<Uint8Array> {
  const script = (name: string) => new TextEncoder().encode(`#!/bin/sh\necho ${name} 9.9.9\nexit ${exit}\n`);
  return tarGz(
    ["enchufe", "enchufe-server"].map((name) => ({
      name: `enchufe-9.9.9/${name}`,
      data: script(name),
      executable: true,
    })),
    DATE,
  );
}

async function publish(place: Site, data: Uint8Array): Promise<string> {
  const name = archiveName(ownTarget() as Target);
  place.files.set(name, data);
  // The names of the others end alike, and one is the beginning of another.
  place.files.set(
    "SHA256SUMS",
    `${"0".repeat(64)}  x${name}\n${await sha256(data)}  ${name}\n${"1".repeat(64)}  ${name}.asc\n`,
  );
  return name;
}

function assertRefused({ code, stdout, stderr }: Finished, place: Site, line: RegExp): void {
  assertEquals([code, stdout], [1, ""], stderr);
  assertMatch(stderr, line);
  assertEquals(stderr.split("\n").length, 2, stderr);
  assertEquals(place.left(), []);
}

for (const shell of ["sh", "dash", "bash"]) {
  Deno.test({
    name: `install.sh installs both programs (${shell})`,
    ignore: ignore || !installed(shell, ["-c", "true"]),
    async fn() {
      await using place = await site(shell);
      await publish(place, await archive());
      for (const path of ["/usr/bin:/bin", `/usr/bin:${place.bin}:/bin`]) {
        const { code, stdout, stderr } = await place.run({ PATH: path });
        assertEquals([code, stderr], [0, ""]);
        assertMatch(stdout, /^installed .*\/enchufe and .*\/enchufe-server: enchufe 9\.9\.9\n/);
        assertEquals(stdout.includes("is not on the PATH"), !path.includes(place.bin));
      }
      assertEquals(place.left().toSorted(), [join(place.bin, "enchufe"), join(place.bin, "enchufe-server")]);
      assertEquals(
        (await runProgram(join(place.bin, "enchufe-server"), [])).stdout,
        "enchufe-server 9.9.9\n",
      );
    },
  });
}

Deno.test({
  name: "install.sh goes to ~/.local/bin",
  ignore,
  async fn() {
    await using place = await site();
    await publish(place, await archive());
    const { stdout } = await place.run({ ENCHUFE_BIN_DIR: "" });
    assertStringIncludes(stdout, "/.local/bin/enchufe and ");
    assertEquals(place.left().length, 2);
  },
});

Deno.test({
  name: "install.sh downloads with wget where there is no curl",
  ignore: ignore || !installed("wget"),
  async fn() {
    await using place = await site();
    await publish(place, await archive());
    await using tools = await tempDir();
    for (
      const name of [
        "sh",
        "wget",
        "tar",
        "gzip",
        "sed",
        "cut",
        "sha256sum",
        "shasum",
        "uname",
        "mktemp",
        "mkdir",
        "cp",
        "mv",
        "rm",
        "chmod",
      ]
    ) {
      const found = (await runProgram("sh", ["-c", `command -v ${name}`])).stdout.trim();
      if (found !== "") await Deno.symlink(found, tools.join(name));
    }
    const { code, stderr } = await place.run({ PATH: tools.path });
    assertEquals([code, stderr], [0, ""]);
    await Deno.remove(tools.join("wget"));
    await Deno.remove(join(place.bin, "enchufe"));
    await Deno.remove(join(place.bin, "enchufe-server"));
    assertRefused(await place.run({ PATH: tools.path }), place, /^install\.sh: curl or wget is needed/);
  },
});

Deno.test({
  name: "install.sh refuses an archive that is not what SHA256SUMS says",
  ignore,
  async fn() {
    await using place = await site();
    const name = await publish(place, await archive());
    place.files.set(name, await archive(1));
    assertRefused(
      await place.run(),
      place,
      /^install\.sh: enchufe-.* is not what SHA256SUMS says: want [0-9a-f]{64}, got /,
    );
  },
});

Deno.test({
  name: "install.sh says in a line what is missing, and leaves nothing behind",
  ignore,
  async fn() {
    await using place = await site();
    assertRefused(await place.run(), place, /^install\.sh: cannot download .*\/SHA256SUMS\n$/);
    const name = await publish(place, await archive());
    place.files.delete(name);
    assertRefused(await place.run(), place, /^install\.sh: cannot download .*\/enchufe-.*\.tar\.gz\n$/);
    place.files.set("SHA256SUMS", `${"0".repeat(64)}  other.tar.gz\n`);
    assertRefused(await place.run(), place, /^install\.sh: SHA256SUMS of .* does not name enchufe-/);
    await publish(place, new TextEncoder().encode("no archive"));
    assertRefused(await place.run(), place, /^install\.sh: .* cannot be unpacked\n$/);
    await publish(place, await tarGz([], DATE));
    assertRefused(await place.run(), place, /^install\.sh: .* has no enchufe\n$/);
    await publish(place, await archive(1));
    assertRefused(await place.run(), place, /^install\.sh: enchufe does not run on this system\n$/);
    assertRefused(
      await place.run({ ENCHUFE_URL: "", ENCHUFE_REPO: "" }),
      place,
      /^install\.sh: whose release\? Set ENCHUFE_REPO to OWNER\/NAME\n$/,
    );
  },
});

Deno.test({
  name: "install.sh knows the machines that there are archives for, and no others",
  ignore,
  async fn() {
    await using place = await site();
    await using tools = await tempDir();
    const wanted: [system: string, machine: string, says: RegExp][] = [
      ["Linux", "x86_64", /does not name enchufe-linux-x64\.tar\.gz/],
      ["Linux", "aarch64", /does not name enchufe-linux-arm64\.tar\.gz/],
      ["Darwin", "x86_64", /does not name enchufe-macos-x64\.tar\.gz/],
      ["Darwin", "arm64", /does not name enchufe-macos-arm64\.tar\.gz/],
      ["Linux", "riscv64", /no archive for the machine riscv64/],
      ["FreeBSD", "amd64", /no archive for the system FreeBSD/],
    ];
    place.files.set("SHA256SUMS", "");
    for (const [system, machine, says] of wanted) {
      await Deno.writeTextFile(
        tools.join("uname"),
        `#!/bin/sh\n[ "$1" = -s ] && echo ${system} || echo ${machine}\n`,
        { mode: 0o755 },
      );
      assertRefused(await place.run({ PATH: `${tools.path}:${Deno.env.get("PATH")}` }), place, says);
    }
  },
});

Deno.test({
  name: "install.sh has nothing that shellcheck warns of",
  ignore: !installed("shellcheck"),
  async fn() {
    const { code, stdout } = await runProgram("shellcheck", ["--shell=sh", SCRIPT]);
    assertEquals([code, stdout], [0, ""]);
  },
});
