import { type Language, LANGUAGES } from "../../core/language.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";
import { catalogue } from "../../text/sentences.ts";
import { languageChoices } from "../reply/offers.ts";
import { defineCommand } from "./command.ts";

/** The topic of a reply that lists the languages. */
export const LANGUAGES_OFFERED = "language?";

/** Stores the language of fixed sentences, by its code or its name in any of them; else lists them. */
export const setLanguage = defineCommand({
  name: "language",
  argument: "optional",
  languages: {
    en: {
      words: ["language", "lang"],
      help: "choose the language of notes like this one",
      isSet: "Done, from now on I use English for notes like this one.",
      question: "Which language do you prefer?",
      choice: (choice: string) => `Write one of these: ${choice}`,
    },
    es: {
      words: ["idioma", "lang"],
      help: "elegir el idioma de avisos como este",
      isSet: "Listo, a partir de ahora uso el español para avisos como este.",
      question: "¿Qué idioma prefieres?",
      choice: (choice) => `Escribe uno de estos: ${choice}`,
    },
    pt: {
      words: ["idioma", "lang"],
      help: "escolher o idioma de avisos como este",
      isSet: "Pronto, de agora em diante uso o português em avisos como este.",
      question: "Qual idioma você prefere?",
      choice: (choice) => `Escreva um destes: ${choice}`,
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
    const offer = { choices: languageChoices(), inWords: own.choice(choice.join(", ")) };
    return { text: own.question, topic: LANGUAGES_OFFERED, offer };
  },
});

/** In words: a longer text is no answer to the question. */
const LONGEST_NAME = 4;

/**
 * Returns the language that a text names in any language, alone or in a few words, or by its code,
 * such as `pt-BR`; null if it names none or several.
 */
export function readLanguage(text: string): Language | null {
  const words = text
    .split(/[\s,.;:()]+/)
    .map(bareWord)
    .filter(Boolean);
  if (words.length > LONGEST_NAME) return null;
  const named = LANGUAGES.filter((language) =>
    catalogue[language].names.some((name) => words.includes(foldWord(name))),
  );
  const [code] = words.length === 1 ? (words[0]?.split(/[-_]/) ?? []) : [];
  const found = named.length > 0 ? named : LANGUAGES.filter((language) => language === code);
  return found.length === 1 ? (found[0] ?? null) : null;
}
