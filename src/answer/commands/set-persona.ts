import { cleanText } from "../../text/clean-text.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";
import { MAX_PERSONA_LENGTH } from "../prompt/persona.ts";
import { defineCommand } from "./command.ts";

/** Stores how the user wishes the assistant to be, or ends it; shows it if nothing follows the word. */
export const setPersona = defineCommand({
  name: "persona",
  argument: "optional",
  languages: {
    en: {
      words: ["persona"],
      help: "how I should be, such as “/persona a patient teacher”; “/persona off” ends it",
      /** The arguments that end it; the English ones do in every language. */
      off: ["off", "none"],
      isSet: "Done, I'll keep to that. Write “/persona off” to end it.",
      isOff: "Done, I am myself again.",
      current: (persona: string) =>
        `You asked me to be: ${persona}\n\nWrite “/persona off” to end it.`,
      none: "Tell me how I should be, for example: /persona a patient teacher",
      tooLong: (most: number) => `Please say that in at most ${most} characters.`,
    },
    es: {
      words: ["personalidad"],
      help: "cómo debo ser, por ejemplo «/personalidad un profesor paciente»; «/personalidad no» lo quita",
      off: ["no", "ninguna", "quitar"],
      isSet: "Listo, así lo haré. Escribe «/personalidad no» para quitarlo.",
      isOff: "Listo, vuelvo a ser como siempre.",
      current: (persona) =>
        `Me pediste ser: ${persona}\n\nEscribe «/personalidad no» para quitarlo.`,
      none: "Dime cómo debo ser, por ejemplo: /personalidad un profesor paciente",
      tooLong: (most) => `Dilo en ${most} caracteres como máximo, por favor.`,
    },
    pt: {
      words: ["personalidade"],
      help: "como devo ser, por exemplo “/personalidade um professor paciente”; “/personalidade não” desfaz",
      off: ["não", "nenhuma", "tirar"],
      isSet: "Pronto, vou ser assim. Escreva “/personalidade não” para desfazer.",
      isOff: "Pronto, voltei a ser como sempre.",
      current: (persona) =>
        `Você me pediu para ser: ${persona}\n\nEscreva “/personalidade não” para desfazer.`,
      none: "Diga como devo ser, por exemplo: /personalidade um professor paciente",
      tooLong: (most) => `Diga isso em no máximo ${most} caracteres, por favor.`,
    },
  },
  run: async ({ turn, lane, argument, own, ownFor }, { store }) => {
    const wish = cleanText(argument).trim();
    if (wish === "") {
      const { persona } = turn.user;
      return persona === null ? own.none : own.current(persona);
    }
    if ([...own.off, ...ownFor("en").off].some((off) => foldWord(off) === bareWord(wish))) {
      await store.setPreferences(lane, { persona: null });
      return own.isOff;
    }
    if (Array.from(wish).length > MAX_PERSONA_LENGTH) return own.tooLong(MAX_PERSONA_LENGTH);
    await store.setPreferences(lane, { persona: wish });
    return own.isSet;
  },
});
