import { type LineMeaning, type Question, readLine } from "../../../lib/client/session_lines.ts";
import { assertEquals } from "../../helpers/assert.ts";

const command = (name: string, ...args: string[]) =>
  ({ kind: "command", command: name, args }) as unknown as LineMeaning;
const say = (text: string): LineMeaning => ({ kind: "say", text });
const wrong = (text: string): LineMeaning => ({ kind: "wrong", text });

const ROWS: readonly (readonly [line: string, meaning: LineMeaning, question?: Question])[] = [
  ["hola", say("hola")],
  ["  con sangría", say("  con sangría")],
  ["", { kind: "nothing" }],
  ["   ", { kind: "nothing" }],
  ["3", say("3")],
  ["//no es orden", say("/no es orden")],
  ["/ls", command("ls")],
  ["/LS docs/con espacio", command("ls", "docs/con espacio")],
  ["/listar", command("ls")],
  ["listar", command("ls")],
  ["LISTAR_ARQUIVOS ", command("ls")],
  ["listar las cosas", say("listar las cosas")],
  ["hora", command("time")],
  ["hora_atual", command("time")],
  ["hora de comer", say("hora de comer")],
  ["dados", command("status")],
  ["salir", command("quit")],
  ["salir ya", say("salir ya")],
  ["enviar_arquivo a b.txt", command("get", "a b.txt")],
  ["enviar_arquivo", { kind: "ask" }],
  ['/get "a b.txt"', command("get", "a b.txt")],
  ["/get a b.txt", command("get", "a b.txt")],
  ["/put 'a b' c", command("put", "a b", "c")],
  ["/put", wrong("Want /put FILE… [PATH]")],
  ["/tell ana hola que tal", command("tell", "ana", "hola que tal")],
  ["/tell ana", wrong("Want /tell NAME TEXT")],
  ["/echo a  b", command("echo", "a  b")],
  ["/echo", wrong("Want /echo TEXT")],
  ["/join", wrong("Want /join ROOM")],
  ["/join sala 2", wrong("Room 'sala 2' is not valid: the name of a room has no spaces")],
  ["/join sala", command("join", "sala")],
  ["/menu", command("menu")],
  ["/quit", command("quit")],
  ["/salir", command("quit")],
  ["/raw SET 'a b' c", command("raw", "SET", "a b", "c")],
  ["/watch", wrong("Command '/watch' is unknown: see /help")],
  ["/stat a b.txt", command("stat", "a b.txt")],
  ["/hash 'a b.txt'", command("hash", "a b.txt")],
  ["/rm a b.txt", command("rm", "a b.txt")],
  ["/rm -r a b", command("rm", "-r", "a b")],
  ["/rm -r", command("rm", "-r")],
  ["/say sala hola que tal", command("say", "sala", "hola que tal")],
  ["/say hola", wrong("Want /say ROOM TEXT")],
  ["/tell ana una\ndos", command("tell", "ana", "una\ndos")],
  ["una\n/ls", say("una\n/ls")],
  ["ls", { kind: "doubt", command: "ls" }],
  ["get welcome.txt", { kind: "doubt", command: "get" }],
  ["RM docs/a.txt ", { kind: "doubt", command: "rm" }],
  ["get well soon", { kind: "say", text: "get well soon" }],
  ["time flies", { kind: "say", text: "time flies" }],
  [" QUIT ", { kind: "doubt", command: "quit" }],
  ["ls docs", { kind: "doubt", command: "ls" }],
  ["time flies", say("time flies")],
  ["/", wrong("Command '/' is unknown: see /help")],
  ["/jion x", wrong("Command '/jion' is unknown: did you mean '/join'? see /help")],
  ["1", command("ls"), "menu"],
  ["2", { kind: "ask" }, "menu"],
  ["5", command("quit"), "menu"],
  ["6", wrong("The menu has no 6: want a number from 1 to 5"), "menu"],
  ["", { kind: "nothing" }, "menu"],
  ["constructor", say("constructor"), "menu"],
  ["hola", say("hola"), "menu"],
  ["docs/a b.txt", command("get", "docs/a b.txt"), "path"],
  ["", { kind: "nothing" }, "path"],
  ["/quit", command("quit"), "path"],
  ["/docs/a.txt", command("get", "/docs/a.txt"), "path"],
  ["//a.txt", command("get", "//a.txt"), "path"],
  ["salir", command("get", "salir"), "path"],
];

for (const [line, meaning, question] of ROWS) {
  Deno.test(`readLine() ${JSON.stringify(line)}${question === undefined ? "" : ` after ${question}`}`, () => {
    assertEquals(readLine(line, question), meaning);
  });
}
