import { askMemory } from "./ask-memory.ts";
import { askPicture } from "./ask-picture.ts";
import { askReminder } from "./ask-reminder.ts";
import { askSearch } from "./ask-search.ts";
import type { Script } from "./script.ts";
import { STORY_PT } from "./story-pt.ts";

export const pt: Script = {
  locale: "pt-BR",
  words: new Set(
    (
      "ola oi opa bom boa tarde noite voce voces pode fazer quem obrigado obrigada piada conte conta " +
      "longa uma historia horas sao onde qual tudo bem tchau ate logo chamo meu minha nao sim o os do " +
      "lembre lembra minuto minutos da em um isso isto diz ajuda hoje chove sabe tempo outra mais imagem e documento foi com procure pesquise busque desenhe desenha pinte faca parecer inverno que nos documentos"
    ).split(" "),
  ),
  topics: {
    more: {
      asks: /^(?:mais|continua|continue|mas)\b[.!]*$/,
      answers: [
        "Se falta um pedaço da minha resposta, escreva *more*. Com `/language pt`, os meus avisos também falam português.",
      ],
    },
    story: { asks: /\bhistoria\b|\bconto\b|\bresposta longa\b/, answers: [STORY_PT] },
    joke: {
      asks: /\bpiadas?\b|\bme faz(?:er)? rir\b|\balgo engracado\b/,
      answers: [
        "Por que a mensagem esperava tão quietinha na fila?\n\nPorque queria ser *lida*. 😄",
        "Contei ao meu celular uma piada sobre bateria. Ele desligou. 🔋",
        "— O que o zero disse ao oito?\n— Que cinto bonito! 🎱",
        "— Por que o livro de matemática foi ao médico?\n— Porque tinha muitos problemas. 📐",
      ],
    },
    demo: {
      asks: /\b(?:demo|roteiro|simulador|(?:isso|isto) e real|de verdade)\b/,
      answers: [
        "As minhas palavras vêm de um roteiro curto. O resto é real: cada mensagem é assinada, guardada, espera a sua vez, é respondida e seguida até os tiques azuis. Veja em *Behind the scenes*.",
      ],
    },
    model: {
      asks: /\b(?:conectar|conecto|usar|uso|proprio|que|qual) .*\bmodelo\b|\bollama\b|\bchave de api\b/,
      answers: [
        "Dá para conectar qualquer servidor compatível com a OpenAI: clique no nome do modelo na página, ou comece com `demo --model URL`. Um Ollama neste computador é oferecido sozinho.",
      ],
    },
    identity: {
      asks: /\bquem (?:e|es) (?:voce|tu)\b|\bo que voce e\b|\bvoce e (?:um |uma )?(?:bot|robo|humano|humana|real|pessoa|ia|chatgpt)\b|\bseu nome\b|\bcomo voce se chama\b/,
      answers: [
        "Sou um assistente de WhatsApp que roda no seu próprio computador. Nesta demo, um pequeno roteiro fala por mim; com um modelo conectado, eu penso de verdade.",
      ],
    },
    abilities: {
      asks: /\bo ?que (?:voce|vc|da para|posso) ?(?:pode|sabe|faz|consegue|fazer)?\b|\bcomo (?:voce )?funciona\b|\bajuda\b|\bfuncoes\b/,
      answers: [
        "Bastante coisa:\n- responder perguntas e lembrar da nossa conversa\n- olhar fotos, ouvir áudios, ler PDFs e documentos do Office\n- receber locais e contatos\n\nMande uma foto, um documento, _desenhe uma casa_, _conte uma história longa_ ou _me lembre em um minuto de alongar_.",
      ],
    },
    presence: {
      asks: /\b(?:voce )?(?:ainda )?esta (?:ai|aqui)\b|\btem alguem\b/,
      answers: ["Sim, estou aqui. 🙂"],
    },
    wellbeing: {
      asks: /\btudo (?:bem|bom|certo)\b|\bcomo (?:vai|voce esta|esta)\b|\be ai\b/,
      answers: ["Tudo ótimo, obrigado! 😊 E você?", "Continuo bem, e continuo aqui. E você?"],
    },
    weather: {
      asks: /\b(?:previsao|como esta o tempo|o tempo|clima|chov\w+|chuva)\b/,
      answers: [
        "Daqui não consigo olhar pela janela: esta demo não tem internet, de propósito. Parece dia de guarda-chuva? ☔",
      ],
    },
    date: { asks: /\bque dia\b|\bqual (?:e )?a data\b|\ba data\b/, answers: ["Hoje é {date}."] },
    time: { asks: /\bque horas?\b|\bas horas\b/, answers: ["São {time}. 🕰️"] },
    price: {
      asks: /\b(?:custa|preco|precos|gratis|caro|cobra)\b/,
      answers: [
        "Esta demo não custa nada. Para valer, você paga ao provedor do modelo e à Twilio pelo que usar; um limite diário mantém tudo sob controle.",
      ],
    },
    thanks: { asks: /\bobrigad[oa]\b|\bvaleu\b/, answers: ["De nada! 🙌", "Sempre que quiser."] },
    goodbye: {
      asks: /\b(?:tchau|adeus|ate (?:logo|mais|amanha)|boa noite)\b/,
      answers: ["Até logo! Estarei aqui. 👋"],
    },
    praise: {
      asks: /\b(?:legal|otimo|incrivel|perfeito|adorei|gostei|parabens|nossa|kkk+|rsrs\w*|engracado)\b|^(?:[😂🤣😍❤👍🎉🥰😊🙏🔥]️?\s*)+$/u,
      answers: ["😊", "Que bom que gostou!", "🎉"],
    },
    writing: {
      asks: /\b(?:escrev\w+|traduz\w*|poema|receita|codigo|resum\w+|expli\w+|e-?mail|redacao|plano)\b/,
      answers: [
        "Com prazer, mas isso pede um modelo de verdade e eu só tenho um roteiro. Conecte o seu e peça de novo.",
      ],
    },
    hello: {
      asks: /^(?:(?:ola|oi|opa|bom dia|boa tarde|saudacoes)\b|👋)/u,
      answers: [
        "Prazer em conhecer você! 👋 O que conta de novo?",
        "Olá de novo! 👋",
        "Oi! Continuo aqui. 🙂",
      ],
    },
    yes: { asks: /^(?:sim|claro|ok|certo|bem|beleza|tudo)\b/, answers: ["Bom! O que mais?"] },
    no: { asks: /^(?:nao|deixa|melhor nao)\b/, answers: ["Tudo bem. Estou aqui se precisar."] },
  },
  calls: [
    askReminder(
      [
        /(?:\bme lembr[ea]|\blembr[ea][- ]me) (?:em|daqui a) (?<amount>\p{L}+|\d+) (?<unit>minuto|hora)s? (?:de |que )?(?<text>.+)/iu,
        /(?:\bme lembr[ea]|\blembr[ea][- ]me) (?:de |que )?(?<text>.+?) (?:em|daqui a) (?<amount>\p{L}+|\d+) (?<unit>minuto|hora)s?(?!\p{L})/iu,
      ],
      (text, minutes) =>
        `Lembro você em ${minutes === 1 ? "um minuto" : `${minutes} minutos`}: *${text}*. Deixe esta página aberta e veja chegar. ⏰`,
    ),
    askMemory(
      /^(?:por favor,? )?lembr[ea](?:-se)? (?:de )?que (\S.*)/iu,
      (statement) =>
        `Vou lembrar: “${statement}” Escreva /memoria para ver tudo o que lembro, ou para apagar.`,
    ),
    askSearch(
      "search_documents",
      /^(?:por favor,? )?(?:procur[ae]|busque) nos (?:meus |seus )?documentos\s+(\S.*)/,
      (found) => `Isto é o que encontrei nos documentos:\n\n${found}`,
    ),
    askSearch(
      "web_search",
      /^(?:por favor,? )?(?:procur[ae](?: na (?:web|internet))?|pesquis[ae](?: na (?:web|internet))?|busque)\s+(\S.*)/,
      (found) => `Procurei na web, e isto é o primeiro que encontrei:\n\n${found}`,
    ),
    askPicture({
      draws:
        /^(?:por favor,? )?(?:voce )?(?:pode )?(?:desenh(?:e|a|ar)|pint(?:e|a|ar)|fa(?:ca|z) (?:um desenho|uma imagem) de)(?: para mim)?\s+(\S.*)/,
      changes:
        /^(?:por favor,? )?(?:fa(?:ca|z) (?:ficar|parecer|com que pareca)|deixe|deixa|ponha|coloque|mude)(?: como| em| no| na| para| com cara de)?\s+(\S.*)/,
      drawn: (what) => `Aqui está: *${what}*. 🎨 Agora tente _faça parecer inverno_.`,
      changed: "Pronto, mudei a imagem. 🖌️",
      missing: "Não tenho aqui nenhuma imagem para mudar. Peça um desenho, ou mande a sua.",
    }),
  ],
  explanation:
    "_Isto é uma demo: as minhas respostas vêm de um roteiro curto, todo o resto é real. Conecte um modelo para uma conversa de verdade._",
  others: [
    "Boa pergunta, e digna de um modelo de verdade: o meu roteiro não tem resposta. Peça uma piada, ou mande uma foto ou um documento.",
    "Isso não está no meu roteiro. Com um modelo conectado, eu responderia direito.",
    "Isso passa das minhas poucas linhas. Tente “o que você pode fazer?”.",
  ],
  timeFormat: { hour: "2-digit", minute: "2-digit" },
  dateFormat: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  colours: {
    black: "preto",
    grey: "cinza",
    white: "branco",
    red: "vermelho",
    orange: "laranja",
    yellow: "amarelo",
    green: "verde",
    turquoise: "turquesa",
    blue: "azul",
    purple: "roxo",
    pink: "rosa",
    brown: "marrom",
  },
  namesThemselves: /(?:\bme chamo|\bmeu nome [eé]|\bme chame de)\s+(\p{L}[\p{L}'’-]{0,30})/iu,
  asksForName: /\bmeu nome\b|\bcomo eu me chamo\b/,
  nameTold: (name) => `Muito prazer, ${name}! 🙂`,
  nameKnown: (name) => `Você é ${name}. Você me contou antes.`,
  nameUnknown: "Você ainda não me contou. Escreva “me chamo …” e eu me lembro nesta conversa.",
  asksForPicture: /\b(?:foto|imagem|captura|cor|cores)\b/,
  asksForDocument: /\b(?:documento|arquivo|pdf|pagina|anexo|contrato|fatura|diz|escrito)\b/,
  asksForVoiceNote: /\b(?:voz|audio|gravacao|ouve|escuta|eu disse|falei)\b/,
  picture: (size, colour) =>
    `Obrigado pela foto! Ela tem ${size} pixels e a cor principal é *${colour}*. Sem um modelo não vejo mais; um de verdade descreve o que há nela.`,
  pictureAgain: (size, colour) =>
    `Só vejo tamanhos e cores: a sua foto tem ${size} pixels e a cor principal é *${colour}*. Um modelo de verdade diria o que há nela.`,
  pictureUnknown: "Não vejo nenhuma foto nesta conversa. Anexe uma com o + abaixo.",
  document: (name, words, beginning) =>
    `Li *${name}*: ${words} palavras. Começa assim:\n> ${beginning}\nPergunte o que quiser.`,
  passage: (name, passage) => `Em *${name}* encontro:\n> ${passage}`,
  passageMissing: (name) =>
    `Não encontro isso em *${name}*. Um modelo de verdade leria nas entrelinhas.`,
  aDocument: "o seu documento",
  scan: (name) => `*${name}* é digitalizado: as páginas são imagens. Um modelo com olhos as leria.`,
  voiceNote:
    "Recebi o seu áudio. 🎤 O roteiro não ouve; com um modelo de transcrição conectado, eu responderia ao que você disse.",
  place: (name) => `Recebido: *${name}*. 📍 Um modelo de verdade falaria sobre o lugar.`,
  contact: "Obrigado pelo contato. Um modelo de verdade poderia anotá-lo ou procurar algo nele.",
  forwarded: "Obrigado por encaminhar. Um modelo de verdade faria um resumo.",
  quoted: (words) =>
    `Você quer dizer “${words}”? O meu roteiro não tem o que acrescentar; um modelo de verdade teria.`,
  sum: (task, result) => `${task} = *${result}*`,
  empty: "A sua mensagem não tem palavras. O que você gostaria de saber?",
};
