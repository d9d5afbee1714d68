/**
 * The client and passwords: from a file, the environment, or asked for on a terminal that does not show them.
 *
 * @module
 */
import { passwordOf, writeUsers } from "../helpers/accounts.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { programCommand, runClient, startServer, type TestServer } from "../helpers/processes.ts";
import { Proxy } from "../helpers/proxy.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";
import { NO_TMUX, Tmux, type TmuxOptions } from "../helpers/tmux.ts";

async function guarded(folder: TempDir, args: readonly string[] = []): Promise<TestServer> {
  folder.fill({ share: { "a.txt": "hola\n", apuntes: {} } });
  const users = await writeUsers(folder.join("users"), { ana: "write", eva: "read", ada: "admin" });
  return await startServer({ folder: folder.join("share"), args: ["--users", users, ...args] });
}

const flags = (server: TestServer, ...args: string[]) => ["--port", String(server.port()), ...args];

function terminal(server: TestServer, args: readonly string[], options: TmuxOptions = {}): Promise<Tmux> {
  return Tmux.start(programCommand("client", flags(server, ...args)), options);
}

Deno.test("a password from a file or the environment; without one, or with another, exit status 1 and a line", async () => {
  await using folder = await tempDir({ secret: `${passwordOf("ana")}\nmore\n`, empty: "" });
  await using server = await guarded(folder);
  const ENCHUFE_PASSWORD = passwordOf("eva");
  const list = (args: string[], env: Record<string, string> = {}) =>
    runClient([...flags(server, ...args), "ls", "--names"], { env });
  for (
    const [args, env] of [
      [["--user", "ana", "--password-file", folder.join("secret")], {}],
      [["--user", "eva"], { ENCHUFE_PASSWORD }],
      [[], { ENCHUFE_PASSWORD, ENCHUFE_USER: "eva" }],
      // What is said on the line counts.
      [["--user", "ana", "--password-file", folder.join("secret")], { ENCHUFE_PASSWORD }],
    ] as [string[], Record<string, string>][]
  ) {
    assertEquals(await list(args, env), { code: 0, stdout: "a.txt\napuntes/\n", stderr: "" });
  }
  for (
    const [args, env, why] of [
      [[], {}, /^enchufe: NOAUTH The server wants a password: give it with --password-file/],
      [["--user", "ana"], {}, /^enchufe: NOAUTH The server wants a password/],
      [["--user", "ana"], { ENCHUFE_PASSWORD }, /^enchufe: WRONGPASS invalid username-password pair/],
      [["--user", "eva", "--password-file", folder.join("none")], {}, /Cannot read '.*none': /],
      [["--user", "eva", "--password-file", folder.join("empty")], {}, /has no password in its first line/],
    ] as [string[], Record<string, string>, RegExp][]
  ) {
    const { code, stdout, stderr } = await list(args, env);
    assertEquals([code === 1 || code === 2, stdout], [true, ""], stderr);
    assertMatch(stderr, why);
    assertEquals(stderr.trim().split("\n").length, 1);
  }
  const json = await runClient([...flags(server, "--json"), "ls"]);
  assertEquals((JSON.parse(json.stderr) as { error: string }).error, "NOAUTH");
});

Deno.test("put, rm and say as a user; a server without users takes any password", async () => {
  await using folder = await tempDir({ "b.txt": "b" });
  await using server = await guarded(folder);
  const env = { ENCHUFE_USER: "ana", ENCHUFE_PASSWORD: passwordOf("ana") };
  assertEquals((await runClient([...flags(server), "put", folder.join("b.txt")], { env })).code, 0);
  assertEquals((await runClient([...flags(server), "rm", "b.txt"], { env })).code, 0);
  assertStringIncludes((await runClient([...flags(server), "say", "hola"], { env })).stdout, "said as ana");
  const reader = { ENCHUFE_USER: "eva", ENCHUFE_PASSWORD: passwordOf("eva") };
  const refused = await runClient([...flags(server), "rm", "a.txt"], { env: reader });
  assertEquals(refused.code, 1);
  assertMatch(refused.stderr, /NOPERM User 'eva' has no permissions to run the '[a-z.]+' command/);
  await using open = await startServer();
  assertEquals((await runClient([...flags(open), "ls"], { env: { ENCHUFE_PASSWORD: "any" } })).code, 0);
});

Deno.test({
  name: "asked for on a terminal when the server wants it: not shown, corrected, three times at most",
  ignore: NO_TMUX,
  async fn(t) {
    await using folder = await tempDir();
    await using server = await guarded(folder);
    await t.step("a command", async () => {
      await using screen = await terminal(server, ["--user", "ana", "ls"]);
      await screen.shows("Password of ana:");
      await screen.type("pw-xñ");
      await screen.press("BSpace", "BSpace");
      await screen.enter("ana");
      const all = await screen.shows("a.txt");
      assertEquals(await screen.status(), 0);
      assert(!/pw-|\*/.test(all), all);
    });
    await t.step("a wrong one is asked for again", async () => {
      await using screen = await terminal(server, ["--user", "ana", "ls"]);
      for (let time = 1; time <= 3; time++) {
        await screen.until((text) => text.match(/Password of ana:/g)?.length === time, "question");
        await screen.enter(`wrong ${time}`);
      }
      assertStringIncludes(await screen.shows("WRONGPASS"), "enchufe: WRONGPASS");
      assertEquals(await screen.status(), 1);
    });
    await t.step("Ctrl-C leaves, and the terminal echoes again", async () => {
      await using screen = await terminal(server, ["--user", "ana", "ls"], { shell: "sh" });
      await screen.shows("Password of ana:");
      await screen.press("C-c");
      await screen.shows("interrupted");
      await screen.enter("echo status $?");
      await screen.shows("status 130");
      await screen.shows("echo status");
    });
    await t.step("the session, which then completes and comes back without asking", async () => {
      await using screen = await terminal(server, ["--user", "ana"]);
      await screen.shows("Password of ana:");
      await screen.enter(passwordOf("ana"));
      await screen.shows("ana@plaza>");
      await screen.type("/get apu");
      await screen.press("Tab");
      await screen.shows("/get apuntes/");
      await screen.press("C-u");
      using operator = await RespClient.connect(server);
      assertEquals(await operator.call("AUTH", "ada", passwordOf("ada")), "OK");
      assertEquals(await operator.call("CLIENT", "KILL", "USER", "ana"), 1);
      await screen.shows("Connected again");
      await screen.enter("hola a todas");
      await screen.shows("ana: hola a todas");
      await screen.enter("/quit");
      assertEquals(await screen.status(), 0);
      assert(!(await screen.all()).includes("pw-"));
    });
  },
});

Deno.test({
  name: "where only what destroys wants a password, the command that does is asked for it",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir();
    await using server = await guarded(folder, ["--require-password", "admin", "--access", "write"]);
    assertEquals((await runClient([...flags(server), "ls"])).code, 0);
    await using screen = await terminal(server, ["rm", "a.txt"], { env: { ENCHUFE_USER: "" } });
    // The shared password of nobody: this server has users only.
    for (let time = 1; time <= 3; time++) {
      await screen.until((text) => text.match(/Password:/g)?.length === time, "question");
      await screen.enter("x");
    }
    await screen.shows("WRONGPASS");
    await using again = await terminal(server, ["--user", "ana", "rm", "a.txt"]);
    await again.shows("Password of ana:");
    await again.enter(passwordOf("ana"));
    await again.shows("a.txt removed");
  },
});

for (const plain of [[], ["--plain"]]) {
  Deno.test({
    name: `a session asks on its own terminal, without echo, when a command wants a password ${plain.join()}`,
    ignore: NO_TMUX,
    async fn() {
      await using folder = await tempDir();
      folder.fill({ share: { "a.txt": "hola\n", "b.txt": "b", apuntes: {} }, pw: "secreta-1\n" });
      Deno.chmodSync(folder.join("pw"), 0o600);
      await using server = await startServer({
        folder: folder.join("share"),
        args: [
          ...["--password-file", folder.join("pw")],
          ...["--require-password", "admin", "--access", "write"],
        ],
      });
      await using screen = await terminal(server, ["--name", "ana", ...plain]);
      await screen.shows("Here: ana");
      const asked = (times: number) =>
        eventually(async () => (await screen.all()).match(/Password: *$/gm)?.length === times, "question");
      // On a full terminal a question goes with its answer.
      let time = 0;
      const question = () => asked(plain.length > 0 ? ++time : 1);
      // Broken off, the command is refused and the session goes on.
      await screen.enter("/rm a.txt");
      await question();
      await screen.press("C-c");
      await screen.shows("The server wants a password");
      await screen.enter("/rm a.txt");
      await question();
      await screen.enter("secreta-0");
      await eventually(() => server.stderr.text.includes("authentication failed"), "a refusal");
      await question();
      await screen.type("secreta-99");
      await screen.press("BSpace", "BSpace");
      await screen.enter("1");
      await screen.shows("a.txt removed");
      await screen.enter("/rm b.txt");
      await screen.shows("b.txt removed");
      await screen.enter("hola a todas");
      await screen.shows("hola a todas");
      await screen.enter("/quit");
      assertEquals(await screen.status(), 0);
      assert(!(await screen.all()).includes("secreta"), await screen.all());
    },
  });
}

Deno.test({
  name: "a session that comes back to a server that wants a password by now is asked for it",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir({ share: {}, pw: "secreta-1\n" });
    Deno.chmodSync(folder.join("pw"), 0o600);
    const share = folder.join("share");
    await using before = await startServer({ folder: share });
    using proxy = new Proxy(before.port());
    const command = programCommand("client", ["--port", String(proxy.port), "--name", "ana"]);
    await using screen = await Tmux.start(command);
    await screen.shows("ana@plaza>");
    await screen.type("a medias");
    await using server = await startServer({
      folder: share,
      args: ["--password-file", folder.join("pw")],
    });
    proxy.target = server.port();
    await before.stop("SIGKILL");
    await screen.until((text) => /^Password: *$/m.test(text), "question");
    await screen.enter("secreta-1");
    await screen.shows("Connected again");
    // What was being typed is there again.
    await screen.until((text) => text.includes("ana@plaza> a medias"), "line");
    await screen.press("Enter");
    await screen.shows("ana: a medias");
    assert(!(await screen.all()).includes("secreta"));
    assertMatch(server.stderr.text, /session user/);
  },
});

Deno.test({
  name: "enchufe-server passwd asks twice on a terminal",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir();
    const command = programCommand("server", ["passwd", folder.join("users"), "ana", "--role", "drop"]);
    await using screen = await Tmux.start(command);
    await screen.shows("Password:");
    await screen.enter("sésamo");
    await screen.shows("Again:");
    await screen.enter("sesamo");
    await screen.shows("The passwords differ");
    await using again = await Tmux.start(command);
    await again.shows("Password:");
    await again.enter("sésamo");
    await again.shows("Again:");
    await again.enter("sésamo");
    assert(!/s.samo/.test(await again.shows("ana (drop) is in")));
    assertMatch(await Deno.readTextFile(folder.join("users")), /^ana:drop:\$scrypt\$/);
  },
});
