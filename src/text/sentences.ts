import { type Language, LANGUAGES } from "../core/language.ts";
import { en } from "./sentences/en.ts";
import { es } from "./sentences/es.ts";
import { pt } from "./sentences/pt.ts";

/** Every fixed sentence that a user reads; a language that lacks one does not compile. */
export type Sentences = typeof en;
/** The sentences for a user whose language is this, or who has chosen none. */
export type SentencesFor = (language: string | null) => Sentences;

export const catalogue: Readonly<Record<Language, Sentences>> = { en, es, pt };

/** Returns the function that finds a user's sentences: in `otherwise` if the user has chosen no language. */
export function speaking(otherwise: Language): SentencesFor {
  return (chosen) => catalogue[LANGUAGES.find((language) => language === chosen) ?? otherwise];
}

/** Returns the words of a voice note as they stand above its answer if VOICE_ECHO is on. */
export function echoOf(spoken: string): string {
  return `🎤 “${spoken.replaceAll(/\s+/g, " ")}”`;
}
