import type { en } from "./en.ts";

const count = (amount: number) => amount.toLocaleString("pt-BR");

export const pt: typeof en = {
  ownName: "Português",
  names: ["portuguese", "português", "portugués"],
  yes: ["sim", "s"],
  off: ["não", "nenhuma", "tirar"],
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
    "Eu não estava disponível quando você escreveu, e dessa mensagem só sei que ela chegou. Envie de novo, por favor.",
  notWhitelisted:
    "Olá! Este é um assistente particular e o seu número não está na lista. Peça ao responsável para incluir você, por favor.",
  notPaired: (code) =>
    `Olá! Este é um assistente particular. Para entrar, passe este código ao responsável, por favor: *${code}*`,
  overLimit: "Já respondi tudo o que posso em um dia. Escreva de novo amanhã, por favor.",
  nothingToAnswer: "Essa mensagem chegou vazia. Escreva o que você gostaria de saber, por favor.",
  unknownKind:
    "Não sei abrir esse tipo de mensagem. Consigo receber textos, mensagens de voz, fotos, documentos, contatos e um local (“Localização atual”, não em tempo real).",
  stillWorking: "Ainda estou cuidando da sua mensagem. Está demorando mais do que o normal.",
  busy: "Desculpe, não estou conseguindo falar com o meu modelo de linguagem agora. Envie sua mensagem de novo em alguns minutos, por favor.",
  unavailable:
    "Desculpe, não posso responder no momento. O responsável por este número precisa resolver isso primeiro.",
  tooLong:
    "Desculpe, é mais texto do que consigo ler de uma vez. Envie uma mensagem mais curta, por favor.",
  somethingBroke:
    "Desculpe, algo deu errado do meu lado com esta mensagem. Tente dizer de outro jeito, por favor.",
  cutShort: "(Minha resposta foi cortada aqui. Escreva “continue” para ler o resto.)",
  moreOffer: "(Tem mais: escreva *mais* para ler o resto.)",
  moreWords: ["mais", "continue", "continua"],
  declined: "Desculpe, com isso não posso ajudar.",
  cannotAnswer:
    "Desculpe, isso eu não posso responder. Pergunte de outro jeito, ou pergunte outra coisa, por favor.",
  optedOut:
    "Você não vai mais receber mensagens deste número. Escreva *START* quando quiser continuar.",
  optedIn: "Que bom ter você de volta! Escreva para mim quando quiser.",

  troubles: {
    video:
      "Ainda não consigo assistir a vídeos. Envie uma captura do momento que importa, ou me conte por escrito ou em uma mensagem de voz do que se trata, por favor.",
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
      "Esse documento é complicado demais para mim. Envie só as páginas que importam, ou uma foto delas, por favor.",
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

  commands: {
    help: { words: ["ajuda", "comandos"], does: "esta lista" },
    start: { words: ["começar"], does: "começar" },
    more: { words: ["mais"], does: "o resto de uma resposta longa" },
    new: { words: ["nova", "novo"], does: "começar uma conversa nova" },
    usage: { words: ["uso", "consumo"], does: "o que você usou hoje e neste mês" },
    persona: {
      words: ["personalidade"],
      does: "como devo ser, por exemplo “/personalidade um professor paciente”; “/personalidade não” desfaz",
    },
    language: { words: ["idioma", "lang"], does: "o idioma de avisos como este" },
    forget: { words: ["esquecer", "esqueça"], does: "apagar tudo o que guardei de você" },
    id: { words: ["id"], does: "o seu endereço, para passar ao responsável" },
    human: { words: ["humano", "atendente"], does: "falar com uma pessoa" },
    allow: { words: ["permitir"], does: "deixar alguém entrar, por código ou número" },
    block: { words: ["bloquear"], does: "não deixar alguém entrar, por código ou número" },
  },
  nothingMore: "Não tem mais: você já leu toda a minha última resposta.",
  helpHead: "Escreva para mim como escreveria para uma pessoa. Além disso, eu entendo:",
  unknownCommand: (written, nearest) =>
    `Não conheço “/${written}”.${nearest === null ? "" : ` Você quis dizer */${nearest}*?`} Escreva /ajuda para ver tudo o que entendo.`,
  newBegun: "Pronto: esta é uma conversa nova. Começo sem o que foi dito antes.",
  usage: (today, month) =>
    `Hoje: ${count(today.messages)} mensagens, ${count(today.tokens)} tokens.\nNeste mês: ${count(month.messages)} mensagens, ${count(month.tokens)} tokens.`,
  personaSet: "Pronto, vou ser assim. Escreva “/personalidade não” para desfazer.",
  personaOff: "Pronto, voltei a ser como sempre.",
  personaIs: (wish) =>
    `Você me pediu para ser: ${wish}\n\nEscreva “/personalidade não” para desfazer.`,
  personaNone: "Diga como devo ser, por exemplo: /personalidade um professor paciente",
  personaTooLong: (most) => `Diga isso em no máximo ${count(most)} caracteres, por favor.`,
  languageSet: "Pronto, de agora em diante uso o português em avisos como este.",
  languageChoice: (choice) => `Qual idioma você prefere? Escreva um destes: ${choice}`,
  forgetAsks:
    "Isso apaga todas as suas mensagens, as minhas respostas e os seus arquivos. Não dá para desfazer. Escreva *sim* para apagar, ou qualquer outra coisa para manter.",
  forgotten: "Apaguei tudo o que tinha guardado de você.",
  yourId: (addresses) => `O seu endereço é:\n${addresses}`,
  humanTold: "Avisei as pessoas por trás deste número que você quer falar com alguém.",
  humanNone:
    "Desculpe, não há ninguém aqui que possa atender você. Você pode continuar escrevendo para mim.",
  letIn: "Boas notícias: você já pode entrar. Escreva para mim quando quiser.",

  owner: {
    allowed: (who) => `${who} já pode escrever para mim.`,
    blocked: (who) => `${who} está bloqueado e não recebe mais respostas.`,
    accessNeedsWho: (command) =>
      `Acrescente um código ou um número com o código do país, por exemplo: /${command} +14155550123`,
    nobodyFound: "Não conheço ninguém com esse código. Confira, ou use o número, por favor.",
    adminStays: "É um dos responsáveis, e eles não podem ser bloqueados.",
    humanWanted: (who) => `${who} quer falar com uma pessoa. Escreva para ela, por favor.`,
    troubles: {
      accountEmpty:
        "⚠️ A conta no provedor do modelo está sem crédito, então ninguém recebe respostas. Coloque crédito ou aumente o limite, por favor.",
      keyRefused:
        "⚠️ O provedor do modelo recusa a chave, então ninguém recebe respostas. Verifique OPENAI_API_KEY e reinicie o bot, por favor.",
      dailyLimit:
        "⚠️ Um limite diário de tokens foi atingido, por isso alguns usuários, ou todos, ficam sem respostas até amanhã. Veja DAILY_TOKEN_LIMIT e DAILY_TOKEN_LIMIT_PER_USER.",
      trialAccount:
        "⚠️ O Twilio recusou uma resposta porque a conta é de teste (erro 21654). Faça o upgrade da conta no console do Twilio, por favor.",
      windowClosed:
        "⚠️ O WhatsApp recusou uma resposta porque o usuário escreveu pela última vez há mais de 24 horas (erro 63016). Ele volta a receber respostas assim que escrever.",
      sandboxNotJoined:
        "⚠️ O Twilio recusou uma resposta porque o usuário não entrou no sandbox (erro 63015). Peça que ele envie as palavras de acesso do console do Twilio, por favor.",
    },
  },
};
