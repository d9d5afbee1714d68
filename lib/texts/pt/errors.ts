import type { ErrorTexts } from "../en/errors.ts";

/** Portuguese. */
export const errors: ErrorTexts = {
  // Framing.
  badMultibulkLength: "Erro de protocolo: o número de argumentos não é válido",
  badBulkLength: "Erro de protocolo: o comprimento de um argumento não é válido",
  unauthenticatedCount: "Erro de protocolo: argumentos demais antes da autenticação",
  unauthenticatedLength: "Erro de protocolo: argumento longo demais antes da autenticação",
  dollarExpected: "Erro de protocolo: esperava-se '$' e chegou '{byte}'",
  requestTooBig: "Erro de protocolo: a requisição é grande demais",
  lineTooBig: "Erro de protocolo: a linha é longa demais",
  unbalancedQuotes: "Erro de protocolo: há aspas sem fechar na requisição",
  httpRefused: "Erro de protocolo: nesta porta se fala RESP, não HTTP",
  tlsRefused: "Erro de protocolo: nesta porta se fala RESP sem TLS",

  // Sessions.
  serverStopping: "O servidor está sendo encerrado",
  tooManyClients: "O número máximo de clientes foi atingido",
  tooManyFromAddress: "O número máximo de clientes deste endereço foi atingido (--max-per-address)",
  tooManyFromPublicAddress:
    "O número máximo de clientes deste endereço foi atingido (--max-per-public-address)",
  uploadNotStored: "Não foi possível guardar a entrega",
  sendingOver: "Nada mais pode ser enviado",
  fileShrank: "O arquivo encolheu enquanto era enviado",
  changedWhileSent: "{path} mudou ou sumiu enquanto era enviado",

  // Commands, whichever.
  internal: "Erro interno; os detalhes estão no registro do servidor",
  unknownCommand: "comando desconhecido '{command}', com argumentos que começam com: {arguments}",
  unknownSubcommand: "subcomando desconhecido '{command}'. COMMAND DOCS {container} os mostra.",
  wrongCount: "número de argumentos errado para o comando '{command}'",
  syntax: "erro de sintaxe",
  notInteger: "o valor não é um número inteiro ou está fora do intervalo",
  textNotUtf8: "O texto não é UTF-8 válido",
  patternTooLong: "O padrão tem {length} caracteres; são permitidos {most}",
  patternsTooHard:
    "Os padrões têm {effort} caracteres entre dois '*' com '?' ou '[...]'; são permitidos {most} por sessão",
  onlyFromHere:
    "'{command}' só funciona na própria máquina do servidor; use o console dele ou conecte-se a partir de lá",
  onlySubscribed:
    "Não é possível executar '{command}': com inscrições só são permitidos (P)SUBSCRIBE / (P)UNSUBSCRIBE / PING / QUIT / RESET",

  // Commands of the connection and the server.
  badProtocolNumber: "A versão do protocolo não é um número inteiro ou está fora do intervalo",
  unknownProtocol: "versão do protocolo não suportada",
  badHelloOption: "Erro de sintaxe na opção '{option}' de HELLO",
  badUser: "usuário ou senha incorretos, ou usuário desativado.",
  noPassword: "AUTH <senha> foi usado, mas o usuário padrão não tem senha. A configuração está correta?",
  authRequired: "Autenticação necessária.",
  helloAuthRequired:
    "HELLO exige autenticação prévia; HELLO <proto> AUTH <usuário> <senha> faz as duas coisas ao mesmo tempo",
  authWait:
    "Chegaram senhas erradas demais deste endereço; tente de novo em {seconds} s (--auth-failures, --auth-wait)",
  roleForbids: "O usuário {name} não pode executar o comando '{command}': é preciso o papel {role}",
  badDatabase: "O número do banco de dados está fora do intervalo",
  badClientName: "Nomes de cliente não podem ter espaços, quebras de linha nem caracteres especiais.",
  badClientInfo: "{field} não pode ter espaços, quebras de linha nem caracteres especiais.",
  badClientOption: "Opção desconhecida '{option}'",
  noSuchClient: "Esse cliente não existe",
  invalidCommand: "O comando indicado não é válido",
  noKeys: "O comando não tem argumentos que sejam caminhos",
  wrongKeyCount: "Número de argumentos errado para o comando indicado",

  // Paths.
  pathNotUtf8: "O caminho {path} não é UTF-8 válido",
  pathEmpty: 'O caminho {path} está vazio; "." é a própria pasta compartilhada',
  pathAbsolute: "O caminho {path} é absoluto; deve ser relativo à pasta compartilhada",
  pathTooLong: "O caminho {path} tem mais de {most} bytes",
  pathTooDeep: "O caminho {path} tem mais de {most} componentes",
  pathIsRoot: "O caminho {path} é a própria pasta compartilhada; indique algo que esteja nela",
  pathIntoItself: "O caminho {path} está dentro de {other}; indique outro lugar",
  pathControl: "O caminho {path} tem um caractere de controle ou invisível",
  pathHidden: "O caminho {path} tem um componente que começa com um ponto, e esses não são compartilhados",
  partEmpty: "O caminho {path} tem um componente vazio",
  partDots: "O caminho {path} tem o componente {component}; escreva os nomes por inteiro",
  partDrive: "O caminho {path} tem um componente que começa com uma letra de unidade",
  partBackslash: 'O caminho {path} tem uma "\\"; os componentes são separados com "/"',
  partNul: "O caminho {path} tem um caractere NUL",
  partEnd: "O caminho {path} tem um componente que termina em ponto ou espaço",
  partDevice: "O caminho {path} tem o componente {component}, que é um dispositivo do Windows",
  partWindows: 'O caminho {path} tem um dos caracteres : * ? " < > |, que o Windows reserva',
  partNotUnicode: "O caminho {path} não é Unicode válido",
  partTooLong: "O caminho {path} tem um componente de mais de {most} bytes",

  // Files.
  noEntry: "A pasta compartilhada não tem {path}",
  nothingToRemove: "Não existe {path}",
  isDirectory: "{path} é um diretório; indique um arquivo",
  isFile: "{path} é um arquivo; indique um diretório",
  directoryAsString: "{path} é um diretório, não um arquivo",
  alreadyThere: "{path} já existe",
  fileInTheWay: "{path} é um arquivo; não pode conter nada",
  nameHidden: "O nome {path} é usado por algo que não é compartilhado",
  notEmpty: "{path} não está vazio; RECURSIVE remove tudo o que contém",
  holdsHidden: "{path} contém coisas que não são compartilhadas; só quem administra o servidor pode remover",
  keepsChanging: "{path} não para de mudar; tente mais tarde",
  readOnly:
    "Não é permitido gravar; o servidor precisa ser iniciado com --access write, ou com --drop-box ou --access drop para que se possam entregar arquivos",
  readOnlyOutside:
    "Só são aceitos arquivos na caixa de entrega {box}; para mais, o servidor precisa ser iniciado com --access write",
  boxKeeps:
    "{path} é de uma caixa de entrega: ela recebe arquivos novos, e o que foi entregue fica como está; sem caixa, --access write permite mais",
  overQuota: "{path} passa dos {most} bytes que um mesmo nome pode entregar (--quota); restam {left} bytes",
  noPermission: "O usuário do servidor não tem permissão para {path}",
  diskFull: "O disco do servidor não tem espaço para {path}",
  keepFree: "Não há espaço para {path}: o servidor deixa livres {limit} do seu disco",
  diskFailed: "O disco do servidor falhou com {path} ({reason})",
  badSize: "O tamanho {value} de {path} não é um número inteiro de bytes",
  fileTooBig: "{path} teria {size} bytes; o servidor aceita no máximo {limit}",
  uploadShort: "De {path} chegaram {count} dos {size} bytes anunciados",
  uploadLong: "De {path} chegaram mais bytes que os {size} anunciados",
  uploadOver: "A entrega de {path} já terminou",
  noUpload: "Essa entrega não existe ou é de outra pessoa; comece de novo",
  uploadTakenOver: "A entrega de {path} continua em outra sessão",
  uploadLost: "O arquivo inacabado de {path} não está mais lá; comece a entrega de novo",
  uploadOffset: "De {path} foram recebidos {size} bytes; continue a partir daí",
  uploadLacks: "De {path} foram recebidos {count} de {size} bytes; envie o resto primeiro",
  uploadDigest: "Os bytes de {path} não correspondem ao seu SHA-256; envie de novo",
  badDigest: "O SHA-256 {value} não tem 64 dígitos hexadecimais",
  tooManyUploads:
    "Já há {most} entregas inacabadas, o limite (--max-uploads): termine ou cancele uma primeiro",
  badOffset: "A posição {value} está fora do intervalo; deve ser um número inteiro a partir de 0",
  negativeOffset: "a posição está fora do intervalo",
  badScanCursor: "cursor inválido",
  badCursor: 'O cursor {cursor} não é um número inteiro menor que 2^53; comece com "0"',
  badListCursor: 'O cursor {cursor} não veio de uma listagem; comece com "0"',
  tooManyMatches: "Mais de {most} arquivos correspondem a {pattern}; use SCAN",
  tarTooMany:
    "{path} tem mais de {most} entradas; indique um diretório dentro dele ou exclua algumas com EXCLUDE",
  tarsTooMany: "Os arquivos tar que estão sendo enviados têm {most} entradas, o limite; tente mais tarde",

  // The shared folder, for who starts the server.
  shareMissing: "Não existe a pasta {folder}; indique uma que exista",
  shareNotFolder: "{folder} não é uma pasta; indique a pasta a compartilhar",
  shareUnreadable: "Este usuário não pode ler {folder}; dê permissão ou indique outra pasta",
  shareUnwritable:
    "Este usuário não pode gravar em {folder}; dê permissão, ou use --access read sem --drop-box",

  // Rooms.
  badName:
    "O nome {text} não é válido: deve ter de 1 a {most} letras, algarismos, '_', '-' ou '.', e começar com letra, algarismo ou '_'",
  badRoom:
    "O nome de sala {text} não é válido: deve ter de 1 a {most} letras, algarismos, '_', '-' ou '.', e começar com letra, algarismo ou '_'",
  nameMixed: "O nome {text} mistura letras de alfabetos diferentes: devem ser de um só",
  nameTaken: "O nome {name} já está em uso; {free} está livre",
  nameLike: "O nome {name} se parece com {like}, que já está em uso; {free} está livre",
  nameOwned:
    "O nome {name} é de um usuário deste servidor; autentique-se como esse usuário ou use outro nome: {free} está livre",
  nameReserved: "O nome {name} é reservado; {free} está livre",
  nameInUse: "O nome {name} está em uso na sala '{room}': saia dela primeiro",
  expelled: "O servidor removeu esta sessão: é preciso uma nova",
  noMember: "Ninguém se chama {text}",
  noRoom: "A sala {text} não existe",
  tooManyRooms: "Não é possível abrir a sala {name}: o limite é de {most} salas",
  tooManyOpened:
    "Já são {most} as salas abertas deste endereço, o limite (--max-rooms-per-address): saia de uma primeiro",
  tooManyJoined: "Já são {most} salas, o limite (--max-joined): saia de uma primeiro",
  tooManyMuted: "Já há {most} nomes silenciados, o limite: deixe outro falar primeiro",
  tooManyMessages: "Mensagens demais: o limite é de {most} por segundo",
  tooManyJoins: "Ingressos demais em salas: o limite é de {most} por segundo",
  muted: "O nome {name} está silenciado",
  messageEmpty: "A mensagem está vazia: deve ter pelo menos 1 caractere",
  messageNul: "A mensagem contém um caractere NUL: deve ser texto",
  messageTooLong: "A mensagem de {length} caracteres é longa demais: o limite é de {most}",
  badSince: "O valor {text} de SINCE está mal escrito: deve ser ÉPOCA:POSIÇÃO, como 'a1b2c3d4:17'",

  // Publish and subscribe.
  channelTooLong: "O nome do canal tem {length} caracteres; são permitidos {most}",
  tooManySubscriptions: "Uma sessão pode ter {most} inscrições (--max-subscriptions)",
  channelPrivate: "O canal {channel} é privado",
  channelOfServer: "O canal {channel} é do servidor",
  channelOfRoom: "O canal {channel} é do servidor; use ROOM.SAY",
  channelOfMember: "O canal {channel} é do servidor; use ROOM.TELL",

  // Files of users and passwords.
  secretMissing: "O arquivo {file} não existe; enchufe-server passwd cria um com usuários",
  secretUnreadable: "Não é possível ler {file}: {reason}",
  userRevoked: "Este usuário foi removido ou alterado; autentique-se de novo",
  secretDirectory: "{file} é um diretório; indique um arquivo",
  secretNowhere: "O diretório de {file} não existe",
  secretUnwritable: "Não é possível gravar {file}: {reason}",
  secretOpen: "{file} está aberto a outros além do dono; feche-o com chmod 600",
  secretShared: "{file} está na pasta compartilhada; mova-o para outro lugar",
  secretEmpty: "{file} não tem nenhuma senha na primeira linha",
  usersLine:
    "A linha {line} de {file} está errada; espera-se NOME:PAPEL:HASH, como enchufe-server passwd grava",
  usersTwice: "A linha {line} de {file} tem um usuário que está em outra linha; remova uma delas",
  defaultTwice: "{file} tem o usuário default, cuja senha também está em --password-file; deixe só um deles",

  // Pickles of the menu service.
  pickleProtocol: "Pickle malformado: protocolo {value} desconhecido: deve ser de 0 a {most}",
  pickleString: "Pickle malformado: uma string não está entre aspas",
  pickleCharacter: "Pickle malformado: não existe o caractere \\U{digits}",
  pickleNotUtf8: "Pickle malformado: um texto não é UTF-8",
  pickleInteger: "Pickle malformado: um inteiro não tem de 1 a {most} algarismos",
  pickleFloat: "Pickle malformado: um decimal não é um número",
  pickleMemoIndex: "Pickle malformado: um índice da memória não é um número",
  pickleMemo: "Pickle malformado: o índice {value} da memória não foi definido",
  pickleStack: "Pickle malformado: a pilha está vazia",
  pickleMark: "Pickle malformado: falta uma marca",
  pickleAppend: "Pickle malformado: só se pode acrescentar a uma lista",
  pickleCircle: "Pickle malformado: uma lista contém a si mesma",
  pickleDepth: "Pickle malformado: há mais de {most} listas aninhadas",
  pickleValues: "Pickle malformado: desdobra-se em mais de {most} valores",
  pickleCut: "Pickle malformado: a entrada termina no meio",
  pickleOpcode:
    "A instrução '{opcode}' de pickle é recusada: só valem listas, tuplas, textos, bytes, números, booleanos e None",
  pickleTooBig: "O pickle é grande demais: o limite é de {most} bytes",
  valueTooDeep: "O valor está aninhado fundo demais: o limite é de {most}",

  // Replies, as a client reads them.
  replyLine: "O servidor enviou uma linha de mais de 64 KiB, que não é RESP; é um servidor Enchufe?",
  replyLineEnd: "O servidor enviou uma linha sem retorno de carro, que não é RESP; é um servidor Enchufe?",
  replyBoolean: "O servidor enviou o booleano {received}, que não é RESP; é um servidor Enchufe?",
  replyNumber: "O servidor enviou o número {received}, que não é RESP; é um servidor Enchufe?",
  replyLength: "O servidor enviou o comprimento {received}, que não é RESP; é um servidor Enchufe?",
  replyType: "O servidor enviou o tipo {received}, que não é RESP; é um servidor Enchufe?",
  replyString: "O servidor enviou uma string de {size} bytes, que não é RESP; é um servidor Enchufe?",
  replyStringEnd:
    "O servidor enviou uma string que não termina onde deve, o que não é RESP; é um servidor Enchufe?",
  replyItems: "O servidor enviou um conjunto de {length} elementos, que não é RESP; é um servidor Enchufe?",
  replyTooBig:
    "O servidor enviou uma resposta que ocupa mais de {most} bytes, o máximo que se guarda; é um servidor Enchufe?",
  replyDepth: "O servidor enviou conjuntos aninhados fundo demais, o que não é RESP; é um servidor Enchufe?",
};
