import { MIXED_SEARCH_MOST, NameForms, shownNames, toShownForm } from "../../../lib/share/forms.ts";
import { assertEquals } from "../../helpers/assert.ts";

const NFC = "\u1ebf.txt"; // e with circumflex and acute
const NFD = "e\u0302\u0301.txt";
const MIXED = "\u00ea\u0301.txt";
const OTHER_MIXED = "e\u0302\u0301\u00e9.txt";

/** A directory that is only names, as `find` and `show` see it. */
function formsOf(names: readonly string[]): { forms: NameForms; searches: () => number } {
  let searches = 0;
  const info = (name: string) => ({ dev: 1, ino: names.indexOf(name) + 1, nlink: 1 }) as Deno.FileInfo;
  const forms = new NameForms({
    look: (_, name) => names.includes(name) ? info(name) : undefined,
    lookDirectory: () =>
      ({ dev: 1, ino: 99, size: 0, mode: 0, mtime: new Date(0), ctime: null }) as Deno.FileInfo,
    names: () => {
      searches++;
      return names;
    },
  });
  return { forms, searches: () => searches };
}

Deno.test("toShownForm() gives NFC, but never an ASCII name to another file", () => {
  const rows = [["abc", "abc"], [NFD, NFC], [MIXED, NFC], [NFC, NFC], ["\u212a", "\u212a"], [
    "e\u0301",
    "\u00e9",
  ]];
  for (const [name, shown] of rows) assertEquals(toShownForm(name as string), shown as string);
});

Deno.test("NameForms finds by the NFC name what shownNames() lists under it, whatever lies side by side", () => {
  const rows: [stored: string[], nfcMeans: string][] = [
    [[NFC], NFC],
    [[NFD], NFD],
    [[MIXED], MIXED],
    [[NFC, NFD], NFC],
    [[NFC, MIXED], NFC],
    [[NFD, MIXED], NFD],
    [[NFC, NFD, MIXED], NFC],
  ];
  for (const [stored, meant] of rows) {
    const { forms } = formsOf(stored);
    const odd = stored.filter((name) => toShownForm(name) !== name);
    const shown = shownNames(odd, stored);
    for (const name of stored) {
      const expected = name === meant ? NFC : name;
      assertEquals(shown.get(name) ?? name, expected, `${stored} lists ${name}`);
      assertEquals(forms.show("/d", name), expected, `${stored} shows ${name}`);
    }
    if (meant !== NFC) assertEquals(forms.find("/d", NFC), meant);
  }
});

Deno.test("NameForms.find() finds a stored form by any other", () => {
  for (const stored of [NFC, NFD, MIXED, OTHER_MIXED]) {
    const { forms } = formsOf([stored, "else"]);
    for (const form of ["NFC", "NFD"] as const) {
      const asked = stored.normalize(form);
      if (asked !== stored) assertEquals(forms.find("/d", asked), stored);
    }
  }
  assertEquals(formsOf(["else"]).forms.find("/d", NFC), undefined);
  assertEquals(formsOf(["K"]).forms.find("/d", "\u212a"), "K");
});

Deno.test("NameForms.find() searches a directory once while it stays the same", () => {
  const { forms, searches } = formsOf([MIXED]);
  for (let time = 0; time < 3; time++) assertEquals(forms.find("/d", NFC), MIXED);
  assertEquals(searches(), 1);
});

Deno.test("NameForms.find() does not search a huge directory again and again; it shows mixed forms as stored", () => {
  const huge = [MIXED, ...Array.from({ length: MIXED_SEARCH_MOST }, (_, at) => `f${at}`)];
  const { forms, searches } = formsOf(huge);
  for (let time = 0; time < 3; time++) assertEquals(forms.find("/d", NFC), undefined);
  assertEquals(searches(), 1);
  assertEquals(shownNames([MIXED], huge).size, 0);
  assertEquals(forms.show("/d", MIXED), MIXED);
});
