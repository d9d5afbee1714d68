import type { CommandsTexts } from "../en/commands.ts";

/** Spanish. */
export const commands: CommandsTexts = {
  ls: {
    summary: "listar un directorio",
    about: "Sin RUTA se lista la propia carpeta compartida. Un directorio termina en / y no tiene tamaño.",
    examples: [
      ["enchufe ls", "lo que comparte el servidor"],
      ["enchufe ls docs", "lo que hay en un directorio"],
      ["enchufe ls --names docs", "solo las rutas, una por línea, para un script"],
    ],
  },
  get: {
    summary: "descargar archivos, o directorios con -r, en el directorio actual o donde diga -o",
    about:
      "RUTA puede ser un patrón, entre comillas, de nombres del servidor: un nombre que sea exactamente ese tiene " +
      "prioridad. Si aquí ya hay un archivo con ese nombre, se reemplaza, salvo que --if-exists diga otra cosa, pero " +
      "solo cuando llegaron todos los bytes y coinciden con su SHA-256. Lo interrumpido continúa al repetir el mismo " +
      "comando. -o DIRECTORIO/ es un directorio, que se crea si falta; en la línea de comandos, -o - escribe en la " +
      "salida estándar, y --tar descarga un directorio como un solo archivo tar.",
    examples: [
      ["enchufe get welcome.txt docs/plan.txt", "descargar dos archivos"],
      ["enchufe get 'docs/*.txt' -o textos/", "descargar lo que coincide, en un directorio"],
      [
        "enchufe get -r docs --exclude '*.tmp'",
        "descargar un directorio con todo lo que contiene, menos algo",
      ],
      ["enchufe get welcome.txt -o hola.txt", "guardarlo con otro nombre"],
      ["enchufe get docs/plan.txt -o - | sort", "pasarlo a otro programa"],
      ["enchufe get --tar docs -o - | tar x", "desempaquetar un directorio mientras llega"],
    ],
  },
  put: {
    summary:
      "entregar archivos, o directorios con -r; si RUTA termina en / es un directorio; si la última palabra " +
      "existe aquí, también se entrega",
    about:
      "ARCHIVO puede ser un patrón. Con -r van también los archivos ocultos, si el servidor los acepta; los enlaces " +
      "dentro de un directorio se omiten. ARCHIVO - es la entrada estándar, que necesita una RUTA. El servidor debe " +
      "iniciarse con --access write, o con --access drop o --drop-box para archivos nuevos. Si allí ya hay un archivo " +
      "con ese nombre, se reemplaza, salvo que --if-exists diga otra cosa. Lo interrumpido continúa al repetir el " +
      "mismo comando.",
    examples: [
      ["enchufe put homework.txt", "entregar un archivo"],
      ["enchufe put homework.txt drawing.png ana/", "entregar dos, en un directorio"],
      ["enchufe put -r project work/ --exclude build", "entregar un directorio, menos una parte"],
      ["enchufe put drawing.png --if-exists rename --limit-rate 1M", "junto a lo que ya existe, despacio"],
      ["sort homework.txt | enchufe put - ordenado.txt", "entregar lo que escribe otro programa"],
    ],
  },
  rm: {
    summary: "borrar archivos o directorios vacíos; -r borra también lo que contienen",
    about: "El servidor debe iniciarse con --access write. Lo borrado no se puede recuperar.",
    examples: [
      ["enchufe rm homework.txt", "borrar un archivo"],
      ["enchufe rm -r old", "borrar un directorio con todo lo que contiene"],
    ],
  },
  stat: {
    summary: "tipo, tamaño y fecha de una entrada",
    about: "",
    examples: [["enchufe stat welcome.txt", "cuánto ocupa y cuándo cambió"]],
  },
  hash: {
    summary: "SHA-256 de un archivo",
    about: "La línea tiene la forma de las de sha256sum.",
    examples: [["enchufe hash welcome.txt", "para compararlo con una copia"]],
  },
  echo: {
    summary: "hacer que el servidor repita TEXTO",
    about: "Varias palabras forman un solo texto.",
    examples: [
      ["enchufe echo hola", "ver que el servidor responde"],
      ["enchufe echo hola --repeat 3", "tres veces, cada una con su propia conexión"],
    ],
  },
  time: {
    summary: "la hora del servidor",
    about: "",
    examples: [["enchufe time", "qué hora es allí"]],
  },
  status: {
    summary: "lo que el servidor dice de sí mismo",
    about: "",
    examples: [
      ["enchufe status", "versión, quién está, qué se puede hacer, transferencias"],
      ["enchufe status --json", "todo INFO para un programa"],
    ],
  },
  say: {
    summary: "decir TEXTO en una sala",
    about: "Sin SALA se usa la de --room. TEXTO - es la entrada estándar, dicha como un solo mensaje.",
    examples: [
      ['enchufe say "hola a todos"', "decirlo en la sala habitual"],
      ['enchufe say biblioteca "el proyector ya funciona" --name ana', "en otra sala y con un nombre"],
      ["date | enchufe say -", "decir lo que escribe otro programa"],
    ],
  },
  tell: {
    summary: "decir TEXTO a un solo miembro",
    about: "Termina con 1 si ninguna sesión de ese miembro puede mostrarlo.",
    examples: [['enchufe tell ana "¿hay alguien ahí?"', "nadie más lo ve"]],
  },
  who: {
    summary: "quién está aquí, o en una sala",
    about: "",
    examples: [
      ["enchufe who", "todos, con dirección y salas"],
      ["enchufe who plaza", "los de una sala"],
    ],
  },
  rooms: { summary: "las salas", about: "", examples: [["enchufe rooms", "con miembros y mensajes"]] },
  history: {
    summary: "lo que se dijo en una sala",
    about: "Sin SALA se usa la de --room. El servidor guarda los últimos mensajes de cada sala.",
    examples: [
      ["enchufe history", "de la sala habitual"],
      ["enchufe history biblioteca | tail -n 5", "los últimos cinco mensajes de otra"],
    ],
  },
  watch: {
    summary: "mostrar lo que pasa en las salas y con los archivos, hasta que se interrumpa",
    about:
      "Muestra también lo que otros programas cambian en la carpeta, salvo que el servidor se haya iniciado con --watch off.",
    examples: [["enchufe watch | head -n 1", "esperar a que pase algo"]],
  },
  raw: {
    summary: "enviar cualquier comando y mostrar su respuesta",
    about: "Los comandos son los de enchufe-server --help commands.",
    examples: [
      ["enchufe raw FILE.LIST / RECURSIVE", "todas las entradas de la carpeta compartida"],
      ["enchufe raw INFO server --json", "la respuesta como JSON"],
    ],
  },
  completions: {
    summary: "escribir un script que completa comandos, opciones y rutas en un shell",
    about:
      "SHELL es bash, zsh, fish o powershell. En PowerShell hay que agregar la salida a $PROFILE. Para " +
      "completar rutas del servidor se le pregunta, durante un segundo como máximo.",
    examples: [
      ["enchufe completions bash >> ~/.bashrc", "para bash, desde el próximo shell"],
      ["enchufe completions zsh >> ~/.zshrc", "para zsh, debajo de la línea con compinit"],
      [
        "mkdir -p ~/.config/fish/completions && " +
        "enchufe completions fish > ~/.config/fish/completions/enchufe.fish",
        "para fish",
      ],
    ],
  },
  join: { summary: "ir a otra sala", about: "", examples: [] },
  leave: { summary: "volver a la primera sala", about: "", examples: [] },
  menu: { summary: "un menú numerado", about: "", examples: [] },
  help: {
    summary: "esta ayuda, o la de un comando",
    about: "",
    examples: [["enchufe help get", "cómo descargar archivos"]],
  },
  quit: { summary: "salir", about: "", examples: [] },
};
