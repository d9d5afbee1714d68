/**
 * Makes this clone take the standard modules from JSR, with JSR's own types, instead of npm: deno.json then names the import map
 * beside this file. The map also puts JSR's modules in the place of ours in `lib/std`, which only add types to npm's. What was locked no longer
 * holds, so the lock file goes; the next command without `--frozen` writes one anew.
 *
 *     deno run --allow-read=. --allow-write=. .github/jsr/use_jsr.ts
 *
 * @module
 */
const config = JSON.parse(await Deno.readTextFile("deno.json"));
delete config.imports;
config.importMap = ".github/jsr/import_map.json";
await Deno.writeTextFile("deno.json", JSON.stringify(config, null, 2) + "\n");
await Deno.remove("deno.lock");
