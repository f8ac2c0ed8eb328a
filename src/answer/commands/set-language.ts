import { type Language, LANGUAGES } from "../../core/language.ts";
import { catalogue } from "../../text/sentences.ts";
import type { CommandHandler } from "./command.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";

/** The topic of a reply that lists the languages. */
export const LANGUAGES_OFFERED = "language?";

/** Keeps the language of fixed sentences, by its code or its name in any of them; else lists them. */
export const setLanguage: CommandHandler = async (
  { lane, written, argument, sentences },
  { store },
) => {
  const language = readLanguage(argument);
  if (language !== null) {
    await store.setPreferences(lane, { language });
    return catalogue[language].languageSet;
  }
  const word = foldWord(written);
  const choice = LANGUAGES.map((one) => `/${word} ${foldWord(catalogue[one].ownName)}`).join(", ");
  return { text: sentences.languageChoice(choice), topic: LANGUAGES_OFFERED };
};

/** Returns the language that a text names, by its code or in any language; null when it names none. */
export function readLanguage(text: string): Language | null {
  const word = bareWord(text);
  const isMeant = (language: Language) =>
    [language, ...catalogue[language].names].some((name) => foldWord(name) === word);
  return LANGUAGES.find(isMeant) ?? null;
}
