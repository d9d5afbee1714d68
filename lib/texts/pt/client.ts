import type { ClientTexts } from "../en/client.ts";
import { counted as plural, decimal } from "../format.ts";

function counted(count: number, one: string, other: string): string {
  return plural(count, "pt", { one: `# ${one}`, other: `# ${other}` });
}

function seconds(ms: number): string {
  return `${decimal(ms / 1000, "pt")} s`;
}

/** Portuguese. */
export const client: ClientTexts = {
  // Connecting.
  unreachable: (where, why) =>
    `Não foi possível conectar-se a ${where}: ${why}; o servidor está em execução lá? Para iniciar: enchufe-server PASTA`,
  dialTimedOut: (where, ms) =>
    `Sem conexão com ${where} em ${
      seconds(ms)
    }; o servidor está em execução lá, ou --timeout é curto demais?`,
  refusedConnection: () => "ninguém escuta nessa porta",
  unknownHost: () => "não existe máquina com esse nome",
  needsPassword: () =>
    "O servidor pede uma senha: indique-a com --password-file ARQUIVO ou em ENCHUFE_PASSWORD, e o usuário com --user; em um terminal ela é perguntada",
  askPassword: (user) => user === undefined ? "Senha" : `Senha de ${user}`,
  noPasswordIn: (file) => `O arquivo '${file}' não tem nenhuma senha na primeira linha`,
  timedOut: (where, ms) =>
    `Sem resposta de ${where} em ${seconds(ms)}; tente de novo, ou dê mais tempo com --timeout`,
  lost: (where) => `A conexão com ${where} foi perdida; veja se o servidor continua em execução`,
  unasked: () => "O servidor enviou uma resposta que ninguém pediu; é um servidor Enchufe?",
  misfit: () => "O servidor enviou uma resposta que não tem a forma esperada; é um servidor Enchufe?",
  interrupted: () => "interrompido",
  someFailed: () => "Alguns arquivos falharam",
  defect: () => "Algo falhou no próprio programa",

  // Files.
  noSuchFile: (path) => `Não há nenhum arquivo '${path}' na pasta compartilhada; ls mostra os que há`,
  tooManyEntries: (path, most) =>
    `'${path}' tem mais de ${most} entradas, demais para listar de uma vez; indique um diretório que esteja dentro`,
  badLocalName: (path) =>
    `O caminho '${path}' não termina em um nome que um arquivo possa ter nesta máquina: escolha outro com -o ARQUIVO`,
  hiddenHere: (path) =>
    `'${path}' seria um arquivo oculto deste diretório: escolha outro diretório com -o DIRETÓRIO`,
  localMissing: (file) => `Não há nenhum arquivo '${file}' aqui: indique um arquivo para entregar`,
  localDirectory: (file) =>
    `'${file}' é um diretório: indique um arquivo para entregar, ou put -r para tudo o que ele contém`,
  targetDirectory: (file) => `Não é possível gravar '${file}': é um diretório`,
  targetIrregular: (file) =>
    `Não é possível gravar '${file}': não é um arquivo comum; use -o - e redirecione a saída para lá`,
  cannotWrite: (file, why) => `Não é possível gravar '${file}': ${why}`,
  cannotRead: (file, why) => `Não é possível ler '${file}': ${why}`,
  notADirectory: (path) =>
    `O caminho '${path}' não é um diretório da pasta compartilhada: vários arquivos precisam de um, com / no fim`,
  fileChanged: () => "O arquivo encolheu enquanto era enviado: tente de novo",
  digestMismatch: (path) =>
    `Os bytes de '${path}' não conferem com o SHA-256: foram danificados no caminho, ou o arquivo mudou nesse meio-tempo; tente de novo`,
  localChanged: (file) => `'${file}' muda o tempo todo; tente de novo quando nada mais escrever nele`,
  changedInMid: (path) =>
    `'${path}' mudou no servidor quando uma parte já tinha saído, e isso não se desfaz: comece de novo`,
  kept: (what) => `${what}; o que já foi transferido fica guardado, e o mesmo comando continua daí`,
  localIrregular: (file) => `'${file}' não é um arquivo comum: indique um arquivo para entregar`,
  noSuchFolder: (folder) => `não existe o diretório '${folder}'`,
  notAFolder: (folder) => `'${folder}' não é um diretório`,
  notAllowed: () => "não é permitido nesta máquina",
  readOnly: () => "o disco é somente de leitura",
  diskFull: () => "o disco está cheio",
  nameTooLong: () => "o nome é longo demais",
  noMatch: (pattern) => `Nada na pasta compartilhada corresponde a '${pattern}'; ls mostra o que há`,
  noLocalMatch: (pattern) => `Nada aqui corresponde a '${pattern}': indique um arquivo para entregar`,
  leadsOut: (path) => `'${path}' é um link que leva a outro lugar: escolha outro diretório com -o DIRETÓRIO/`,
  cannotMake: (folder, why) => `Não é possível criar o diretório '${folder}': ${why}`,
  outputNoDirectory: (output) =>
    `'${output}' não é um diretório: vários arquivos precisam de um; com / no fim ele é criado`,
  needsRecursive: (path) =>
    `'${path}' é um diretório: get -r baixa tudo o que ele contém, e get --tar um só arquivo tar`,
  sameTarget: (path, file) => `'${path}' iria para '${file}', para onde outro arquivo acabou de ir`,
  transferred: (from, to, size, more) =>
    `${from} → ${to} (${size})${more.replaced ? " (substituído)" : ""}${
      more.resumed === undefined
        ? ""
        : more.resumed === "all"
        ? " (já estava tudo lá)"
        : ` (continuado a partir de ${more.resumed.size})`
    }${more.sha256 === undefined ? "" : `, sha256 ${more.sha256}`}`,
  skipped: (file, why) =>
    `${file} ignorado: ${
      {
        exists: "já existe",
        link: "é um link",
        special: "não é um arquivo comum",
        hidden: "o servidor não aceita arquivos ocultos",
      }[why]
    }`,
  summary: (done, size, skipped, failed) =>
    `${counted(done, "arquivo", "arquivos")}, ${size}${
      skipped === 0 ? "" : `; ${counted(skipped, "ignorado", "ignorados")}`
    }${failed === 0 ? "" : `; ${counted(failed, "falhou", "falharam")}`}`,
  filesDone: (done, all) => `${done} de ${counted(all, "arquivo", "arquivos")}`,
  partOf: (part, all) => `${part} de ${all}`,
  timeLeft: (time) => `faltam ${time}`,
  hashing: (size) => `lendo ${size} antes de enviar`,
  goesOnIn: (why, time) => `${why}; nova tentativa em ${time}`,
  notEmpty: (path) => `'${path}' não está vazio; rm -r o remove com tudo o que contém`,
  removed: (path) => `${path} removido`,
  entryType: (type) => type === "file" ? "arquivo" : "dir    ",
  emptyDirectory: () => "(vazio)",

  // Rooms.
  noMembers: () => "(ninguém)",
  noRooms: () => "(nenhuma sala)",
  noHistory: () => "(nada foi dito)",
  message: (time, from, text) => `${time} ${from}: ${text}`,
  joined: (time, name) => `${time} * ${name} entrou`,
  left: (time, name, reason) =>
    `${time} * ${name} saiu${reason === undefined ? "" : ` (${ENDINGS.get(reason) ?? reason})`}`,
  told: (time, from, text) => `${time} ${from} (em particular): ${text}`,
  closing: (reason) => `* O servidor está sendo encerrado${reason === undefined ? "" : `: ${reason}`}`,
  kicked: (reason) => `Esta sessão foi expulsa${reason === undefined ? "" : `: ${reason}`}`,
  cannotShow: (name) => `Não é possível chegar a ${name} no momento`,
  toldTo: (name) => `dito a ${name}`,
  said: (room, name, offset, first) =>
    `${room}: dito como ${name}, mensagem ${offset}${first ? "; ninguém tinha falado lá" : ""}`,
  room: (room, members, kept) => [
    room,
    counted(members, "membro", "membros"),
    counted(kept, "mensagem", "mensagens"),
  ],
  fileEvent: (event, path, by, size) =>
    `${path} ${EVENTS.get(event) ?? event}${by === undefined ? "" : by === "" ? " na pasta" : ` por ${by}`}${
      size === undefined ? "" : ` (${size})`
    }`,
  inRoom: (room, text) => `[${room}] ${text}`,

  status: {
    up: (since, time) => `Em execução desde ${since}, há ${time}`,
    access: {
      read: (box) =>
        box === undefined
          ? "A pasta pode ser lida"
          : `A pasta pode ser lida; ${box} recebe o que se entrega, e cada um só vê o que é seu`,
      drop: () => "A pasta recebe o que se entrega, e cada um só vê o que é seu",
      write: (box) =>
        "A pasta pode ser lida e alterada" +
        (box === undefined ? "" : `; ${box} recebe o que se entrega, e cada um só vê o que é seu`),
    },
    people: ({ connections, members, rooms, messages }) =>
      [
        counted(connections, "conexão", "conexões"),
        ...members === undefined ? [] : [counted(members, "membro", "membros")],
        ...rooms === undefined ? [] : [counted(rooms, "sala", "salas")],
        ...messages === undefined ? [] : [counted(messages, "mensagem guardada", "mensagens guardadas")],
      ].join(", "),
    fetched: (files, size) =>
      `${counted(files, "arquivo baixado", "arquivos baixados")}, ${size} enviados de arquivos`,
    handedIn: (files, size, unfinished) =>
      `${counted(files, "arquivo entregue", "arquivos entregues")}, ${size} recebidos` +
      (unfinished === 0 ? "" : `; ${counted(unfinished, "entrega", "entregas")} por terminar`),
    load: (memory, commands) =>
      `${memory} de memória, ${counted(commands, "comando executado", "comandos executados")}`,
  },
};

/** What happens to files; the words of the protocol are English. */
const EVENTS: ReadonlyMap<string, string> = new Map([
  ["created", "criado"],
  ["changed", "alterado"],
  ["removed", "removido"],
]);

/** Why a session ended; the words of the protocol are English. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["closed by peer", "fechou a conexão"],
  ["closed", "fechou a conexão"],
  ["quit", "despediu-se"],
  ["exit", "despediu-se"],
  ["reset", "começou de novo"],
  ["reset by peer", "conexão cortada"],
  ["peer gone", "conexão cortada"],
  ["connection lost", "conexão perdida"],
  ["server stopped", "o servidor foi encerrado"],
  ["kicked", "expulsão"],
  ["killed", "expulsão"],
  ["idle, over --idle-timeout", "tempo demais sem atividade"],
  ["user removed or changed", "deixou de ser usuário"],
  ["not authenticated in time, over --first-command-timeout", "não se autenticou a tempo"],
  ["no command in time, over --first-command-timeout", "não enviou nenhum comando a tempo"],
  ["write stalled, over --write-timeout", "parou de receber"],
  ["upload stalled, over --write-timeout", "parou de enviar"],
]);
