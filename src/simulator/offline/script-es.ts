import { askMemory } from "./ask-memory.ts";
import { askPicture } from "./ask-picture.ts";
import { askReminder } from "./ask-reminder.ts";
import { askSearch } from "./ask-search.ts";
import type { Script } from "./script.ts";
import { STORY_ES } from "./story-es.ts";

export const es: Script = {
  locale: "es",
  words: new Set(
    (
      "hola buenas buenos dias tardes puedes hacer quien eres gracias chiste cuentame cuenta cuentas " +
      "una larga historia hora donde cual estas adios hasta luego llamo llamas soy usted tu mi hay " +
      "recuerdame minuto minutos llueve hoy dia el los las un y del si esto eso dice ayuda sabes tal bien muy otro mas sigue imagen busca buscame googlea dibuja dibujame pinta haz que parezca invierno recuerda documentos"
    ).split(" "),
  ),
  topics: {
    more: {
      asks: /^(?:mas|sigue|continua|mais)\b[.!]*$/,
      answers: [
        "Si falta algo de mi respuesta, escribe *more*. Con `/language es`, también mis avisos hablan español.",
      ],
    },
    story: { asks: /\bhistoria\b|\bcuento\b|\brelato\b|\brespuesta larga\b/, answers: [STORY_ES] },
    joke: {
      asks: /\bchistes?\b|\bhazme reir\b|\balgo gracioso\b/,
      answers: [
        "¿Por qué el mensaje esperaba tan callado en la cola?\n\nPorque quería que lo *leyeran*. 😄",
        "Le conté a mi teléfono un chiste de baterías. Se apagó. 🔋",
        "—¿Cuál es el animal más antiguo?\n—La cebra: todavía está en blanco y negro. 🦓",
        "—¿Qué le dice un semáforo a otro?\n—No me mires, que me estoy cambiando. 🚦",
      ],
    },
    demo: {
      asks: /\b(?:demo|guion|simulador|es (?:esto )?real|de verdad)\b/,
      answers: [
        "Mis palabras salen de un guion corto. Lo demás es real: cada mensaje se firma, se guarda, espera su turno, se contesta y se sigue hasta las marcas azules. Míralo en *Behind the scenes*.",
      ],
    },
    model: {
      asks: /\b(?:conectar|conecto|usar|uso|propio|que|cual) .*\bmodelo\b|\bollama\b|\bclave de api\b/,
      answers: [
        "Puedes conectar cualquier servidor compatible con OpenAI: pulsa el nombre del modelo en la página, o empieza con `demo --model URL`. Si hay un Ollama en este equipo, se ofrece solo.",
      ],
    },
    identity: {
      asks: /\bquien eres\b|\bque eres\b|\beres (?:un |una )?(?:bot|robot|humano|humana|real|persona|ia|chatgpt)\b|\bcomo te llamas\b|\btu nombre\b/,
      answers: [
        "Soy un asistente de WhatsApp que vive en tu propio ordenador. En esta demo habla por mí un pequeño guion; con un modelo conectado, pienso de verdad.",
      ],
    },
    abilities: {
      asks: /\bque (?:puedes|sabes|haces|se puede|puedo)\b|\bcomo funcion|\bayuda\b|\bfunciones\b/,
      answers: [
        "Bastante:\n- contestar preguntas y recordar nuestra charla\n- mirar fotos, escuchar notas de voz, leer PDF y documentos de Office\n- recibir ubicaciones y contactos\n\nPrueba con una foto, un documento, _dibújame una casa_, _cuéntame una historia larga_ o _recuérdame en un minuto que me estire_.",
      ],
    },
    presence: {
      asks: /\b(?:sigues|estas) (?:ahi|aqui)\b|\bhay alguien\b/,
      answers: ["Sí, aquí estoy. 🙂"],
    },
    wellbeing: {
      asks: /\b(?:como|que tal) (?:estas|va|andas|te va)\b|\bque tal\b/,
      answers: ["¡Muy bien, gracias! 😊 ¿Y tú?", "Sigo bien, y sigo aquí. ¿Y tú?"],
    },
    weather: {
      asks: /\bque tiempo\b|\bel tiempo\b|\bclima\b|\blluev|\bllover\b|\bpronostico\b/,
      answers: [
        "Desde aquí no puedo asomarme: esta demo no tiene internet, a propósito. ¿A ti te parece día de paraguas? ☔",
      ],
    },
    date: {
      asks: /\bque (?:dia|fecha)\b|\ba cuantos estamos\b|\bla fecha\b/,
      answers: ["Hoy es {date}."],
    },
    time: { asks: /\bque hora\b|\bla hora\b/, answers: ["Son las {time}. 🕰️"] },
    price: {
      asks: /\b(?:cuesta|cuestas|precio|precios|gratis|caro|cobras)\b/,
      answers: [
        "Esta demo no cuesta nada. En serio pagas a tu proveedor del modelo y a Twilio por lo que uses; un límite diario lo mantiene a raya.",
      ],
    },
    thanks: { asks: /\bgracias\b/, answers: ["¡De nada! 🙌", "Cuando quieras."] },
    goodbye: {
      asks: /\b(?:adios|chao|chau|hasta (?:luego|pronto|manana)|buenas noches|nos vemos)\b/,
      answers: ["¡Hasta luego! Aquí estaré. 👋"],
    },
    praise: {
      asks: /\b(?:genial|que bien|increible|perfecto|me encanta|me gusta|bravo|guau|jaja\w*|divertido)\b|^(?:[😂🤣😍❤👍🎉🥰😊🙏🔥]️?\s*)+$/u,
      answers: ["😊", "¡Me alegro!", "🎉"],
    },
    writing: {
      asks: /\b(?:escrib\w+|traduc\w+|poema|receta|codigo|resum\w+|explica\w*|correo|ensayo|plan)\b/,
      answers: [
        "Con gusto, pero para eso hace falta un modelo de verdad y yo solo tengo un guion. Conecta el tuyo y vuelve a pedírmelo.",
      ],
    },
    hello: {
      asks: /^(?:¡?(?:hola|buenas|buenos dias|buenas tardes|saludos)\b|👋)/u,
      answers: [
        "¡Encantado de conocerte! 👋 ¿Qué te cuentas?",
        "¡Hola otra vez! 👋",
        "¡Hola! Aquí sigo. 🙂",
      ],
    },
    yes: {
      asks: /^(?:si|claro|vale|ok|bien|muy bien|de acuerdo)\b/,
      answers: ["¡Bien! ¿Qué más?"],
    },
    no: {
      asks: /^(?:no|da igual|mejor no)\b/,
      answers: ["De acuerdo. Aquí estoy si me necesitas."],
    },
  },
  calls: [
    askReminder(
      [
        /\brecu[eé]rdame (?:en|dentro de) (?<amount>\p{L}+|\d+) (?<unit>minuto|hora)s? (?:que |de )?(?<text>.+)/iu,
        /\brecu[eé]rdame (?:que |de )?(?<text>.+?) (?:en|dentro de) (?<amount>\p{L}+|\d+) (?<unit>minuto|hora)s?(?!\p{L})/iu,
      ],
      (text, minutes) =>
        `Te lo recuerdo en ${minutes === 1 ? "un minuto" : `${minutes} minutos`}: *${text}*. Deja esta página abierta y mira cómo llega. ⏰`,
    ),
    askMemory(
      /^(?:por favor,? )?(?:recuerda|acu[eé]rdate de) que (\S.*)/iu,
      (statement) =>
        `Lo recordaré: «${statement}» Escribe /memoria para ver todo lo que recuerdo, o para borrarlo.`,
    ),
    askSearch(
      "search_documents",
      /^(?:por favor,? )?busca en (?:los|mis|tus) documentos\s+(\S.*)/,
      (found) => `Esto es lo que encontré en los documentos:\n\n${found}`,
    ),
    askSearch(
      "web_search",
      /^(?:por favor,? )?(?:busca(?:me)?(?: en (?:la )?(?:web|internet))?|googlea)\s+(\S.*)/,
      (found) => `Busqué en la web, y esto es lo primero que encontré:\n\n${found}`,
    ),
    askPicture({
      draws:
        /^(?:por favor,? )?(?:¿?puedes )?(?:dibuja(?:me|r)?|pinta(?:me|r)?|haz(?:me)? (?:un dibujo|una imagen) de)\s+(\S.*)/,
      changes:
        /^(?:por favor,? )?(?:haz que (?:se vea|parezca)|pon(?:lo|la)|convierte(?:lo|la)|cambia(?:lo|la))(?: como| en| de| a| para que parezca)?\s+(\S.*)/,
      drawn: (what) => `Aquí tienes: *${what}*. 🎨 Ahora prueba _haz que parezca invierno_.`,
      changed: "Listo, la he cambiado. 🖌️",
      missing:
        "No tengo aquí ninguna imagen que cambiar. Pídeme que dibuje una, o mándame la tuya.",
    }),
  ],
  explanation:
    "_Esto es una demo: mis respuestas salen de un guion corto, todo lo demás es real. Conecta un modelo para una conversación de verdad._",
  others: [
    "Buena pregunta, y digna de un modelo de verdad: mi guion no tiene respuesta. Pídeme un chiste, o mándame una foto o un documento.",
    "Eso no está en mi guion. Con un modelo conectado te contestaría bien.",
    "Eso supera mis pocas líneas. Prueba con «¿qué puedes hacer?».",
  ],
  timeFormat: { hour: "2-digit", minute: "2-digit" },
  dateFormat: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  colours: {
    black: "negro",
    grey: "gris",
    white: "blanco",
    red: "rojo",
    orange: "naranja",
    yellow: "amarillo",
    green: "verde",
    turquoise: "turquesa",
    blue: "azul",
    purple: "morado",
    pink: "rosa",
    brown: "marrón",
  },
  namesThemselves: /(?:\bme llamo|\bmi nombre es|\bll[aá]mame)\s+(\p{L}[\p{L}'’-]{0,30})/iu,
  asksForName: /\bmi nombre\b|\bcomo me llamo\b/,
  nameTold: (name) => `¡Mucho gusto, ${name}! 🙂`,
  nameKnown: (name) => `Eres ${name}. Me lo dijiste antes.`,
  nameUnknown: "Todavía no me lo has dicho. Escribe «me llamo …» y lo recordaré en este chat.",
  asksForPicture: /\b(?:foto|imagen|captura|color|colores)\b/,
  asksForDocument: /\b(?:documento|archivo|pdf|pagina|adjunto|contrato|factura|dice|pone)\b/,
  asksForVoiceNote: /\b(?:voz|audio|grabacion|oyes|escuchas|he dicho|dije)\b/,
  picture: (size, colour) =>
    `¡Gracias por la foto! Mide ${size} píxeles y predomina el *${colour}*. Sin un modelo no veo más; uno de verdad describe lo que hay en ella.`,
  pictureAgain: (size, colour) =>
    `Solo veo tamaños y colores: tu foto mide ${size} píxeles y predomina el *${colour}*. Un modelo de verdad te diría qué hay en ella.`,
  pictureUnknown: "No veo ninguna foto en este chat. Adjunta una con el + de abajo.",
  document: (name, words, beginning) =>
    `He leído *${name}*: ${words} palabras. Empieza así:\n> ${beginning}\nPregúntame lo que quieras.`,
  passage: (name, passage) => `En *${name}* encuentro:\n> ${passage}`,
  passageMissing: (name) =>
    `Eso no lo encuentro en *${name}*. Un modelo de verdad leería entre líneas.`,
  aDocument: "tu documento",
  scan: (name) =>
    `*${name}* es un escaneo: sus páginas son imágenes. Un modelo con ojos las leería.`,
  voiceNote:
    "Ha llegado tu nota de voz. 🎤 El guion no oye; con un modelo de transcripción conectado, contestaría a lo que has dicho.",
  place: (name) => `Recibido: *${name}*. 📍 Un modelo de verdad te hablaría del lugar.`,
  contact: "Gracias por el contacto. Un modelo de verdad podría apuntarlo o buscar algo en él.",
  forwarded: "Gracias por reenviarlo. Un modelo de verdad te lo resumiría.",
  quoted: (words) =>
    `¿Te refieres a «${words}»? Mi guion no puede añadir nada; un modelo de verdad sí.`,
  sum: (task, result) => `${task} = *${result}*`,
  empty: "Tu mensaje no trae palabras. ¿Qué te gustaría saber?",
};
