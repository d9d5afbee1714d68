import { Credentials } from "../../../lib/client/credentials.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { assertEquals, assertRejects } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";

const NOAUTH = new EnchufeError("NOAUTH", "Authentication required.");
const WRONGPASS = new EnchufeError("WRONGPASS", "invalid username-password pair or user is disabled.");

Deno.test("Credentials: the first line of a file, or a password that is given; nothing is asked", async () => {
  await using folder = await tempDir({ secret: "uno\r\ndos\n" });
  const asked: (string | undefined)[] = [];
  const ask = (user: string | undefined) => (asked.push(user), Promise.resolve("x"));
  const from = { file: folder.join("secret") };
  assertEquals(await new Credentials({ user: "ana", from, ask }).known(), ["ana", "uno"]);
  const given = new Credentials({ user: undefined, from: { password: "dos" }, ask });
  assertEquals(await given.known(), ["default", "dos"]);
  assertEquals([given.wants(NOAUTH), given.wants(WRONGPASS)], [false, false]);
  assertEquals(asked, []);
});

Deno.test("Credentials: a user is asked for the password at once, nobody only when the server wants one", async () => {
  const ask = () => Promise.resolve("secreta");
  assertEquals(await new Credentials({ user: "ana", ask }).known(), ["ana", "secreta"]);
  const nobody = new Credentials({ user: undefined, ask });
  assertEquals(await nobody.known(), undefined);
  assertEquals([nobody.wants(NOAUTH), nobody.wants(WRONGPASS), nobody.wants(new Error("x"))], [
    true,
    false,
    false,
  ]);
  // Two that want it at once ask once.
  await Promise.all([nobody.ask(), nobody.ask()]);
  assertEquals(await nobody.known(), ["default", "secreta"]);
  assertEquals([nobody.wants(NOAUTH), nobody.wants(WRONGPASS)], [false, true]);
  await nobody.ask();
  await nobody.ask();
  assertEquals(nobody.wants(WRONGPASS), false);
});

Deno.test("Credentials: nobody to ask, no answer, or a session that has the terminal", async () => {
  for (const options of [{}, { ask: () => Promise.resolve("") }]) {
    const error = await assertRejects(
      () => new Credentials({ user: "ana", ...options }).known(),
      EnchufeError,
    );
    assertEquals(error.code, "NOAUTH");
  }
});

Deno.test("Credentials.question: whoever takes the terminal over asks from then on", async () => {
  const credentials = new Credentials({ user: undefined, ask: () => Promise.resolve("x") });
  credentials.question = () => Promise.resolve("y");
  await credentials.ask();
  assertEquals(await credentials.known(), ["default", "y"]);
  credentials.question = undefined;
  await assertRejects(() => credentials.ask(), EnchufeError);
});

Deno.test("Credentials.login(): what is known, else three questions, and anew the next time", async () => {
  let asked = 0;
  const credentials = new Credentials({ user: undefined, ask: () => Promise.resolve(`try ${++asked}`) });
  const sent: string[] = [];
  const send = (right: string) => (words: readonly string[]) => {
    sent.push(words.join(" "));
    return words[1] === right ? Promise.resolve() : Promise.reject(WRONGPASS);
  };
  await assertRejects(() => credentials.login(send("")), EnchufeError);
  assertEquals(sent, ["default try 1", "default try 2", "default try 3"]);
  await credentials.login(send("try 5"));
  await credentials.login(send("try 5"));
  assertEquals(sent.slice(3), ["default try 4", "default try 5", "default try 5"]);
  // It was changed: the one that came in once is no reason to be asked less often.
  await assertRejects(() => credentials.login(send("")), EnchufeError);
  assertEquals(asked, 8);
});
