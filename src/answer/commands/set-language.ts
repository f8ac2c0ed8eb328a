import { type Language, LANGUAGES } from "../../core/language.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";
import { catalogue } from "../../text/sentences.ts";
import { defineCommand } from "./command.ts";

/** The topic of a reply that lists the languages. */
export const LANGUAGES_OFFERED = "language?";

/** Stores the language of fixed sentences, by its code or its name in any of them; else lists them. */
export const setLanguage = defineCommand({
  name: "language",
  forAdmins: false,
  plainWord: true,
  argument: "optional",
  languages: {
    en: {
      words: ["language", "lang"],
      help: "choose the language of notes like this one",
      isSet: "Done, from now on I use English for notes like this one.",
      choice: (choice: string) => `Which language do you prefer? Write one of these: ${choice}`,
    },
    es: {
      words: ["idioma", "lang"],
      help: "elegir el idioma de avisos como este",
      isSet: "Listo, a partir de ahora uso el español para avisos como este.",
      choice: (choice) => `¿Qué idioma prefieres? Escribe uno de estos: ${choice}`,
    },
    pt: {
      words: ["idioma", "lang"],
      help: "escolher o idioma de avisos como este",
      isSet: "Pronto, de agora em diante uso o português em avisos como este.",
      choice: (choice) => `Qual idioma você prefere? Escreva um destes: ${choice}`,
    },
  },
  run: async ({ lane, written, argument, own, ownFor }, { store }) => {
    const language = readLanguage(argument);
    if (language !== null) {
      await store.setPreferences(lane, { language });
      return ownFor(language).isSet;
    }
    const word = foldWord(written);
    const choice = LANGUAGES.map((one) => `/${word} ${foldWord(catalogue[one].ownName)}`);
    return { text: own.choice(choice.join(", ")), topic: LANGUAGES_OFFERED };
  },
});

/** Returns the language that a text names, by its code or in any language; null if it names none. */
export function readLanguage(text: string): Language | null {
  const word = bareWord(text);
  const isMeant = (language: Language) =>
    [language, ...catalogue[language].names].some((name) => foldWord(name) === word);
  return LANGUAGES.find(isMeant) ?? null;
}
