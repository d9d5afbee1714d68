import { colorOf, makePalette, NAME_COLORS, wantsColor } from "../../../lib/terminal/colors.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

/** Relative luminance, as WCAG has it, of one of the 216 colours of the cube. */
function luminance(color: number): number {
  const steps = [0, 95, 135, 175, 215, 255];
  const cube = color - 16;
  const parts = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => {
    const part = steps[step] as number / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

Deno.test("NAME_COLORS can be read on black and on white", () => {
  for (const color of NAME_COLORS) {
    const light = luminance(color);
    assert(Math.min((light + 0.05) / 0.05, 1.05 / (light + 0.05)) >= 3.6, `${color}`);
  }
});

Deno.test("colorOf() is the same for a name however it is written, and uses all colours", () => {
  assertEquals(colorOf("José"), colorOf("JOSE\u0301"));
  // Pinned: people on different versions should see the same.
  assertEquals(["ana", "luz", "bea"].map(colorOf), [colorOf("Ana"), 130, 98]);
  const used = new Set(Array.from({ length: 500 }, (_, at) => colorOf(`name${at}`)));
  assertEquals(used.size, NAME_COLORS.length);
});

Deno.test("makePalette() colours, or gives texts back as they are", () => {
  const none = makePalette(false), all = makePalette(true);
  for (const text of [none.dim("x"), none.own("x"), none.warning("x"), none.error("x"), none.name("x")]) {
    assertEquals(text, "x");
  }
  assertEquals(all.name("luz"), "\x1b[38;5;130mluz\x1b[39m");
  assertEquals(all.dim("x"), "\x1b[2mx\x1b[22m");
});

const env = (variables: Record<string, string>) => (name: string) => variables[name];

Deno.test("wantsColor() what the person said counts first, then the terminal and NO_COLOR", () => {
  assertEquals(wantsColor("auto", env({}), true), true);
  assertEquals(wantsColor("auto", env({}), false), false);
  assertEquals(wantsColor("auto", env({ NO_COLOR: "1" }), true), false);
  // As no-color.org has it: only if it is not empty.
  assertEquals(wantsColor("auto", env({ NO_COLOR: "" }), true), true);
  assertEquals(wantsColor("auto", env({ TERM: "dumb" }), true), false);
  assertEquals(wantsColor("always", env({ NO_COLOR: "1" }), false), true);
  assertEquals(wantsColor("never", env({}), true), false);
});
