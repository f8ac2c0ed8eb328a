import { VOICE_REPLIES, type VoiceReplies } from "../../core/voice-replies.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";
import { defineCommand } from "./command.ts";

/** Shows or chooses when answers are spoken. */
export const setVoice = defineCommand({
  name: "voice",
  plainWord: false,
  argument: "optional",
  isEnabled: ({ voiceReplies, replyMode }) => voiceReplies !== "off" && replyMode !== "twiml",
  languages: {
    en: {
      words: ["voice"],
      help: "whether I answer with voice notes: “/voice on”, “/voice auto” or “/voice off”",
      /** The arguments that choose; the English ones do in every language. */
      choices: { off: ["off", "no"], auto: ["auto"], on: ["on", "always", "yes"] },
      states: {
        off: "I answer in writing.",
        auto: "I answer voice notes with voice notes, and the rest in writing.",
        on: "I answer everything with voice notes.",
      },
      usage: "Write “/voice on”, “/voice auto” or “/voice off” to change that.",
      isSet: (state: string) => `Done. ${state}`,
      impossible: "I cannot send voice notes here, so I answer in writing.",
    },
    es: {
      words: ["voz"],
      help: "si respondo con notas de voz: «/voz sí», «/voz auto» o «/voz no»",
      choices: {
        off: ["no", "desactivar", "quitar"],
        auto: ["auto"],
        on: ["sí", "siempre", "activar"],
      },
      states: {
        off: "Respondo por escrito.",
        auto: "Respondo a las notas de voz con notas de voz, y a lo demás por escrito.",
        on: "Respondo a todo con notas de voz.",
      },
      usage: "Escribe «/voz sí», «/voz auto» o «/voz no» para cambiarlo.",
      isSet: (state) => `Listo. ${state}`,
      impossible: "Aquí no puedo enviar notas de voz, así que respondo por escrito.",
    },
    pt: {
      words: ["voz"],
      help: "se respondo com mensagens de voz: “/voz sim”, “/voz auto” ou “/voz não”",
      choices: {
        off: ["não", "desligar", "desativar"],
        auto: ["auto"],
        on: ["sim", "sempre", "ligar", "ativar"],
      },
      states: {
        off: "Respondo por escrito.",
        auto: "Respondo a mensagens de voz com mensagens de voz, e ao resto por escrito.",
        on: "Respondo a tudo com mensagens de voz.",
      },
      usage: "Escreva “/voz sim”, “/voz auto” ou “/voz não” para mudar isso.",
      isSet: (state) => `Pronto. ${state}`,
      impossible: "Aqui não consigo enviar mensagens de voz, então respondo por escrito.",
    },
  },
  run: async ({ turn, lane, argument, own, ownFor }, { store, files, voiceReplies }) => {
    if (files === null || files.recordings.length === 0) return own.impossible;
    const said = bareWord(argument);
    if (said === "") return `${own.states[turn.user.voiceReplies ?? voiceReplies]} ${own.usage}`;
    const isNamed = (choice: VoiceReplies) =>
      [...own.choices[choice], ...ownFor("en").choices[choice]].some(
        (word) => foldWord(word) === said,
      );
    const chosen = VOICE_REPLIES.find(isNamed);
    if (chosen === undefined) return own.usage;
    await store.setPreferences(lane, { voiceReplies: chosen });
    return own.isSet(own.states[chosen]);
  },
});
