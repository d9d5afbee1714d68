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
    `Não foi possível conectar a ${where}: ${why}; o servidor está em execução lá? Para iniciar: server PASTA`,
  dialTimedOut: (where, ms) =>
    `Sem conexão com ${where} em ${
      seconds(ms)
    }; o servidor está em execução lá, ou --timeout é curto demais?`,
  refusedConnection: () => "ninguém atende nessa porta",
  unknownHost: () => "essa máquina não é conhecida",
  timedOut: (where, ms) =>
    `Sem resposta de ${where} em ${seconds(ms)}; tente de novo, ou dê mais tempo com --timeout`,
  lost: (where) =>
    `A conexão com ${where} foi perdida; veja se o servidor continua em execução e tente de novo`,
  unasked: () => "O servidor enviou uma resposta que ninguém pediu; é um servidor Enchufe?",
  misfit: () => "O servidor enviou uma resposta de forma diferente da esperada; é um servidor Enchufe?",
  interrupted: () => "interrompido",
  someFailed: () => "Alguns arquivos falharam",
  defect: () => "Algo nosso deu errado",

  // Files.
  noSuchFile: (path) => `Não há nenhum arquivo '${path}' na pasta compartilhada; veja ls`,
  badLocalName: (path) =>
    `O caminho '${path}' não termina em um nome que um arquivo possa ter aqui: escolha um com -o ARQUIVO`,
  localMissing: (file) => `Não há nenhum arquivo '${file}' aqui: é preciso um arquivo para entregar`,
  localDirectory: (file) => `'${file}' é um diretório: é preciso um arquivo para entregar`,
  targetDirectory: (file) => `Não é possível escrever '${file}': é um diretório`,
  targetIrregular: (file) =>
    `Não é possível escrever '${file}': não é um arquivo comum; use -o - e envie a saída para lá`,
  cannotWrite: (file, why) => `Não é possível escrever '${file}': ${why}`,
  cannotRead: (file, why) => `Não é possível ler '${file}': ${why}`,
  notADirectory: (path) =>
    `O caminho '${path}' não é um diretório da pasta compartilhada: vários arquivos precisam de um, com / no fim`,
  fileChanged: () => "O arquivo encolheu enquanto era enviado: tente de novo",
  digestMismatch: (path) =>
    `Os bytes de '${path}' não correspondem ao seu resumo: foram danificados no caminho ou o arquivo mudou nesse meio-tempo; tente de novo`,
  localIrregular: (file) => `'${file}' não é um arquivo comum: é preciso um arquivo para entregar`,
  noSuchFolder: (folder) => `não existe a pasta '${folder}'`,
  notAFolder: (folder) => `'${folder}' não é uma pasta`,
  notAllowed: () => "aqui não é permitido",
  readOnly: () => "o disco só pode ser lido",
  diskFull: () => "o disco está cheio",
  nameTooLong: () => "o nome é longo demais",
  got: (path, file, size, replaced) => `${path} → ${file} (${size})${replaced ? " (substituído)" : ""}`,
  put: (file, path, size, replaced) => `${file} → ${path} (${size})${replaced ? " (substituído)" : ""}`,
  notEmpty: (why) => `${why}; rm --recursive remove um diretório com tudo o que contém`,
  removed: (path) => `${path} removido`,
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
  kicked: (reason) => `O servidor encerrou esta sessão: ${reason}`,
  cannotShow: (name) => `Não é possível alcançar ${name} agora`,
  toldTo: (name) => `dito a ${name}`,
  said: (room, name, offset, first) =>
    `${room}: dito como ${name}, mensagem ${offset}${first ? " (a primeira da sala)" : ""}`,
  room: (room, members, kept) =>
    `${room}  ${counted(members, "membro", "membros")}  ${counted(kept, "mensagem", "mensagens")}`,
  fileEvent: (event, path, by) =>
    `${EVENTS.get(event) ?? event} ${path}${by === undefined ? "" : ` por ${by}`}`,
  inRoom: (room, text) => `[${room}] ${text}`,
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
  ["server stopped", "o servidor parou"],
  ["kicked", "o servidor encerrou a sessão"],
  ["killed", "o servidor encerrou a sessão"],
  ["idle, over --idle-timeout", "tempo demais sem atividade"],
  ["no command in time, over --first-command-timeout", "não enviou nenhum comando a tempo"],
  ["write stalled, over --write-timeout", "parou de receber"],
  ["upload stalled, over --write-timeout", "parou de enviar"],
]);
