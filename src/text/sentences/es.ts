import type { en } from "./en.ts";

export const es: typeof en = {
  language: "es",
  ownName: "Español",
  names: ["spanish", "español", "castellano", "espanhol"],
  yes: ["sí", "s"],
  stopWords: [
    "parar",
    "alto",
    "detener",
    "baja",
    "darme de baja",
    "cancelar",
    "cancelar suscripción",
    "desuscribir",
    "salir",
    "terminar",
    "fin",
    "no más mensajes",
    "detener promociones",
  ],
  startWords: ["alta", "iniciar", "empezar", "comenzar", "reanudar", "volver", "sí"],

  welcome:
    "¡Hola! Estás chateando con un asistente de inteligencia artificial, y puede equivocarse. Escribe /ayuda para ver lo que entiende.",
  slowDown:
    "Escribes más rápido de lo que puedo seguirte. Espera un minuto y vuelve a enviar tu mensaje, por favor.",
  tooManyOpen:
    "Muchos de tus mensajes esperan todavía mi respuesta. Espera a que me ponga al día y vuelve a enviar este, por favor.",
  sendAgain:
    "No estaba disponible cuando escribiste, así que solo sé que llegó un mensaje tuyo. Envíalo otra vez, por favor.",
  notWhitelisted:
    "¡Hola! Este es un asistente privado y tu número no está en su lista. Pídele al responsable que te agregue, por favor.",
  notPaired: (code) =>
    `¡Hola! Este es un asistente privado. Para tener acceso, dale este código al responsable, por favor: *${code}*`,
  overLimit: "Llegué a mi límite de un día. Vuelve a escribirme mañana, por favor.",
  nothingToAnswer: "Ese mensaje me llegó vacío. Escribe lo que te gustaría saber, por favor.",
  unknownKind:
    "No puedo abrir ese tipo de mensaje. Entiendo textos, notas de voz, fotos, documentos, contactos y una ubicación («Enviar mi ubicación actual», no en tiempo real).",
  reminderLate: (text, time, date) =>
    `${text} (con retraso: era ${date === null ? "" : `el ${date} `}a las ${time})`,
  stillWorking: "Sigo con tu mensaje. Está tardando más de lo normal.",
  busy: "Lo siento, ahora mismo no consigo conectar con mi modelo de lenguaje. Vuelve a enviar tu mensaje en unos minutos, por favor.",
  unavailable:
    "Lo siento, en este momento no puedo responder. El responsable de este número tiene que resolver un problema primero.",
  tooLong:
    "Lo siento, es más texto del que puedo leer de una vez. Envía un mensaje más corto, por favor.",
  somethingBroke:
    "Lo siento, algo falló por mi parte con este mensaje. Intenta decirlo de otra manera, por favor.",
  cutShort: "(Mi respuesta se cortó aquí. Escribe «sigue» para leer el resto.)",
  sources: (count: number) => (count === 1 ? "Fuente:" : "Fuentes:"),
  moreOffer: "(Hay más: escribe *más* para leer el resto.)",
  moreWords: ["más", "mas", "sigue", "continúa", "continua"],
  /** The words of a voice note in place of what only a text can show. */
  speech: {
    link: "el enlace de abajo",
    seeLink: "mira el enlace de abajo",
    seeCode: "El código está en el texto de abajo.",
    seeTable: "La tabla está en el texto de abajo.",
  },
  buttons: { more: "Más", goOn: "Sigue", help: "¿Qué sabes hacer?" },
  helpWord: "/ayuda",
  declined: "Lo siento, con eso no puedo ayudarte.",
  cannotAnswer:
    "Lo siento, eso no lo puedo responder. Pregúntame de otra forma, o pregúntame otra cosa, por favor.",
  optedOut:
    "Ya no recibirás más mensajes de este número. Escribe *START* cuando quieras continuar.",
  optedIn: "¡Qué bueno tenerte de vuelta! Escríbeme cuando quieras.",

  attachmentProblems: {
    video:
      "Todavía no puedo ver videos. Envía una captura de pantalla del momento que importa, o cuéntame por escrito o en una nota de voz de qué se trata, por favor.",
    unknown:
      "No puedo abrir ese tipo de archivo. Puedo abrir fotos, notas de voz, PDF, archivos de Word, Excel, PowerPoint y OpenDocument, y texto sin formato.",
    mislabelled:
      "Ese archivo no es lo que dice ser, así que no lo abrí. Envía el original otra vez, como documento, por favor.",
    tooBig:
      "Ese archivo pesa más de 16 MB, que es más de lo que puedo recibir. Envía una versión más liviana o solo la parte que importa, por favor.",
    tooMany:
      "Son más archivos de los que puedo mirar en un día. Envíalo de nuevo mañana, o cuéntame por escrito de qué se trata, por favor.",
    gone: "No pude descargar ese archivo de WhatsApp. Envíalo otra vez, por favor.",
    pictureTooLarge:
      "Esa imagen tiene más píxeles de los que puedo procesar. Envíala como foto normal en vez de como archivo, o haz una captura de pantalla, por favor.",
    pictureUnsupported:
      "No puedo abrir ese formato de imagen (HEIC, por ejemplo). Envíala como foto normal en vez de como archivo, o haz una captura de pantalla, por favor.",
    pictureCorrupt:
      "Esa imagen está dañada y no puedo abrirla. Envíala otra vez, o haz una captura de pantalla, por favor.",
    pictureUnseen:
      "Aquí no puedo ver imágenes. Cuéntame por escrito o en una nota de voz qué muestra y qué quieres saber, por favor.",
    silence:
      "No pude oír ninguna palabra en esa grabación. Grábala otra vez un poco más cerca del micrófono, o escríbeme, por favor.",
    audioUnsupported:
      "No puedo escuchar ese formato de audio. Graba una nota de voz con el botón del micrófono de WhatsApp, o escríbeme, por favor.",
    audioTooLong:
      "Esa grabación dura más de lo que puedo escuchar. Envíame la parte importante en una más corta, o escríbeme lo que dice, por favor.",
    tooMuchToHear:
      "Eso es más de lo que puedo escuchar en un día. Vuelve a enviarlo mañana, o escríbeme lo que dice, por favor.",
    audioCorrupt:
      "No pude reproducir esa grabación. Grábala otra vez, o escríbeme lo que dice, por favor.",
    documentEncrypted:
      "Ese documento está protegido con contraseña. Guarda una copia sin ella y envíamela, por favor.",
    documentCorrupt:
      "Ese documento está dañado y no puedo abrirlo. Expórtalo de nuevo, por ejemplo como PDF, y envíalo otra vez, por favor.",
    documentEmpty:
      "No hay texto en ese documento. Si muestra algo, envíame una foto o una captura de pantalla, por favor.",
    documentTooBig:
      "Ese documento contiene más de lo que puedo leer. Envíame solo las páginas que importan, por favor.",
    documentTooSlow:
      "Ese documento es demasiado complicado para que lo lea. Envíame solo las páginas que importan, o una foto de ellas, por favor.",
    documentUnsupported:
      "No puedo leer ese tipo de documento. Puedo leer PDF, Word, Excel, PowerPoint, OpenDocument, texto, CSV, JSON y HTML.",
    documentOutdated:
      "No puedo leer ese formato antiguo (.doc, .ppt o .rtf). Ábrelo, guárdalo como .docx, .pptx o PDF y envíame ese archivo, por favor.",
    scanTooLong:
      "Ese documento es un escaneo de muchas páginas, más de las que puedo mirar. Envíame como fotos las páginas que importan, por favor.",
    scanUnsupported:
      "Ese documento es un escaneo: imágenes de páginas sin texto. Envíame como fotos las páginas que importan, por favor.",
    scanUnseen:
      "Ese documento es un escaneo: imágenes de páginas sin texto, y aquí no puedo ver imágenes. Envía una versión con texto, o escríbeme lo que dice, por favor.",
    contactUnreadable:
      "No encontré ni nombre ni número en ese contacto. Mejor escríbemelos, por favor.",
  },

  unknownCommand: (written, nearest) =>
    `No conozco «/${written}».${nearest === null ? "" : ` ¿Querías decir */${nearest}*?`} Escribe /ayuda para ver todo lo que entiendo.`,

  owner: {
    accessNeedsUser: (command) =>
      `Agrega un código o un número con su código de país, por ejemplo: /${command} +14155550123`,
    userUnknown: "No conozco a nadie con ese código. Revísalo o usa el número, por favor.",
    alerts: {
      accountEmpty:
        "⚠️ La cuenta del proveedor del modelo no tiene saldo, así que los usuarios no reciben respuestas. Recárgala o sube su límite, por favor.",
      keyRefused:
        "⚠️ El proveedor del modelo rechaza la clave de API, así que los usuarios no reciben respuestas. Revisa OPENAI_API_KEY y reinicia el bot, por favor.",
      picturesRefused:
        "⚠️ No se pueden crear imágenes: su servidor rechaza la cuenta, la clave o el modelo. Revisa el saldo, IMAGE_MODEL y la clave (IMAGE_API_KEY u OPENAI_API_KEY), por favor.",
      dailyLimit:
        "⚠️ Se alcanzó un límite de tokens o de dinero, así que algunos usuarios, o todos, no reciben respuestas por ahora. Revisa DAILY_TOKEN_LIMIT, DAILY_BUDGET_USD y MONTHLY_BUDGET_USD.",
      budgetNearlySpent:
        "⚠️ Se gastó el 80 % del presupuesto de un día o de un mes. Revisa DAILY_BUDGET_USD y MONTHLY_BUDGET_USD.",
      billedAsAiProvider:
        "⚠️ Meta cobra las respuestas como las de un proveedor de IA (general_purpose_ai), con condiciones y precios propios. Revisa el número en WhatsApp Manager.",
      trialAccount:
        "⚠️ Se rechazó una respuesta porque la cuenta del proveedor de mensajería es de prueba. Pásala a una cuenta de pago en la consola del proveedor, por favor.",
      windowClosed:
        "⚠️ WhatsApp rechazó una respuesta porque el usuario escribió por última vez hace más de 24 horas. Volverá a recibir respuestas en cuanto escriba.",
      paymentMissing:
        "⚠️ WhatsApp rechazó una respuesta porque la cuenta de WhatsApp no tiene un método de pago válido. Añade uno en la configuración de facturación de Meta, por favor.",
      sandboxNotJoined:
        "⚠️ Se rechazó una respuesta porque el usuario no se unió al sandbox. Pídele que envíe la frase «join …» de la consola del proveedor de mensajería, por favor.",
      agentKeyRefused:
        "⚠️ WhatsApp rechaza la clave de un agente personal, así que su usuario no recibe respuestas. Copia la clave de la información del chat del agente en WHATSAPP_AGENT_KEYS y reinicia el bot, por favor.",
      agentKeyShared:
        "⚠️ Otro programa usa la clave de un agente personal, así que algunos mensajes de su usuario no llegan a este bot. Cierra el otro programa, por favor.",
    },
  },
};
