import { type Language, LANGUAGES } from "../core/language.ts";
import { en } from "./sentences/en.ts";
import { es } from "./sentences/es.ts";
import { pt } from "./sentences/pt.ts";

/** Every fixed sentence that a user reads; a language that lacks one does not compile. */
export type Sentences = typeof en;
/** The sentences for a user whose language is this, or who has chosen none. */
export type SentencesFor = (language: string | null) => Sentences;

export const catalogue: Readonly<Record<Language, Sentences>> = { en, es, pt };

/** Returns the function that finds a user's sentences; who chose no language reads `otherwise`. */
export function speaking(otherwise: Language): SentencesFor {
  return (chosen) => catalogue[LANGUAGES.find((language) => language === chosen) ?? otherwise];
}

/** What a user reads of a voice note before its answer, when VOICE_ECHO is on. */
export function echoOf(heard: string): string {
  return `🎤 “${heard.replaceAll(/\s+/g, " ")}”`;
}
