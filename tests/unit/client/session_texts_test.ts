import { dayName } from "../../../lib/texts/format.ts";
import { LANGUAGES } from "../../../lib/texts/language.ts";
import { CATALOGUES } from "../../helpers/texts.ts";
import { assertEquals, assertStringIncludes } from "../../helpers/assert.ts";

for (const language of LANGUAGES) {
  const { session } = CATALOGUES[language];

  Deno.test(`session texts in ${language}: the menu has the same numbers, help the same words`, () => {
    assertEquals([...session.menu().matchAll(/^ {2}(\d) {2}\S/gm)].map(([, number]) => number), [..."12345"]);
    const { after } = session.sessionHelp();
    for (
      const word of [
        "listar",
        "listar_arquivos",
        "enviar_arquivo",
        "hora_atual",
        "dados",
        "finalizar_conexao",
      ]
    ) {
      assertStringIncludes(after, word);
    }
  });

  Deno.test(`session texts in ${language}: the status line counts`, () => {
    const facts = { room: "plaza", latency: 2, where: "host:1" };
    const [one, two] = [1, 2].map((members) => session.status({ ...facts, members }));
    assertEquals(one?.includes("1 ") && two?.includes("2 "), true);
    assertEquals(one?.replace("1 ", "") === two?.replace("2 ", ""), false);
    assertStringIncludes(session.status({ ...facts, members: 1, latency: undefined }), "· host:1");
  });

  Deno.test(`dayName() in ${language}`, () => {
    const day = new Date(2026, 10, 21).getTime();
    const names = {
      en: "Saturday, 21 November 2026",
      es: "sábado, 21 de noviembre de 2026",
      pt: "sábado, 21 de novembro de 2026",
    };
    assertEquals(dayName(day, language), names[language]);
  });
}
