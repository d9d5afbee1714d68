import {
  DEFAULT_COST,
  formatHash,
  hashPassword,
  isPassword,
  parseHash,
  passwordBytes,
} from "../../../lib/accounts/password_hash.ts";
import { CHEAP } from "../../helpers/accounts.ts";
import { assert, assertEquals, assertMatch } from "../../helpers/assert.ts";

Deno.test("hashPassword() makes a hash that only the password fits, with a salt of its own", async () => {
  const password = passwordBytes("ñandú 7");
  const one = await hashPassword(password, CHEAP), other = await hashPassword(password, CHEAP);
  assert(await isPassword(password, one));
  assert(!await isPassword(passwordBytes("ñandu 7"), one));
  assert(!await isPassword(passwordBytes(""), one));
  assert(formatHash(one) !== formatHash(other));
});

Deno.test("parseHash() reads what formatHash() wrote, the cost included", async () => {
  const text = formatHash(await hashPassword(passwordBytes("x")));
  assertMatch(text, /^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  const hash = parseHash(text);
  assert(hash !== undefined);
  assertEquals(formatHash(hash), text);
  assertEquals({ ln: hash.ln, r: hash.r, p: hash.p }, DEFAULT_COST);
  assert(await isPassword(passwordBytes("x"), hash));
});

Deno.test("isPassword() knows a hash that another program made", async () => {
  // python3: hashlib.scrypt(b"secreto", salt=b"0123456789abcdef", n=1024, r=8, p=2, dklen=32)
  const hash = parseHash(
    "$scrypt$ln=10,r=8,p=2$MDEyMzQ1Njc4OWFiY2RlZg$rDcKPWDNwmr8D49QH9DCgDiSPqARUflzNip+eYIBVJ8",
  );
  assert(hash !== undefined);
  assert(await isPassword(passwordBytes("secreto"), hash));
});

const BROKEN = [
  "",
  "secret",
  "$scrypt$ln=15,r=8,p=1$c2FsdHNhbHRzYWx0",
  "$scrypt$ln=0,r=8,p=1$c2FsdHNhbHRzYWx0$c2FsdHNhbHRzYWx0c2FsdHNhbHQ",
  "$scrypt$ln=30,r=8,p=1$c2FsdHNhbHRzYWx0$c2FsdHNhbHRzYWx0c2FsdHNhbHQ",
  "$scrypt$ln=15,r=999,p=99$c2FsdHNhbHRzYWx0$c2FsdHNhbHRzYWx0c2FsdHNhbHQ",
  "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0$c2FsdHNhbHRzYWx0c2FsdHNhbHQ",
];

for (const text of BROKEN) {
  Deno.test(`parseHash() refuses ${JSON.stringify(text)}`, () => assertEquals(parseHash(text), undefined));
}

Deno.test("passwordBytes() is the same however an accent was typed, and keeps what is no text", () => {
  assertEquals(passwordBytes("n\u0303"), passwordBytes("ñ"));
  assertEquals(passwordBytes(new TextEncoder().encode("n\u0303")), passwordBytes("ñ"));
  assertEquals(passwordBytes(new Uint8Array([255, 1])), new Uint8Array([255, 1]));
});
