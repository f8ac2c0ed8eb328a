import { type Language, LANGUAGES } from "../core/language.ts";
import { en } from "./sentences/en.ts";
import { es } from "./sentences/es.ts";
import { pt } from "./sentences/pt.ts";

/** All fixed sentences that a user reads; a language that lacks one does not compile. */
export type Sentences = typeof en;
/** Returns the sentences in a user's language, or the default for null. */
export type SentencesFor = (language: string | null) => Sentences;

export const catalogue: Readonly<Record<Language, Sentences>> = { en, es, pt };

/**
 * Returns a function that finds a user's sentences: in `otherwise` if the user has chosen no
 * language.
 */
export function createSentencesFor(otherwise: Language): SentencesFor {
  return (chosen) => catalogue[LANGUAGES.find((language) => language === chosen) ?? otherwise];
}

/** Returns the transcript of a voice note as it appears above its answer if VOICE_ECHO is on. */
export function echoOf(spoken: string): string {
  return `🎤 “${spoken.replaceAll(/\s+/g, " ")}”`;
}
