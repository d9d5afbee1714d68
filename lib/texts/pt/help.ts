import type { HelpTexts } from "../en/help.ts";
import { counted } from "../format.ts";
import { commands } from "./commands.ts";
import { groups, protocol } from "./protocol.ts";

/** Portuguese. */
export const help: HelpTexts = {
  usage: "Uso",
  commandsTitle: "Comandos",
  flags: "Opções",
  commonFlags: "Opções de todos os comandos",
  examples: "Exemplos",
  environment: "Variáveis de ambiente",
  exitStatus: "Código de saída",
  limitsTitle: "Limites",
  more: "Mais",
  also: (words) => `também ${words}`,

  placeholders: {
    ARGS: "ARGS",
    COMMAND: "COMANDO",
    DIR: "DIRETÓRIO",
    FINGERPRINT: "IMPRESSÃO",
    FILE: "ARQUIVO",
    FLAGS: "OPÇÕES",
    FOLDER: "PASTA",
    GLOB: "PADRÃO",
    NAME: "NOME",
    PATH: "CAMINHO",
    PORT: "PORTA",
    ROOM: "SALA",
    SECONDS: "SEGUNDOS",
    SIZE: "TAMANHO",
    TEXT: "TEXTO",
    TIME: "TEMPO",
  },

  clientSummary: "listar, baixar e entregar arquivos, e conversar",
  clientAbout: "Lista, baixa e entrega arquivos, e conversa, com um servidor Enchufe. Sem comando, em um " +
    "terminal é um chat (lá /help o explica); fora dele, diz cada linha da sua entrada.",
  clientMore: "help COMMAND, ou COMMAND --help, explica mais de um comando, com exemplos.",
  clientEnvironment:
    "Todas as opções, menos --exclude, --if-exists, --names, --recursive, --tar, --help e --version, são também variáveis de " +
    "ambiente: --name é ENCHUFE_NAME. A opção tem prioridade sobre sua variável. Depois de -- não há " +
    "mais opções.",
  clientStatuses: {
    0: "feito",
    1: "recusado, ou um arquivo daqui não pôde ser usado",
    2: "uso incorreto",
    3: "não houve conexão, não era confiável, ela caiu ou o tempo se esgotou",
    4: "os bytes recebidos não conferem com seu SHA-256",
    130: "interrompido",
  },
  clientFlags: {
    host: "onde está o servidor",
    port: "sua porta RESP",
    tls: "cifrar a conexão; um servidor que ninguém avaliza fica guardado na primeira",
    ca: "com TLS, confiar só em servidores avalizados pelas autoridades deste arquivo ou pelas do sistema",
    tlsFingerprint: "com TLS, confiar só no servidor cujo certificado tem esta impressão digital",
    name: "o nome de quem fala; sem esta opção, o servidor usa guest",
    user: "usuário com que se autenticar, se o servidor tem usuários",
    passwordFile:
      "arquivo cuja primeira linha é a senha; também a variável ENCHUFE_PASSWORD; senão, ela é pedida",
    room: "a sala em que se fala",
    timeout: "quanto podem demorar a conexão e cada espera por bytes",
    json: "escrever um objeto JSON por linha",
    repeat: "executar o comando N vezes, cada uma com sua própria conexão",
    output: "onde get escreve; - é a saída padrão",
    limitRate: "bytes por segundo que get e put podem ocupar: 500K, 1M",
    color: "cores na sessão; auto: em um terminal, a não ser que NO_COLOR esteja definida",
    plain: "a sessão mostra só linhas, para leitores de tela e terminais simples",
    recursive: "os diretórios vão com tudo o que contêm",
    exclude:
      "deixar de fora os nomes que correspondem, ou os caminhos dentro do diretório; pode ser repetido",
    ifExists: "o que get e put fazem se o nome já existe: substituir, ignorar ou dar outro nome",
    tar: "get baixa um diretório como um só arquivo, DIR.tar ou o que -o disser",
    names: "ls, who e rooms mostram só caminhos ou nomes, um por linha",
    lang: "idioma do que se lê; senão, o de LC_ALL, LC_MESSAGES ou LANG",
    help: "esta ajuda",
    version: "a versão",
  },
  commands,

  serverSummary: "compartilhar uma pasta e oferecer salas",
  serverAbout:
    "Compartilha FOLDER (se não for indicada, o diretório atual) e oferece salas, por RESP e por " +
    "sockets simples. Só esta máquina pode se conectar, e ninguém pode gravar, a não ser que as opções o permitam.",
  serverSections: {
    who: "Quem pode se conectar, e fazer o quê",
    passwords: "Senhas",
    ports: "Portas",
    tls: "TLS, para a porta RESP",
    rest: "Outras opções",
  },
  serverMore: [
    ["passwd FILE USER", "adicionar um usuário ou mudar a senha, que é pedida ou lida de stdin"],
    ["--help limits", "os limites de tempo, tamanho e quantidade; cada um é uma opção"],
    ["--help commands", "os comandos do protocolo"],
  ],
  serverLimitsAbout:
    "O que os outros podem enviar e guardar, cada limite com seu valor padrão. Os tamanhos se " +
    "escrevem 64K, 8M, 4G; os tempos 250ms, 30s, 15m, 7d.",
  serverEnvironment:
    "Todas as opções, menos --completions, --help e --version, são também variáveis de ambiente: " +
    "--chat-port é ENCHUFE_CHAT_PORT. A opção tem prioridade sobre sua variável.",
  serverStatuses: { 0: "encerrado como pedido", 1: "não pôde iniciar ou continuar", 2: "uso incorreto" },
  serverExamples: [
    ["enchufe-server ~/aula", "compartilhar uma pasta só nesta máquina, para experimentar"],
    [
      "enchufe-server --host 0.0.0.0 --drop-box tarefas ~/aula",
      "permitir que toda a rede a leia e entregue o que só quem compartilha vê",
    ],
    [
      "enchufe-server --host 0.0.0.0 --access write ~/aula",
      "permitir que toda a rede leia, altere e remova arquivos",
    ],
    ["enchufe-server --classic", "abrir também os cinco serviços clássicos, para programas feitos em aula"],
  ],
  serverFlags: {
    host: "endereço em que se escuta; 0.0.0.0 são todos os IPv4, :: são todos",
    port: "porta de RESP, para enchufe e qualquer cliente Redis; 0 pede uma livre",
    chatPort: "porta do serviço clássico de chat",
    echoPort: "porta do serviço clássico de eco",
    listPort: "porta do serviço clássico de lista",
    filePort: "porta do serviço clássico de arquivos",
    menuPort: "porta do serviço clássico de menu",
    classic: "os cinco serviços clássicos em suas portas habituais: echo 5500, list 5577, file 5501, menu " +
      "65432, chat 2010; uma porta indicada à parte tem prioridade",
    access:
      "o que os outros podem fazer com a pasta: ler (read); só entregar arquivos novos e ver os próprios " +
      "(drop); também alterar e remover os de todos (write)",
    dropBox:
      "fazer deste diretório da pasta uma caixa de entrega: qualquer um entrega arquivos novos, que ficam sob " +
      "seu nome e a hora, e só vê os próprios",
    users: "arquivo de usuários com senhas e papéis; passwd o grava, e SIGHUP faz com que seja lido de novo",
    passwordFile: "arquivo cuja primeira linha é uma senha para todos",
    requirePassword: "para que é preciso senha: tudo (all), ou só administrar, alterar e remover (admin)",
    role: "com passwd: o que o usuário pode fazer; um novo: read",
    hidden: "listar e servir também os arquivos ocultos",
    tlsCert: "certificado da porta RESP em PEM, seguido dos que o assinam; lido de novo com SIGHUP",
    tlsKey: "chave privada do certificado em PEM; lida de novo com SIGHUP",
    tlsSelfSigned:
      "criar um certificado e sua chave no primeiro início, guardá-los e dizer a impressão digital",
    tlsDir: "diretório onde são guardados; senão, enchufe entre as configurações pessoais, como em ~/.config",
    sync: "se um arquivo é levado ao disco antes de ser confirmado (on) ou não (off)",
    watch: "se são avisadas as mudanças que outros programas fazem na pasta (on) ou não (off)",
    history: "arquivo onde ficam as mensagens das salas quando o servidor termina; não em FOLDER",
    logFormat: "forma das linhas do registro, que vão para stderr",
    lang: "idioma do que se lê; senão, o de LC_ALL, LC_MESSAGES ou LANG",
    completions: "escrever um script que completa as opções nesse shell, e terminar",
    help: "esta ajuda",
    version: "a versão",
  },
  limits: {
    maxSessions: "sessões ao mesmo tempo; uma a mais é recusada",
    maxPerAddress: "sessões de um endereço, exceto loopback; uma a mais é recusada",
    maxPerPublicAddress: "o mesmo para um endereço que não é privado (no IPv6, para um /64)",
    maxLine: "uma linha avulsa ou simples; uma mais longa fecha a sessão",
    maxArguments: "argumentos de um comando; mais fecham a sessão",
    maxArgument: "um argumento, sem contar o conteúdo de um arquivo; um maior fecha a sessão",
    maxRequest: "um comando inteiro, sem contar o conteúdo de um arquivo; um maior fecha a sessão",
    maxSubscriptions: "canais e padrões de uma sessão; um a mais é recusado",
    maxRooms: "salas ao mesmo tempo; uma a mais é recusada",
    maxRoomsPerAddress: "salas com gente que um mesmo endereço abriu (em IPv6 um /64); uma a mais é recusada",
    maxJoined: "salas em que uma sessão está; uma a mais é recusada",
    maxMessage: "caracteres de uma mensagem; uma mais longa fecha a sessão",
    chatRate: "mensagens em qualquer segundo; a seguinte fecha a sessão",
    maxName: "caracteres de um nome ou de uma sala; um mais longo é recusado",
    outboxHard: "bytes não enviados de um leitor lento; mais fecham a sessão",
    outboxSoft: "bytes não enviados tolerados durante --outbox-soft-time",
    outboxSoftTime: "tempo acima de --outbox-soft; mais fecha a sessão",
    outboxTotal: "bytes não enviados de todas as sessões; com mais fecha-se a que mais tem",
    firstCommandTimeout: "tempo até o primeiro comando; mais fecha a sessão",
    idleTimeout: "silêncio de uma sessão sem salas nem inscrições; mais a fecha",
    authFailures: "senhas erradas de um endereço; depois ele espera",
    authWait: "tempo que um endereço espera depois de --auth-failures, e depois do qual elas são esquecidas",
    writeTimeout: "tempo que uma escrita pode durar; mais fecha a sessão",
    stopTimeout: "tempo que se dá a uma transferência quando o servidor é encerrado",
    maxUpload: "um arquivo entregue; um maior é recusado",
    quota:
      "bytes que um mesmo nome pode ter entregado ou começado a entregar; é recusado o arquivo que passar " +
      "disso; 0: sem limite",
    keepFree: "espaço de disco que uma entrega deve deixar livre",
    maxUploads: "entregas inacabadas de uma pessoa, que pode usar oito nomes; uma a mais é recusada",
    uploadTtl: "tempo que se guarda uma entrega inacabada; as mais antigas são removidas",
    historyMessages: "mensagens guardadas por sala; as mais antigas são removidas",
    historyBytes: "texto guardado por sala; as mensagens mais antigas são removidas",
    historyAge: "idade de uma mensagem guardada; as mais antigas são removidas",
  },

  protocolAbout: "O que qualquer cliente Redis pode enviar. COMMAND DOCS e docs/protocol.md os explicam.",
  protocolGroup: (group) => groups[group],
  protocolCommand: (name) => protocol[name],

  want: {
    port: (least) => `uma porta de ${least} a 65535`,
    portOrOff: "uma porta de 0 a 65535, ou 'off'",
    host: "o nome de uma máquina ou um endereço; a porta vai em --port",
    name: (near) => `um nome sem espaços${near === "" ? "" : `, como '${near}'`}`,
    room: "o nome de uma sala",
    seconds: (most) => `um número de segundos de 0.001 a ${most}`,
    count: (least) => `um número inteiro a partir de ${least}`,
    countTo: (least, most) => `um número inteiro de ${least} a ${most}`,
    size: (least) => `um tamanho de ${least} ou mais, como 64K, 8M ou 4G`,
    time: "um tempo, como 250ms, 30s ou 15m",
    timeTo: "um tempo, como 250ms, 30s ou 15m, 24d no máximo",
    glob: "um padrão, como '*.tmp' ou build",
    file: "um arquivo, ou '-' para a saída padrão",
    user: "o nome de um usuário, sem espaços",
    secretFile: "um arquivo que só o dono possa ler",
    boxPath: "um diretório da pasta, como tarefas; --access drop faz de toda ela uma caixa de entrega",
    historyFile: "um arquivo fora da pasta compartilhada",
    fingerprint: "a impressão digital de um certificado, 'SHA256:' e 64 dígitos hexadecimais",
    directory: "um diretório",
    pem: "um arquivo no formato PEM",
    oneOf(words) {
      const quoted = words.map((word) => `'${word}'`);
      return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} ou ${quoted.at(-1)}`;
    },
  },

  wrong: {
    unknownFlag: (flag) => `Não existe a opção '${flag}': veja --help`,
    unknownShort: (flag) =>
      `Não existe a opção '${flag}': veja --help, ou ponha -- antes do que começa com um hífen`,
    nearFlag: (flag, near) => `Não existe a opção '${flag}': quis dizer '${near}'?`,
    repeated: (flag) => `A opção '${flag}' aparece mais de uma vez: espera-se uma só`,
    takesNone: (flag, value) => `A opção '${flag}' não leva valor, mas recebeu '${value}'`,
    lacks: (flag, want) => `Falta o valor da opção '${flag}': espera-se ${want}`,
    badFlag: (flag, value, want) => `A opção '${flag}' não aceita o valor '${value}': espera-se ${want}`,
    badVariable: (name, value, want) =>
      `A variável '${name}' não aceita o valor '${value}': espera-se ${want}`,
    wantSwitch: "1 ou 0",
    unknownCommand: (word) => `Não existe o comando '${word}': veja --help`,
    nearCommand: (word, near) => `Não existe o comando '${word}': quis dizer '${near}'? Veja --help`,
    unknownShell: (shell, want) => `Não há script de autocompletar para '${shell}': espera-se ${want}`,
    unknownTopic: (topic, want) => `Não há ajuda sobre '${topic}': espera-se ${want}`,
    emptyArgument: (command, usage) => `Um argumento de '${command}' está vazio: use ${usage}`,
    argumentCount: (command, count, usage) =>
      `O comando '${command}' tem ${
        counted(count, "pt", { one: "# argumento", other: "# argumentos" })
      }: use ${usage}`,
    quoteText: (message) => `${message}, com TEXTO entre aspas`,
    flagAlone: (flag, command, usage) => `A opção '${flag}' só vale com '${command}': use ${usage}`,
    flagGoesWith: (flag, commands, usage) => `A opção '${flag}' vai com ${commands}: use ${usage}`,
    passwordNowhere:
      "A opção '--require-password' precisa de uma senha: indique --users ARQUIVO ou --password-file ARQUIVO",
    roleAlone: "A opção '--role' vai com 'passwd': use enchufe-server passwd ARQUIVO USUÁRIO --role PAPEL",
    passwdUsage:
      "O comando 'passwd' leva um arquivo e um usuário: use enchufe-server passwd ARQUIVO USUÁRIO [--role PAPEL]",
    badUser: (name) =>
      `O usuário '${name}' não é um nome: espera-se de 1 a 32 letras, dígitos, '_', '-' ou '.', começando por uma letra`,
    oneFile: (flag, usage) => `A opção '${flag}' vai com um só arquivo: use ${usage}`,
    tarOrRecursive: "As opções '--tar' e '--recursive' se excluem: espera-se só uma",
    outputRecursive:
      "A opção '--output -' vai com um só arquivo: para um diretório use get CAMINHO --tar -o -",
    repeatAlone: "A opção '--repeat' precisa de um comando, como time",
    inputNeedsPath: "ARQUIVO - é a entrada padrão, que vai sozinha e precisa de um nome: use put - CAMINHO",
    noInput: "Aqui não há entrada padrão: espera-se um arquivo ou um texto",
    inputOnce: "A entrada padrão só pode ser lida uma vez",
    inputTooBig: (most) => `A entrada padrão passa de ${most}, o máximo que o servidor aceita`,
    inputTooLong: (characters) =>
      `A entrada padrão é longa demais para uma mensagem: o limite é de ${characters} caracteres`,
    emptyFolder: "O nome da pasta está vazio: espera-se a pasta a compartilhar",
    boxInBox:
      "A opção '--drop-box' combina com --access read ou write: com drop a pasta toda é uma caixa de entrega",
    twoFolders: (first, second) =>
      `Compartilha-se uma só pasta, mas foram indicadas '${first}' e '${second}': espera-se uma`,
    tlsPair: "As opções '--tls-cert' e '--tls-key' andam juntas: esperam-se as duas",
    tlsTwice:
      "A opção '--tls-self-signed' cria um certificado, mas '--tls-cert' indica um: espera-se uma das duas",
    tlsNoHome: "Não há diretório pessoal onde guardar o certificado: espera-se --tls-dir DIR",
    caTwice:
      "As opções '--ca' e '--tls-fingerprint' dizem coisas diferentes sobre em quem confiar: espera-se uma das duas",
    samePort: (port, one, other) =>
      `A porta ${port} está em ${one} e em ${other}: esperam-se portas diferentes, ou 0 para uma livre`,
  },
};
