import type { CommandsTexts } from "../en/commands.ts";

/** Portuguese. */
export const commands: CommandsTexts = {
  ls: {
    summary: "listar um diretório",
    about: "Sem CAMINHO, lista a própria pasta compartilhada. Um diretório termina em / e não tem tamanho.",
    examples: [
      ["enchufe ls", "o que o servidor compartilha"],
      ["enchufe ls docs", "o que há em um diretório"],
      ["enchufe ls --names docs", "só os caminhos, um por linha, para um script"],
    ],
  },
  get: {
    summary: "baixar arquivos, ou diretórios com -r, para o diretório atual ou para onde -o disser",
    about:
      "CAMINHO pode ser um padrão, entre aspas, de nomes do servidor: um nome que seja exatamente esse tem " +
      "prioridade. Se aqui já há um arquivo com esse nome, ele é substituído, a menos que --if-exists diga outra coisa, " +
      "mas só depois que todos os bytes chegaram e conferem com seu SHA-256. O que foi interrompido continua quando o " +
      "mesmo comando é repetido. -o DIRETÓRIO/ é um diretório, criado se faltar; na linha de comando, -o - escreve na " +
      "saída padrão, e --tar baixa um diretório como um só arquivo tar.",
    examples: [
      ["enchufe get welcome.txt docs/plan.txt", "baixar dois arquivos"],
      ["enchufe get 'docs/*.txt' -o textos/", "baixar o que corresponde, para um diretório"],
      ["enchufe get -r docs --exclude '*.tmp'", "baixar um diretório com tudo o que contém, menos algo"],
      ["enchufe get welcome.txt -o ola.txt", "guardá-lo com outro nome"],
      ["enchufe get docs/plan.txt -o - | sort", "passá-lo a outro programa"],
      ["enchufe get --tar docs -o - | tar x", "desempacotar um diretório enquanto chega"],
    ],
  },
  put: {
    summary:
      "entregar arquivos, ou diretórios com -r; se CAMINHO termina em /, é um diretório; se a última palavra " +
      "existe aqui, também é entregue",
    about:
      "ARQUIVO pode ser um padrão. Com -r vão também os arquivos ocultos, se o servidor os aceita; os links dentro " +
      "de um diretório são ignorados. ARQUIVO - é a entrada padrão, que precisa de um CAMINHO. O servidor deve ser " +
      "iniciado com --access write, ou com --access drop ou --drop-box para arquivos novos. Se lá já há um arquivo com " +
      "esse nome, ele é substituído, a menos que --if-exists diga outra coisa. O que foi interrompido continua quando " +
      "o mesmo comando é repetido.",
    examples: [
      ["enchufe put homework.txt", "entregar um arquivo"],
      ["enchufe put homework.txt drawing.png ana/", "entregar dois, em um diretório"],
      ["enchufe put -r project work/ --exclude build", "entregar um diretório, menos uma parte"],
      ["enchufe put drawing.png --if-exists rename --limit-rate 1M", "ao lado do que já existe, devagar"],
      ["sort homework.txt | enchufe put - ordenado.txt", "entregar o que outro programa escreve"],
    ],
  },
  rm: {
    summary: "remover arquivos ou diretórios vazios; -r remove também o que eles contêm",
    about: "O servidor deve ser iniciado com --access write. O que é removido não pode ser recuperado.",
    examples: [
      ["enchufe rm homework.txt", "remover um arquivo"],
      ["enchufe rm -r old", "remover um diretório com tudo o que contém"],
    ],
  },
  stat: {
    summary: "tipo, tamanho e data de uma entrada",
    about: "",
    examples: [["enchufe stat welcome.txt", "quanto ocupa e quando mudou"]],
  },
  hash: {
    summary: "SHA-256 de um arquivo",
    about: "A linha tem a forma das de sha256sum.",
    examples: [["enchufe hash welcome.txt", "para compará-lo com uma cópia"]],
  },
  echo: {
    summary: "fazer o servidor repetir TEXTO",
    about: "Várias palavras formam um só texto.",
    examples: [
      ["enchufe echo olá", "ver que o servidor responde"],
      ["enchufe echo olá --repeat 3", "três vezes, cada uma com sua própria conexão"],
    ],
  },
  time: {
    summary: "a hora do servidor",
    about: "",
    examples: [["enchufe time", "que horas são lá"]],
  },
  status: {
    summary: "o que o servidor diz de si mesmo",
    about: "",
    examples: [
      ["enchufe status", "versão, quem está, o que se pode fazer, transferências"],
      ["enchufe status --json", "todo o INFO para um programa"],
    ],
  },
  say: {
    summary: "dizer TEXTO em uma sala",
    about: "Sem SALA, usa a de --room. TEXTO - é a entrada padrão, dita como uma só mensagem.",
    examples: [
      ['enchufe say "olá a todos"', "dizer na sala habitual"],
      ['enchufe say biblioteca "o projetor já funciona" --name ana', "em outra sala e com um nome"],
      ["date | enchufe say -", "dizer o que outro programa escreve"],
    ],
  },
  tell: {
    summary: "dizer TEXTO a um só membro",
    about: "Termina com 1 se nenhuma sessão desse membro pode mostrá-lo.",
    examples: [['enchufe tell ana "tem alguém aí?"', "ninguém mais vê"]],
  },
  who: {
    summary: "quem está aqui, ou em uma sala",
    about: "",
    examples: [
      ["enchufe who", "todos, com endereço e salas"],
      ["enchufe who plaza", "os de uma sala"],
    ],
  },
  rooms: { summary: "as salas", about: "", examples: [["enchufe rooms", "com membros e mensagens"]] },
  history: {
    summary: "o que foi dito em uma sala",
    about: "Sem SALA, usa a de --room. O servidor guarda as últimas mensagens de cada sala.",
    examples: [
      ["enchufe history", "da sala habitual"],
      ["enchufe history biblioteca | tail -n 5", "as últimas cinco mensagens de outra"],
    ],
  },
  watch: {
    summary: "mostrar o que acontece nas salas e com os arquivos, até ser interrompido",
    about:
      "Mostra também o que outros programas mudam na pasta, a não ser que o servidor tenha sido iniciado com --watch off.",
    examples: [["enchufe watch | head -n 1", "esperar que algo aconteça"]],
  },
  raw: {
    summary: "enviar qualquer comando e mostrar sua resposta",
    about: "Os comandos são os de enchufe-server --help commands.",
    examples: [
      ["enchufe raw FILE.LIST / RECURSIVE", "todas as entradas da pasta compartilhada"],
      ["enchufe raw INFO server --json", "a resposta como JSON"],
    ],
  },
  completions: {
    summary: "escrever um script que completa comandos, opções e caminhos em um shell",
    about:
      "SHELL é bash, zsh, fish ou powershell. No PowerShell, acrescente a saída a $PROFILE. Para completar " +
      "caminhos do servidor, ele é consultado, por um segundo no máximo.",
    examples: [
      ["enchufe completions bash >> ~/.bashrc", "para bash, a partir do próximo shell"],
      ["enchufe completions zsh >> ~/.zshrc", "para zsh, abaixo da linha com compinit"],
      [
        "mkdir -p ~/.config/fish/completions && " +
        "enchufe completions fish > ~/.config/fish/completions/enchufe.fish",
        "para fish",
      ],
    ],
  },
  join: { summary: "ir para outra sala", about: "", examples: [] },
  leave: { summary: "voltar à primeira sala", about: "", examples: [] },
  menu: { summary: "um menu numerado", about: "", examples: [] },
  help: {
    summary: "esta ajuda, ou a de um comando",
    about: "",
    examples: [["enchufe help get", "como baixar arquivos"]],
  },
  quit: { summary: "sair", about: "", examples: [] },
};
