import { ERRORS } from "../../lib/error_table.ts";
import { join, relative } from "../../lib/std/path.ts";
import { VERSION } from "../../lib/version.ts";
import { assertEquals } from "../helpers/assert.ts";

const ROOT = join(import.meta.dirname as string, "../..");

/** What each folder of lib may import besides itself and the plain modules beside it (errors, limits, …). */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  framing: [],
  rooms: [],
  history: ["rooms", "std", "texts"],
  share: ["std"],
  accounts: ["rooms"],
  commands: ["accounts", "framing", "share", "rooms"],
  session: ["framing", "accounts", "commands", "rooms"],
  tls: ["std", "texts"],
  classic: ["framing", "session", "commands", "share", "rooms"],
  client: ["framing", "cli", "terminal", "texts", "tls", "std"],
  console: ["cli", "commands", "rooms", "share", "std", "terminal", "texts"],
  cli: ["accounts", "std", "rooms", "terminal", "texts", "tls"],
  telemetry: ["commands", "share"],
  terminal: [],
  texts: [],
  std: [],
};
/** Modules of lib's top that each of the pure folders may use. */
const PURE_TOP = ["errors.ts", "error_table.ts", "failure.ts", "limits.ts", "glob.ts"];

function* sources(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* sources(path);
    else if (path.endsWith(".ts") && !path.endsWith(".d.ts")) yield path;
  }
}

function importsOf(path: string): string[] {
  const text = Deno.readTextFileSync(join(ROOT, path));
  return [...text.matchAll(/^(?:import|export)[^"';]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gms)].map((
    match,
  ) => (match[1] ?? match[2]) as string);
}

function targetOf(path: string, specifier: string): string {
  return relative(ROOT, join(ROOT, path, "..", specifier)).replaceAll("\\", "/");
}

Deno.test("lib: imports go one way", () => {
  const wrong: string[] = [];
  for (const path of sources("lib")) {
    const folder = path.split("/")[1] as string;
    const allowed = ARROWS[folder];
    for (const specifier of importsOf(path)) {
      if (!specifier.startsWith(".")) continue;
      const target = targetOf(path, specifier);
      const other = target.split("/")[1] as string;
      if (allowed === undefined) {
        if (other.endsWith(".ts") === false) wrong.push(`${path} → ${target}`);
      } else if (other.endsWith(".ts")) {
        if ((folder === "framing" || folder === "rooms") && !PURE_TOP.includes(other)) {
          wrong.push(`${path} → ${target}`);
        }
      } else if (other !== folder && !allowed.includes(other)) wrong.push(`${path} → ${target}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("lib: framing and rooms are pure", () => {
  const wrong: string[] = [];
  for (const folder of ["lib/framing", "lib/rooms"]) {
    for (const path of sources(folder)) {
      if (/\bDeno\.|\bprocess\.|\bfetch\(/.test(Deno.readTextFileSync(join(ROOT, path)))) wrong.push(path);
      for (const specifier of importsOf(path)) {
        if (!specifier.startsWith(".")) wrong.push(`${path} → ${specifier}`);
      }
    }
  }
  assertEquals(wrong, []);
});

Deno.test("lib: handlers never see a socket, and only the entry files open one", () => {
  const wrong: string[] = [];
  for (const path of sources("lib")) {
    const text = Deno.readTextFileSync(join(ROOT, path));
    if (/Deno\.(listen|connect|listenTls|connectTls)\(/.test(text)) wrong.push(path);
    if (path.startsWith("lib/commands/") && /Deno\.Conn|Outbox|lib\/session/.test(text)) wrong.push(path);
  }
  assertEquals(wrong, []);
});

/** Where an error is made of what another made or wrote: the table, a value that was received, a text of texts. */
const ERRORS_MADE = ["lib/failure.ts", "lib/framing/reply.ts", "lib/framing/reply_decoder.ts"];
/** The sides that face a person: their own errors never cross the wire. */
const FACING_PEOPLE = /^(lib\/(client|cli|console|history|terminal|tls)\/|server\.ts|client\.ts)/;

Deno.test("errors that can cross the wire are made by their name, and no sentence is written on the spot", () => {
  const wrong: string[] = [];
  for (const path of [...sources("lib"), "server.ts", "client.ts"]) {
    const text = Deno.readTextFileSync(join(ROOT, path));
    for (const [made] of text.matchAll(/new (?:EnchufeError|ProtocolError|ErrorReply)\([^)]*/g)) {
      const sentence = /^[^(]*\(\s*(?:"[A-Z]+",\s*)?["'`][^"'`]* /.test(made);
      if (sentence || !(FACING_PEOPLE.test(path) || ERRORS_MADE.includes(path))) {
        wrong.push(`${path}: ${made}`);
      }
    }
  }
  assertEquals(wrong, []);
});

Deno.test("every error of the table is used", () => {
  const all = [...sources("lib")].filter((path) =>
    !path.startsWith("lib/texts/") && path !== "lib/error_table.ts"
  )
    .map((path) => Deno.readTextFileSync(join(ROOT, path))).join("\n");
  assertEquals(Object.keys(ERRORS).filter((name) => !all.includes(`"${name}"`)), []);
});

Deno.test("lib: the side of the wire imports no texts for people", () => {
  const wrong: string[] = [];
  for (const folder of ["framing", "session", "commands", "share", "rooms", "classic"]) {
    for (const path of sources(`lib/${folder}`)) {
      if (importsOf(path).some((specifier) => specifier.includes("/texts/"))) wrong.push(path);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("lib: std modules and packages are imported in one place each", () => {
  const wrong: string[] = [];
  for (const path of [...sources("lib"), ...sources("tests"), "server.ts", "client.ts"]) {
    for (const specifier of importsOf(path)) {
      const home = path.startsWith("lib/std/") || /^tests\/helpers\/(assert|yaml)\.ts$/.test(path);
      if (specifier.startsWith("@std/") && !home) wrong.push(`${path} → ${specifier}`);
      if (/^(jsr|https?|npm):/.test(specifier)) wrong.push(`${path} → ${specifier}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("VERSION is the version in deno.json", () => {
  const config = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))) as { version: string };
  assertEquals(VERSION, config.version);
});
