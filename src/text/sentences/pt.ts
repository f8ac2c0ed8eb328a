import type { en } from "./en.ts";

export const pt: typeof en = {
  language: "pt",
  ownName: "Português",
  names: ["portuguese", "português", "portugués"],
  yes: ["sim", "s"],
  stopWords: [
    "parar",
    "pare",
    "sair",
    "cancelar",
    "cancelar inscrição",
    "descadastrar",
    "encerrar",
    "remover",
    "fim",
    "parar promoções",
  ],
  startWords: ["iniciar", "começar", "voltar", "retomar", "sim"],

  welcome:
    "Olá! Você está conversando com um assistente de inteligência artificial, e ele pode errar. Escreva /ajuda para ver o que ele entende.",
  slowDown:
    "Você está escrevendo mais rápido do que consigo acompanhar. Espere um minuto e envie sua mensagem de novo, por favor.",
  tooManyOpen:
    "Muitas das suas mensagens ainda esperam a minha resposta. Espere até eu pôr tudo em dia e envie esta de novo, por favor.",
  sendAgain:
    "Eu não estava disponível quando você escreveu, então só sei que chegou uma mensagem sua. Envie de novo, por favor.",
  notWhitelisted:
    "Olá! Este é um assistente particular e o seu número não está na lista. Peça ao responsável para incluir você, por favor.",
  notPaired: (code) =>
    `Olá! Este é um assistente particular. Para ter acesso, passe este código ao responsável, por favor: *${code}*`,
  overLimit: "Cheguei ao meu limite de um dia. Escreva de novo amanhã, por favor.",
  nothingToAnswer: "Essa mensagem chegou vazia. Escreva o que você gostaria de saber, por favor.",
  unknownKind:
    "Não consigo abrir esse tipo de mensagem. Entendo textos, mensagens de voz, fotos, documentos, contatos e um local (“Localização atual”, não em tempo real).",
  reminderLate: (text, time, date) =>
    `${text} (com atraso: era ${date === null ? "" : `em ${date} `}às ${time})`,
  stillWorking: "Ainda estou cuidando da sua mensagem. Está demorando mais do que o normal.",
  busy: "Desculpe, não estou conseguindo falar com o meu modelo de linguagem agora. Envie sua mensagem de novo em alguns minutos, por favor.",
  unavailable:
    "Desculpe, não posso responder no momento. O responsável por este número precisa resolver um problema primeiro.",
  tooLong:
    "Desculpe, é mais texto do que consigo ler de uma vez. Envie uma mensagem mais curta, por favor.",
  somethingBroke:
    "Desculpe, algo deu errado do meu lado com esta mensagem. Tente dizer de outro jeito, por favor.",
  cutShort: "(Minha resposta foi cortada aqui. Escreva “continue” para ler o resto.)",
  sources: (count: number) => (count === 1 ? "Fonte:" : "Fontes:"),
  moreOffer: "(Tem mais: escreva *mais* para ler o resto.)",
  moreWords: ["mais", "continue", "continua"],
  /** The words of a voice note in place of what only a text can show. */
  speech: {
    link: "o link abaixo",
    seeLink: "veja o link abaixo",
    seeCode: "O código está no texto abaixo.",
    seeTable: "A tabela está no texto abaixo.",
  },
  buttons: { more: "Mais", goOn: "Continue", help: "O que você faz?" },
  helpWord: "/ajuda",
  declined: "Desculpe, com isso não posso ajudar.",
  cannotAnswer:
    "Desculpe, isso eu não posso responder. Pergunte de outro jeito, ou pergunte outra coisa, por favor.",
  optedOut:
    "Você não vai mais receber mensagens deste número. Escreva *START* quando quiser continuar.",
  optedIn: "Que bom ter você de volta! Escreva para mim quando quiser.",

  attachmentProblems: {
    video:
      "Ainda não consigo assistir a vídeos. Envie uma captura de tela do momento que importa, ou me conte por escrito ou em uma mensagem de voz do que se trata, por favor.",
    unknown:
      "Não consigo abrir esse tipo de arquivo. Consigo abrir fotos, mensagens de voz, PDF, arquivos do Word, Excel, PowerPoint e OpenDocument, e texto simples.",
    mislabelled:
      "Esse arquivo não é o que diz ser, por isso não o abri. Envie o original de novo, como documento, por favor.",
    tooBig:
      "Esse arquivo tem mais de 16 MB, mais do que consigo receber. Envie uma versão menor ou só a parte que importa, por favor.",
    tooMany:
      "São mais arquivos do que posso olhar em um dia. Envie de novo amanhã, ou me conte por escrito do que se trata, por favor.",
    gone: "Não consegui baixar esse arquivo do WhatsApp. Envie de novo, por favor.",
    pictureTooLarge:
      "Essa imagem tem mais pixels do que consigo processar. Envie como foto comum em vez de arquivo, ou faça uma captura de tela, por favor.",
    pictureUnsupported:
      "Não consigo abrir esse formato de imagem (HEIC, por exemplo). Envie como foto comum em vez de arquivo, ou faça uma captura de tela, por favor.",
    pictureCorrupt:
      "Essa imagem está danificada e não consigo abri-la. Envie de novo, ou faça uma captura de tela, por favor.",
    pictureUnseen:
      "Aqui não consigo ver imagens. Conte por escrito ou em uma mensagem de voz o que ela mostra e o que você quer saber, por favor.",
    silence:
      "Não consegui ouvir nenhuma palavra nessa gravação. Grave de novo um pouco mais perto do microfone, ou escreva para mim, por favor.",
    audioUnsupported:
      "Não consigo ouvir esse formato de áudio. Grave uma mensagem de voz com o botão do microfone do WhatsApp, ou escreva para mim, por favor.",
    audioTooLong:
      "Essa gravação é mais longa do que consigo ouvir. Envie a parte importante em uma mais curta, ou escreva o que ela diz, por favor.",
    tooMuchToHear:
      "Isso é mais do que posso ouvir em um dia. Envie de novo amanhã, ou escreva o que ela diz, por favor.",
    audioCorrupt:
      "Não consegui reproduzir essa gravação. Grave de novo, ou escreva o que ela diz, por favor.",
    documentEncrypted:
      "Esse documento está protegido por senha. Salve uma cópia sem senha e me envie, por favor.",
    documentCorrupt:
      "Esse documento está danificado e não consigo abri-lo. Exporte de novo, em PDF por exemplo, e envie outra vez, por favor.",
    documentEmpty:
      "Não há texto nesse documento. Se ele mostra alguma coisa, me envie uma foto ou uma captura de tela, por favor.",
    documentTooBig:
      "Esse documento contém mais do que consigo ler. Envie só as páginas que importam, por favor.",
    documentTooSlow:
      "Esse documento é complicado demais para eu ler. Envie só as páginas que importam, ou uma foto delas, por favor.",
    documentUnsupported:
      "Não consigo ler esse tipo de documento. Consigo ler PDF, Word, Excel, PowerPoint, OpenDocument, texto, CSV, JSON e HTML.",
    documentOutdated:
      "Não consigo ler esse formato antigo (.doc, .ppt ou .rtf). Abra o arquivo, salve como .docx, .pptx ou PDF e me envie de novo, por favor.",
    scanTooLong:
      "Esse documento é uma digitalização com muitas páginas, mais do que consigo olhar. Envie como fotos as páginas que importam, por favor.",
    scanUnsupported:
      "Esse documento é uma digitalização: imagens de páginas sem texto. Envie como fotos as páginas que importam, por favor.",
    scanUnseen:
      "Esse documento é uma digitalização: imagens de páginas sem texto, e aqui não consigo ver imagens. Envie uma versão com texto, ou escreva o que ele diz, por favor.",
    contactUnreadable:
      "Não encontrei nome nem número nesse contato. Escreva os dados para mim, por favor.",
  },

  unknownCommand: (written, nearest) =>
    `Não conheço “/${written}”.${nearest === null ? "" : ` Você quis dizer */${nearest}*?`} Escreva /ajuda para ver tudo o que entendo.`,

  owner: {
    accessNeedsUser: (command) =>
      `Acrescente um código ou um número com o código do país, por exemplo: /${command} +14155550123`,
    userUnknown: "Não conheço ninguém com esse código. Confira, ou use o número, por favor.",
    alerts: {
      accountEmpty:
        "⚠️ A conta no provedor do modelo está sem crédito, então os usuários não recebem respostas. Coloque crédito ou aumente o limite, por favor.",
      keyRefused:
        "⚠️ O provedor do modelo recusa a chave de API, então os usuários não recebem respostas. Verifique OPENAI_API_KEY e reinicie o bot, por favor.",
      picturesRefused:
        "⚠️ Não é possível criar imagens: o servidor delas recusa a conta, a chave ou o modelo. Verifique o saldo, IMAGE_MODEL e a chave (IMAGE_API_KEY ou OPENAI_API_KEY), por favor.",
      dailyLimit:
        "⚠️ Um limite de tokens ou de dinheiro foi atingido, por isso alguns usuários, ou todos, ficam sem respostas por enquanto. Veja DAILY_TOKEN_LIMIT, DAILY_BUDGET_USD e MONTHLY_BUDGET_USD.",
      budgetNearlySpent:
        "⚠️ 80% do orçamento de um dia ou de um mês foram gastos. Veja DAILY_BUDGET_USD e MONTHLY_BUDGET_USD.",
      billedAsAiProvider:
        "⚠️ A Meta cobra as respostas como as de um provedor de IA (general_purpose_ai), com termos e preços próprios. Confira o número no WhatsApp Manager.",
      trialAccount:
        "⚠️ Uma resposta foi recusada porque a conta no provedor de mensagens é de teste. Faça o upgrade da conta no console do provedor, por favor.",
      windowClosed:
        "⚠️ O WhatsApp recusou uma resposta porque o usuário escreveu pela última vez há mais de 24 horas. Ele volta a receber respostas assim que escrever.",
      paymentMissing:
        "⚠️ O WhatsApp recusou uma resposta porque a conta do WhatsApp não tem uma forma de pagamento válida. Adicione uma nas configurações de cobrança da Meta, por favor.",
      sandboxNotJoined:
        "⚠️ Uma resposta foi recusada porque o usuário não entrou no sandbox. Peça que ele envie a frase “join …” do console do provedor de mensagens, por favor.",
      agentKeyRefused:
        "⚠️ O WhatsApp recusa a chave de um agente pessoal, então o usuário dele não recebe respostas. Copie a chave dos dados da conversa do agente para WHATSAPP_AGENT_KEYS e reinicie o bot, por favor.",
      agentKeyShared:
        "⚠️ Outro programa usa a chave de um agente pessoal, por isso algumas mensagens do usuário dele não chegam a este bot. Encerre o outro programa, por favor.",
    },
  },
};
