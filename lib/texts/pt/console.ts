import { CLOSINGS, KICKS } from "../endings.ts";
import type { ConsoleTexts } from "../en/console.ts";
import { counted } from "../format.ts";

/** Portuguese. */
export const console: ConsoleTexts = {
  help: "Cada linha é dita em todas as salas; comandos: /who, /rooms, /kick NOME, /stop (ou sair), /help",
  hint: "Cada linha é dita em todas as salas; /help mostra os comandos",
  orders: {
    who: "quem está aqui",
    rooms: "as salas",
    recent: "os últimos N arquivos que entraram ou saíram",
    addresses: "os endereços para passar aos outros",
    kick: "expulsar alguém",
    mute: "silenciar alguém",
    unmute: "deixar alguém falar de novo",
    status: "como está o servidor",
    stop: "encerrar o servidor (ou sair, sem /)",
    help: "esta ajuda",
  },
  nameArgument: "NOME",
  reasonArgument: "MOTIVO",
  sayHelp: "qualquer outra linha é dita em todas as salas",
  // Of `passwd`.
  newPassword: "Senha",
  passwordAgain: "De novo",
  passwordsDiffer: "As senhas não coincidem; nada foi alterado",
  passwordEmpty: "A senha está vazia; nada foi alterado",
  userWritten: (user, role, file) =>
    `${user} (${role}) está em ${file}; um servidor em execução o lê de novo com SIGHUP`,
  nobody: "Não há ninguém nas salas",
  nothingYet: "Nenhum arquivo entrou ou saiu ainda",
  nothingSuch: "Nenhum arquivo assim está entre os últimos que entraram e saíram",
  whom: (order) => `Quem? Digite /${order} NOME`,
  kickReason: KICKS.pt,
  closing: CLOSINGS.pt,
  kicked: (name) => `O servidor expulsou ${name}`,
  muted: (name) => `${name} não pode mais falar`,
  unmuted: (name) => `${name} pode falar de novo`,
  unknown: (word, nearest) =>
    nearest === undefined
      ? `Não existe o comando /${word}; /help mostra todos`
      : `Não existe o comando /${word}: quis dizer /${nearest}? /help mostra todos`,
  refused: (code, message) => `${code}: ${message}`,
  said: (rooms) => `Dito em ${counted(rooms, "pt", { one: "# sala", other: "# salas" })}`,
  room: ({ room, members, messages }) =>
    `${room}: ${counted(members, "pt", { one: "# membro", other: "# membros" })}, ${
      counted(messages, "pt", { one: "# mensagem", other: "# mensagens" })
    }`,
  columns: {
    name: "NOME",
    address: "ENDEREÇO",
    rooms: "SALAS",
    since: "DESDE",
    muted: "em silêncio",
  },
  members: (count) => counted(count, "pt", { one: "# membro", other: "# membros" }),
  moreMembers: (count) => `… e mais ${count}`,
  connections: (count) => counted(count, "pt", { one: "# conexão ao todo", other: "# conexões ao todo" }),
  status: {
    running: (time, folder) => `Em execução há ${time}; ${folder} é compartilhada`,
    people: (connections, members, rooms) =>
      `${counted(connections, "pt", { one: "# conexão", other: "# conexões" })}, ${
        counted(members, "pt", { one: "# nome", other: "# nomes" })
      }, ${counted(rooms, "pt", { one: "# sala", other: "# salas" })}`,
    totals: (received, sent, memory) => `${received} recebidos, ${sent} enviados, ${memory} de memória`,
    notStored: (why) => `As mensagens ficam só na memória, não no arquivo do histórico: ${why}`,
  },
  access: {
    read: (box) =>
      box === undefined
        ? "Os outros só podem ler; com --drop-box podem entregar, com --access write podem alterar tudo"
        : `Os outros podem ler, e entregar em ${box}, onde só veem o que é seu`,
    drop: () => "Os outros podem entregar nesta pasta, onde só veem o que é seu",
    write: (box) =>
      "Os outros podem ler, alterar e remover tudo" +
      (box === undefined ? "" : `, mas em ${box} só entregam, e só veem o que é seu`),
  },
  tellOthers: "Para chegar a este servidor, os outros digitam:",
  onlyHere: "Só esta máquina pode se conectar; --host 0.0.0.0 abre o servidor à rede",
  noNetwork: "Esta máquina não tem endereço em nenhuma rede; só ela pode se conectar",
  moreAddresses: (count) =>
    `  mais ${counted(count, "pt", { one: "# endereço", other: "# endereços" })}: /addresses`,
  yourName: "SEU_NOME",
  activity: {
    joined: (name, address, room) => `${name} (${address}) entrou em ${room}`,
    left: (name, address, room) => `${name} (${address}) saiu de ${room}`,
    message: (room, name, text) => `[${room}] ${name}: ${text}`,
    fetched: (by, path, size) => `${by} baixou ${path} (${size})`,
    fetchedParts: (by, path, { size, times }) =>
      `${by} baixou ${size} de ${path} em ${counted(times, "pt", { one: "# parte", other: "# partes" })}`,
    brokenOff: (by, path, size) => `${by} saiu antes de receber ${path} (${size}) por completo`,
    moved: (by, from, to) => `${by} moveu ${from} para ${to}`,
    file: {
      created: (by, path, size) => `${by} entregou ${path} (${size})`,
      changed: (by, path, size) => `${by} alterou ${path} (${size})`,
      removed: (by, path, size) => `${by} removeu ${path} (${size})`,
    },
    folder: {
      created: (by, path) => `${by} criou o diretório ${path}`,
      changed: (by, path) => `${by} alterou o diretório ${path}`,
      removed: (by, path) => `${by} removeu o diretório ${path}`,
    },
    elsewhere: {
      file: {
        created: (path, size) => `${path} (${size}) chegou à pasta`,
        changed: (path, size) => `${path} (${size}) mudou na pasta`,
        removed: (path, size) => `${path} (${size}) foi removido da pasta`,
      },
      folder: {
        created: (path) => `o diretório ${path} chegou à pasta`,
        changed: (path) => `o diretório ${path} mudou na pasta`,
        removed: (path) => `o diretório ${path} foi removido da pasta`,
      },
      many: {
        created: (what) => `chegou à pasta: ${what}`,
        changed: (what) => `mudou na pasta: ${what}`,
        removed: (what) => `removido da pasta: ${what}`,
      },
    },
    things: ({ files, folders, place }) => {
      const counts = [
        files === 0 ? "" : counted(files, "pt", { one: "# arquivo", other: "# arquivos" }),
        folders === 0 ? "" : counted(folders, "pt", { one: "# diretório", other: "# diretórios" }),
      ];
      return counts.filter((text) => text !== "").join(" e ") + (place === "" ? "" : ` em ${place}`);
    },
    many: {
      join: (count, room) => `${count} entraram em ${room}`,
      leave: (count, room) => `${count} saíram de ${room}`,
      fetch: (by, what) => `${by} baixou ${what}`,
      brokenOff: (by, what) => `${by} saiu antes de receber por completo ${what}`,
      created: (by, what) => `${by} entregou ${what}`,
      changed: (by, what) => `${by} alterou ${what}`,
      removed: (by, what) => `${by} removeu ${what}`,
    },
    leftOut: (counts) => `sem mostrar: ${counts}`,
    kinds: {
      created: (count) => counted(count, "pt", { one: "# entregue", other: "# entregues" }),
      changed: (count) => counted(count, "pt", { one: "# alterado", other: "# alterados" }),
      removed: (count) => counted(count, "pt", { one: "# removido", other: "# removidos" }),
      moved: (count) => counted(count, "pt", { one: "# movido", other: "# movidos" }),
      made: (count) => counted(count, "pt", { one: "# diretório criado", other: "# diretórios criados" }),
      error: (count) => counted(count, "pt", { one: "# erro", other: "# erros" }),
      log: (count) => counted(count, "pt", { one: "# aviso", other: "# avisos" }),
      join: (count) => counted(count, "pt", { one: "# entrada", other: "# entradas" }),
      leave: (count) => counted(count, "pt", { one: "# saída", other: "# saídas" }),
      fetch: (count) => counted(count, "pt", { one: "# baixado", other: "# baixados" }),
      message: (count) => counted(count, "pt", { one: "# mensagem", other: "# mensagens" }),
    },
  },
  leaveHint: "Ctrl-C mais uma vez encerra o servidor",
  inputEnded: "Nada mais é lido aqui; Ctrl-C encerra o servidor",
  stopping: "Encerrando o servidor: os envios em curso podem terminar; Ctrl-C os interrompe",
  stopped: "Encerrado",
  portInUse: (port, host, flag) =>
    `A porta ${port} de ${host} está em uso; encerre o outro programa ou escolha uma porta com ${flag}`,
  portForbidden: (port, flag) =>
    `Este usuário não pode escutar na porta ${port}; escolha uma acima de 1023 com ${flag}`,
  badHost: (host) => `O endereço ${host} não é desta máquina; escolha outro com --host`,
  history: {
    inShare: (file) =>
      `O arquivo do histórico '${file}' ficaria na pasta compartilhada; escolha outro lugar com --history`,
    noFolder: (file) => `O arquivo do histórico '${file}' ficaria em uma pasta que não existe`,
    inUse: (file) =>
      `Outro servidor usa o arquivo do histórico '${file}'; pare-o ou escolha outro arquivo com --history`,
    foreign: (file) =>
      `O arquivo '${file}' não é um histórico do Enchufe e fica como está; escolha outro com --history`,
    otherVersion: (file) =>
      `Outra versão do Enchufe gravou o arquivo do histórico '${file}', que fica como está`,
    damaged: (file) =>
      `O arquivo do histórico '${file}' está danificado e fica como está; escolha outro com --history`,
  },
};
