/**
 * What the interactive session says, in Portuguese.
 *
 * @module
 */
import type { SessionTexts } from "../en/session.ts";
import { counted } from "../format.ts";

/** Portuguese. */
export const session: SessionTexts = {
  prompt: (name, room) => `${name}@${room}> `,
  said: (shownFrom, shownText) => `${shownFrom}: ${shownText}`,
  told: (shownFrom, shownText) => `${shownFrom} (em particular): ${shownText}`,
  sent: (shownFrom, shownTo, shownText) => `${shownFrom} → ${shownTo}: ${shownText}`,
  status: ({ room, members, latency, where }) =>
    [
      room,
      counted(members, "pt", { one: "# membro", other: "# membros" }),
      ...latency === undefined ? [] : [`${latency} ms`],
      where,
    ].join(" · "),
  away: (where, seconds) => seconds > 0 ? `Reconexão em ${seconds} s · ${where}` : `Reconectando… · ${where}`,
  welcome: (room, name, where) =>
    `Você entrou como ${name} na sala ${room} de ${where}. /help mostra os comandos, /quit sai.`,
  members: (names) => `Presentes: ${names}`,
  offline: () => "Sem conexão no momento, e nada foi enviado; tentando reconectar",
  leaveHint: () => "Ctrl-C mais uma vez sai, assim como Ctrl-D e /quit",
  doubt: (word, command) =>
    `Nada foi dito: quis dizer /${command}? A mesma linha outra vez diz '${word}' na sala`,
  sessionLost: (where) => `* A conexão com ${where} caiu; tentando reconectar`,
  renamed: (wanted, name) => `* O nome ${wanted} não está livre aqui; agora você é ${name}`,
  backAgain: (room, newName) =>
    `* Conexão restabelecida, na sala ${room}${newName === undefined ? "" : `; agora você é ${newName}`}`,
  newFile: ({ by, path, size, command }) =>
    `· ${by === "" ? "Arquivo novo:" : `${by} entregou`} ${path} (${size}): ${command}`,
  newFiles: ({ by, count, size, place, command }) => {
    const files = counted(
      count,
      "pt",
      by === ""
        ? { one: "# arquivo novo", other: "# arquivos novos" }
        : { one: "# arquivo", other: "# arquivos" },
    );
    return `· ${by === "" ? "" : `${by} entregou `}${files}${
      place === "" ? "" : ` em ${place}/`
    } (${size}): ${command}`;
  },
  gap: () => "* Podem faltar mensagens aqui: o servidor não as tem mais",
  leftOut: (count) =>
    `* ${
      counted(count, "pt", { one: "# linha chegou", other: "# linhas chegaram" })
    } rápido demais para aparecer; /history tem o que foi dito`,
  alreadyIn: (room) => `Você já está na sala ${room}`,
  movedTo: (room) => `* Agora você está na sala ${room}`,
  unknownCommand: (word, near) =>
    `Não existe o comando '/${word}': ${near === undefined ? "" : `quis dizer '/${near}'? `}veja /help`,
  wrongUsage: (usage) => `Use ${usage}`,
  menu: () =>
    [
      "  1  listar arquivos",
      "  2  baixar um arquivo",
      "  3  hora",
      "  4  estado",
      "  5  sair",
      "Digite um número, quantas vezes quiser; uma linha que não é um número fecha o menu.",
    ].join("\n"),
  noSuchNumber: (number, most) => `O menu não tem ${number}: espera-se um número de 1 a ${most}`,
  menuOver: () => "* O menu foi fechado; as linhas são ditas de novo na sala",
  whichFile: () => "Qual arquivo? O caminho dele, ou uma linha vazia para nenhum",
  noFile: () => "Nenhum arquivo foi baixado",
  tooLong: (characters, most) =>
    `A mensagem de ${characters} caracteres é longa demais: o limite é de ${most}; nada foi enviado`,
  roomWithSpaces: (name) => `A sala '${name}' não é válida: o nome de uma sala não tem espaços`,
  sessionHelp: () => ({
    before: "Cada linha é dita na sala. Comandos:",
    after:
      "Estas palavras também valem sem /: listar, listar_arquivos, enviar_arquivo CAMINHO, hora, hora_atual, " +
      "dados, salir, sair, finalizar_conexao. // começa uma linha que é dita com uma barra na frente. " +
      "Tab completa. Alt-Enter acrescenta uma quebra de linha. Ctrl-C apaga a linha.",
  }),
};
