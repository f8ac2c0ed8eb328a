import { type Language, LANGUAGES } from "../../core/language.ts";
import { catalogue } from "../../text/sentences.ts";
import type { Deed } from "./command.ts";
import { foldWord } from "../../text/fold-word.ts";

/** Keeps the language of fixed sentences, by its code or its name in any of them; else lists them. */
export const setLanguage: Deed = async ({ lane, written, argument, sentences }, { store }) => {
  const language = LANGUAGES.find((one) => isMeant(one, foldWord(argument)));
  if (language !== undefined) {
    await store.setPreferences(lane, { language });
    return catalogue[language].languageSet;
  }
  const word = foldWord(written);
  const choice = LANGUAGES.map((one) => `/${word} ${foldWord(catalogue[one].ownName)}`).join(", ");
  return sentences.languageChoice(choice);
};

function isMeant(language: Language, word: string): boolean {
  return [language, ...catalogue[language].names].some((name) => foldWord(name) === word);
}
