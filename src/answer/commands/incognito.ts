import { bareWord, foldWord } from "../../text/fold-word.ts";
import { defineCommand } from "./command.ts";

/** Switches answers without a past on or off, of which nothing is kept; alone it switches them on. */
export const incognito = defineCommand({
  name: "incognito",
  argument: "optional",
  languages: {
    en: {
      words: ["incognito"],
      help: "answers of which I keep nothing; “/incognito off” ends it",
      on: ["on"],
      off: ["off"],
      isOn: "Incognito is on. I answer each message on its own, without what was said before and without what I remember about you. Once an answer has reached you, I erase it and your message within a minute. WhatsApp and the model's provider still see them. Write “/incognito off” to end it.",
      isOff:
        "Incognito is off. From now on I keep our conversation again; I know nothing of what you wrote meanwhile.",
      state: "Incognito is on: I keep nothing of what you write. “/incognito off” ends it.",
      usage: "Write “/incognito on” or “/incognito off”.",
    },
    es: {
      words: ["incógnito"],
      help: "respuestas de las que no guardo nada; «/incógnito no» lo quita",
      on: ["sí", "activar"],
      off: ["no", "desactivar", "quitar"],
      isOn: "El modo incógnito está activado. Respondo a cada mensaje por separado, sin lo que se dijo antes y sin lo que recuerdo de ti. Cuando te llega una respuesta, la borro junto con tu mensaje en menos de un minuto. WhatsApp y el proveedor del modelo sí los ven. Escribe «/incógnito no» para quitarlo.",
      isOff:
        "El modo incógnito está desactivado. Desde ahora vuelvo a guardar nuestra conversación; no sé nada de lo que escribiste mientras tanto.",
      state:
        "El modo incógnito está activado: no guardo nada de lo que escribes. «/incógnito no» lo quita.",
      usage: "Escribe «/incógnito sí» o «/incógnito no».",
    },
    pt: {
      words: ["incógnito", "anônimo"],
      help: "respostas das quais não guardo nada; “/incógnito não” desfaz",
      on: ["sim", "ligar", "ativar"],
      off: ["não", "desligar", "desativar"],
      isOn: "O modo incógnito está ligado. Respondo a cada mensagem sozinha, sem o que foi dito antes e sem o que lembro de você. Quando uma resposta chega a você, eu a apago junto com a sua mensagem em menos de um minuto. O WhatsApp e o provedor do modelo ainda as veem. Escreva “/incógnito não” para desligar.",
      isOff:
        "O modo incógnito está desligado. De agora em diante volto a guardar a nossa conversa; não sei nada do que você escreveu nesse meio-tempo.",
      state:
        "O modo incógnito está ligado: não guardo nada do que você escreve. “/incógnito não” desliga.",
      usage: "Escreva “/incógnito sim” ou “/incógnito não”.",
    },
  },
  run: async ({ lane, argument, own, ownFor }, { store }) => {
    const said = bareWord(argument);
    const isAmong = (words: readonly string[]) => words.some((word) => foldWord(word) === said);
    const isOff = isAmong([...own.off, ...ownFor("en").off]);
    if (!isOff && said !== "" && !isAmong([...own.on, ...ownFor("en").on])) return own.usage;
    await store.setPreferences(lane, { isIncognito: !isOff });
    return isOff ? own.isOff : own.isOn;
  },
});
