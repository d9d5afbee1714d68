import { join } from "../../../lib/std/path.ts";
import { configFolder } from "../../../lib/tls/config_folder.ts";
import { assertEquals } from "../../helpers/assert.ts";

function folderOf(variables: Record<string, string>): string | undefined {
  return configFolder((name) => variables[name]);
}

Deno.test("configFolder() goes by XDG_CONFIG_HOME, else by the home", () => {
  assertEquals(folderOf({ XDG_CONFIG_HOME: "/x", HOME: "/h" }), join("/x", "enchufe"));
  assertEquals(folderOf({ XDG_CONFIG_HOME: "", HOME: "/h" }), join("/h", ".config", "enchufe"));
  assertEquals(folderOf({}), undefined);
});

Deno.test({
  name: "configFolder() is among the settings of Windows there",
  ignore: Deno.build.os !== "windows",
  fn: () => assertEquals(folderOf({ APPDATA: "C:\\a", HOME: "C:\\h" }), join("C:\\a", "enchufe")),
});
