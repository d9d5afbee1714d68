import { entryLine, eventLine, size } from "../../../lib/client/render.ts";
import { LANGUAGES } from "../../../lib/texts/language.ts";
import { CATALOGUES, speak } from "../../helpers/texts.ts";
import { assertEquals } from "../../helpers/assert.ts";

const SIZES = [0, 13, 1023, 1536, 1_048_500, 1_073_700_000, 5_000_000_000];

Deno.test("entryLine() keeps its columns in line, in each language", () => {
  try {
    for (const language of LANGUAGES) {
      speak(language);
      const columns = new Set<number>();
      for (let month = 0; month < 12; month++) {
        const mtime = new Date(2026, month, 1 + 2 * month, month, 5).getTime();
        for (const bytes of SIZES) {
          const line = entryLine({ path: "@", name: "@", type: "file", size: bytes, mtime });
          columns.add(line.indexOf("@"));
        }
        columns.add(entryLine({ path: "@", name: "@", type: "dir", size: 0, mtime }).indexOf("@"));
      }
      assertEquals(columns.size, 1, language);
    }
  } finally {
    speak("en");
  }
});

Deno.test("size() has the decimal sign of the language", () => {
  try {
    const shown = LANGUAGES.map((language) => {
      speak(language);
      return [size(13), size(1536), size(1_048_500)];
    });
    assertEquals(shown, [
      ["13 B", "1.5 KiB", "1023.9 KiB"],
      ["13 B", "1,5 KiB", "1023,9 KiB"],
      ["13 B", "1,5 KiB", "1023,9 KiB"],
    ]);
  } finally {
    speak("en");
  }
});

Deno.test("eventLine() says in the language why somebody left", () => {
  const event = { channel: "room:plaza", event: "leave", room: "plaza", name: "ana", at: 0 } as const;
  try {
    speak("es");
    const left = (reason: string) => eventLine({ ...event, reason }).slice("00:00:00 ".length);
    assertEquals(left("closed by peer"), "* ana salió (cerró la conexión)");
    assertEquals(
      left("Too many messages: the limit is 5 in any second"),
      "* ana salió (Demasiados mensajes: el límite es de 5 por segundo)",
    );
    assertEquals(left("tired"), "* ana salió (tired)");
  } finally {
    speak("en");
  }
});

/** The reasons that the server writes, as far as they stand in its sources. */
function* reasonsInSources(): Generator<string> {
  for (const folder of ["session", "commands", "classic"]) {
    const directory = new URL(`../../../lib/${folder}/`, import.meta.url);
    for (const { name } of Deno.readDirSync(directory)) {
      const text = Deno.readTextFileSync(new URL(name, directory));
      const made = /\b(?:end|finish|endAfterReply|fail|leaveAll)\((?:[\w.]+, )?"([^"]+)"\)/g;
      for (const [_call, reason] of text.matchAll(made)) yield reason as string;
    }
  }
}

Deno.test("texts.client.left() knows every reason that the server gives", () => {
  const reasons = [...new Set(reasonsInSources())];
  assertEquals(
    reasons.includes("quit") && reasons.includes("reset") && reasons.includes("server stopped"),
    true,
  );
  for (const { client } of [CATALOGUES.es, CATALOGUES.pt]) {
    assertEquals(reasons.filter((reason) => client.left("", "", reason).includes(`(${reason})`)), []);
  }
});

Deno.test("eventLine() does not repeat what a server says by default when it stops, whatever it speaks", () => {
  for (const { console } of Object.values(CATALOGUES)) {
    const event = { channel: "room:plaza", event: "closing", room: "plaza", text: console.closing } as const;
    assertEquals(eventLine(event), "* The server is stopping");
    assertEquals(eventLine({ ...event, text: "Lunch" }), "* The server is stopping: Lunch");
  }
});
