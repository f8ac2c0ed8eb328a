import type { Lane } from "../../core/lane.ts";
import type { Language } from "../../core/language.ts";
import type { Logger } from "../../core/ports.ts";
import type { Turn } from "../../store/turn.ts";
import { bareWord } from "../../text/fold-word.ts";
import type { Sentences } from "../../text/sentences.ts";
import { type CommandDeps, defineCommand } from "./command.ts";
import { parseCommand } from "./parse-command.ts";

const CONSENT_TIMEOUT_MS = 15 * 60_000;

/** Asks for consent, since an erased message does not come back. */
export const forget = defineCommand({
  name: "forget",
  argument: "ignored",
  isSuggested: false,
  languages: {
    en: {
      words: ["forget"],
      help: "erase everything that I have stored about you",
      asks: "This erases all your messages, my answers, your files and what I remember about you. It cannot be undone.",
      answers: "Write *yes* to erase them, or anything else to keep them.",
      erase: "Yes, erase it all",
      keep: "No, keep it",
      kept: "Everything stays as it was.",
      erased: "Everything that I had stored about you is erased.",
    },
    es: {
      words: ["olvidar", "olvida"],
      help: "borrar todo lo que tengo guardado sobre ti",
      asks: "Esto borra todos tus mensajes, mis respuestas, tus archivos y lo que recuerdo sobre ti. No se puede deshacer.",
      answers: "Escribe *sí* para borrarlos, o cualquier otra cosa para conservarlos.",
      erase: "Sí, borrar todo",
      keep: "No, conservar",
      kept: "Todo sigue como estaba.",
      erased: "Borré todo lo que tenía guardado sobre ti.",
    },
    pt: {
      words: ["esquecer", "esqueça"],
      help: "apagar tudo o que guardei sobre você",
      asks: "Isso apaga todas as suas mensagens, as minhas respostas, os seus arquivos e o que lembro sobre você. Não dá para desfazer.",
      answers: "Escreva *sim* para apagar, ou qualquer outra coisa para manter.",
      erase: "Sim, apagar tudo",
      keep: "Não, manter",
      kept: "Tudo continua como estava.",
      erased: "Apaguei tudo o que tinha guardado sobre você.",
    },
  },
  run: async ({ turn, argument, own }) => {
    const word = `/${own.words[0]}`;
    if (argument === KEEP) return { text: own.kept, topic: "kept" };
    // The answer names its question: a tap on an old one only asks again.
    const choices = [
      { id: `${word} ${consentTo(turn.receivedAt)}`, title: own.erase },
      { id: `${word} ${KEEP}`, title: own.keep },
    ];
    return { text: own.asks, topic: "forget", offer: { choices, inWords: own.answers } };
  },
});

const KEEP = "no";
const consentTo = (askedAt: number) => `yes ${askedAt}`;

/**
 * Returns whether a turn consents to `forget`: a yes in the very next message, soon enough, or a tap
 * on a button of that question.
 */
export function isConsent(
  { type, text, isForwarded, receivedAt, user: { before } }: Turn,
  { yes, language }: Sentences,
): boolean {
  if (before?.topic !== forget.name || receivedAt - before.at > CONSENT_TIMEOUT_MS) return false;
  // A question is no answer.
  if ((type !== "text" && type !== "button") || isForwarded || /[?？؟]/.test(text)) return false;
  const written = parseCommand(text);
  if (written !== null) {
    const isMeant = forget.languages[language].words.some((word) => word === written.word);
    return isMeant && written.argument === consentTo(before.at);
  }
  const { erase } = forget.languages[language];
  return [...yes, erase].some((word) => bareWord(word) === bareWord(text));
}

/** Erases everything stored of the user and frees its space on the disk, so that it cannot be read there. */
export async function eraseUser(
  { messageId }: Turn,
  lane: Lane,
  language: Language,
  { store, log }: Pick<CommandDeps, "store"> & { readonly log: Logger },
): Promise<void> {
  if (!(await store.forget(lane, messageId, forget.languages[language].erased))) return;
  log.info("user erased", { message: messageId });
  await store.compact();
}
